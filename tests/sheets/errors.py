# SPDX-License-Identifier: MIT
"""What goes wrong, in Google's words.

A Refusal becomes the HTTP answer. Inside a batch, `within` puts the place in
front of the message, as Google does: "Invalid requests[2].updateCells: ...".
Wordings that the sources at hand do not have are from memory or made up, and
marked "unrecorded" where they stand, or at the top of the file: no client and
no test of one may depend on them.
"""
import contextlib

STATUS = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED",
          403: "PERMISSION_DENIED", 404: "NOT_FOUND",
          429: "RESOURCE_EXHAUSTED", 500: "INTERNAL",
          501: "UNIMPLEMENTED", 502: "UNAVAILABLE", 503: "UNAVAILABLE",
          504: "DEADLINE_EXCEEDED"}

RPC = "type.googleapis.com/google.rpc."


class Refusal(Exception):
    """An answer other than 200."""

    def __init__(self, code, message, details=None, headers=()):
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details
        self.headers = dict(headers)

    def body(self):
        error = {"code": self.code, "message": self.message,
                 "status": STATUS[self.code]}
        if self.details:
            error["details"] = self.details
        return {"error": error}


class Violation(Refusal):
    """A request that Google's discovery document does not allow."""

    def __init__(self, field, message):
        where = {"description": message}
        if field:
            where = {"field": field, "description": message}
        super().__init__(400, message, [
            {"@type": RPC + "BadRequest", "fieldViolations": [where]}])


@contextlib.contextmanager
def within(place):
    try:
        yield
    except Refusal as refusal:
        if refusal.code == 400:
            refusal.message = f"Invalid {place}: {refusal.message}"
        raise


def bad(message):
    return Refusal(400, message)


def unparsable(text):
    return bad(f"Unable to parse range: {text}")


def no_grid(sheet_id):
    return bad(f"No grid with id: {sheet_id}")


def beyond_grid(name, tab):
    return bad(f"Range ({name}) exceeds grid limits. "
               f"Max rows: {tab.height}, max columns: {tab.width}")


def outside_range(name, place):
    return bad(f"Requested writing within range [{name}], "
               f"but tried writing to {place}")


def too_long():
    return bad("Your input contains more than the maximum of 50000 "
               "characters in a single cell.")


def protected():
    return bad("You are trying to edit a protected cell or object. Please "
               "contact the spreadsheet owner to remove protection if you "
               "need to edit.")


def no_fields():
    return bad("At least one field must be listed in 'fields'. (Use '*' to "
               "indicate all fields.)")  # unrecorded


def tag_limit():
    return bad("Adding the requested developer metadata would exceed the "
               "allowed storage limit")


def not_found():
    return Refusal(404, "Requested entity was not found.")


def forbidden():
    return Refusal(403, "The caller does not have permission")


def not_modelled(what):
    return Refusal(501, f"the test server does not model {what}")


def unauthenticated():
    return Refusal(
        401,
        "Request had invalid authentication credentials. Expected OAuth 2 "
        "access token, login cookie or other valid authentication "
        "credential. See https://developers.google.com/identity/sign-in/web/"
        "devconsole-project.",
        headers={"WWW-Authenticate":
                 'Bearer realm="https://accounts.google.com/", '
                 'error="invalid_token"'})


def scope_insufficient():
    return Refusal(
        403, "Request had insufficient authentication scopes.",
        [{"@type": RPC + "ErrorInfo",
          "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
          "domain": "googleapis.com",
          "metadata": {"service": "sheets.googleapis.com"}}])


def api_disabled():
    where = ("https://console.developers.google.com/apis/api/"
             "sheets.googleapis.com/overview?project=123")
    return Refusal(
        403,
        "Google Sheets API has not been used in project 123 before or it is "
        f"disabled. Enable it by visiting {where} then retry. If you enabled "
        "this API recently, wait a few minutes for the action to propagate "
        "to our systems and retry.",  # from "then retry" on: unrecorded
        [{"@type": RPC + "Help",
          "links": [{"description": "Google developers console API "
                     "activation", "url": where}]},
         {"@type": RPC + "ErrorInfo", "reason": "SERVICE_DISABLED",
          "domain": "googleapis.com",
          "metadata": {"service": "sheets.googleapis.com",
                       "consumer": "projects/123"}}])


def quota(kind, limit, window_start):
    """kind is Read or Write. The recorded answer has no Retry-After."""
    return Refusal(
        429,
        f"Quota exceeded for quota metric '{kind} requests' and limit "
        f"'{kind} requests per minute per user' of service "
        "'sheets.googleapis.com' for consumer 'project_number:123'.",
        [{"@type": RPC + "ErrorInfo", "reason": "RATE_LIMIT_EXCEEDED",
          "domain": "googleapis.com",
          "metadata": {
              "service": "sheets.googleapis.com",
              "quota_metric":
                  f"sheets.googleapis.com/{kind.lower()}_requests",
              "quota_limit": f"{kind}RequestsPerMinutePerUser",
              "quota_limit_value": str(limit),
              "quota_unit": "1/min/{project}/{user}",
              "quota_location": "global",
              "window_start_time": window_start,
              "consumer": "projects/123"}},
         {"@type": RPC + "Help", "links": [
             {"description": "Request a higher quota limit.",
              "url": "https://cloud.google.com/docs/quotas/help/"
                     "request_increase"}]}])
