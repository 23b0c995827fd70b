# SPDX-License-Identifier: MIT
"""The token endpoint: signed assertions (RFC 7523, RS256), refresh tokens.

A signature is checked with the account's public key and nothing else than
arithmetic: RSASSA-PKCS1-v1_5 over SHA-256 (RFC 8017, 8.2.2). What is said of
refresh tokens and grant types is unrecorded, and so are "account not found"
and the text for scopes.
"""
import base64
import binascii
import hashlib
import json
import re
import secrets

GOOGLE = "https://oauth2.googleapis.com/token"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
SCOPE = "https://www.googleapis.com/auth/"
TOLERANCE = 300  # s; Google's own is not documented
SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")
SKEW = ("Invalid JWT: Token must be a short-lived token (60 minutes) and in "
        "a reasonable timeframe. Check your iat and exp values in the JWT "
        "claim.")
# Answers that a fault may ask for: {name: (status, error, description)}.
TROUBLES = {
    "skew": (400, "invalid_grant", SKEW),
    "deleted-key": (400, "invalid_grant", "Invalid JWT Signature."),
    "account-gone": (400, "invalid_grant",
                     "Invalid grant: account not found"),
    "deleted-client": (401, "deleted_client",
                       "The OAuth client was deleted."),
    "token-503": (503, "temporarily_unavailable", "Try again."),
}


class Denied(Exception):
    def __init__(self, error, description, status=400):
        super().__init__(description)
        self.answer = status, {"error": error,
                               "error_description": description}


def _der(data, at=0):
    """(tag, content, end) of the DER element at this place."""
    tag, size, at = data[at], data[at + 1], at + 2
    if size & 0x80:
        count = size & 0x7f
        size, at = int.from_bytes(data[at:at + count], "big"), at + count
    return tag, data[at:at + size], at + size


def public_key(pem):
    """(modulus, exponent) of a PEM SubjectPublicKeyInfo."""
    body = re.search("-----BEGIN PUBLIC KEY-----(.*?)-----END", pem, re.S)
    _, info, _ = _der(base64.b64decode(body.group(1)))
    _, _, end = _der(info)  # the algorithm
    _, bits, _ = _der(info, end)
    _, pair, _ = _der(bits[1:])
    _, modulus, end = _der(pair)
    _, exponent, _ = _der(pair, end)
    return int.from_bytes(modulus, "big"), int.from_bytes(exponent, "big")


def verified(key, data, signature):
    modulus, exponent = key
    size = (modulus.bit_length() + 7) // 8
    if len(signature) != size:
        return False
    found = pow(int.from_bytes(signature, "big"), exponent, modulus)
    digest = SHA256 + hashlib.sha256(data).digest()
    padding = b"\xff" * (size - 3 - len(digest))
    return found.to_bytes(size, "big") == b"\0\1" + padding + b"\0" + digest


def _b64url(text):
    if not re.fullmatch(r"[A-Za-z0-9_-]+", text):
        raise ValueError("not base64url without padding")
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class TokenServer:
    def __init__(self):
        self.accounts = {}  # {client_email: [public key]}
        self.users = {}     # {refresh token: {client_id, client_secret}}
        self.lifetime = 3599
        self.own_url = GOOGLE
        self.tokens = {}    # {access token: (email, scopes, end)}
        self.secrets = []   # whatever must not show up in a log

    def answer(self, form, now):
        """(status, JSON body) of a token request; form: {name: value}."""
        try:
            kind = form.get("grant_type")
            if kind == JWT_BEARER:
                email, scopes = self._assertion(form.get("assertion", ""),
                                                now)
            elif kind == "refresh_token":
                email, scopes = self._refresh(form)
            else:
                raise Denied("unsupported_grant_type",
                             f"Invalid grant_type: {kind}")
        except Denied as denied:
            return denied.answer
        # Long, and it may end in dots: so do Google's.
        token = "ya29.c.b0A" + secrets.token_urlsafe(780) + "....."
        self.tokens[token] = email, scopes, now + self.lifetime
        self.secrets.append(token)
        body = {"access_token": token, "expires_in": self.lifetime,
                "token_type": "Bearer"}
        if kind == "refresh_token":
            body["scope"] = " ".join(sorted(scopes))
        return 200, body

    def _assertion(self, text, now):
        self.secrets.append(text)
        try:
            header, claims, signature = text.split(".")
            about = json.loads(_b64url(header))
            said = json.loads(_b64url(claims))
            signature = _b64url(signature)
            iat, exp = said["iat"], said["exp"]
            if about["alg"] != "RS256" or not isinstance(iat, int) or \
                    not isinstance(exp, int):
                raise ValueError("header or times")
            email, aud, scope = said["iss"], said["aud"], said["scope"]
        except (ValueError, KeyError, TypeError, binascii.Error) as e:
            raise Denied("invalid_grant",
                         f"Invalid JWT: {e}") from None  # unrecorded
        keys = self.accounts.get(email)
        if keys is None:
            raise Denied("invalid_grant", "Invalid grant: account not found")
        data = f"{header}.{claims}".encode()
        if not any(verified(key, data, signature) for key in keys):
            raise Denied("invalid_grant", "Invalid JWT Signature.")
        if aud not in (GOOGLE, self.own_url):
            raise Denied("invalid_grant", "Invalid JWT: Failed audience "
                         "check.")  # unrecorded
        if exp - iat > 3600 or abs(now - iat) > TOLERANCE or exp <= now:
            raise Denied("invalid_grant", SKEW)
        if "sub" in said and said["sub"] != email:
            raise Denied(
                "unauthorized_client", "Client is unauthorized to retrieve "
                "access tokens using this method, or client not authorized "
                "for any of the scopes requested.", 401)
        return email, self._scopes(scope)

    @staticmethod
    def _scopes(text):
        known = {SCOPE + name for name in (
            "drive", "drive.file", "drive.readonly", "spreadsheets",
            "spreadsheets.readonly")}
        scopes = set(text.split())
        if not scopes or scopes - known:
            raise Denied("invalid_scope", "Invalid OAuth scope or ID token "
                         "audience provided.")
        return {scope.removeprefix(SCOPE) for scope in scopes}

    def _refresh(self, form):
        token = form.get("refresh_token", "")
        self.secrets += [token, form.get("client_secret", "")]
        user = self.users.get(token)
        if user is None:
            raise Denied("invalid_grant",
                         "Token has been expired or revoked.")
        if (form.get("client_id"), form.get("client_secret")) != \
                (user["client_id"], user["client_secret"]):
            raise Denied("invalid_client", "Unauthorized", 401)
        return user["email"], {"spreadsheets"}

    def whose(self, header, now):
        """(email, scopes) of an Authorization header, or None."""
        if not header or not header.startswith("Bearer "):
            return None
        email, scopes, end = self.tokens.get(header[7:], (None, None, 0))
        return (email, scopes) if email and now < end else None

    def expire(self):
        self.tokens.clear()
