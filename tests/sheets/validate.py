# SPDX-License-Identifier: MIT
"""Is a request what Google's discovery document describes?

Unknown methods, parameters and fields, wrong types and enums are Violations.
The wording for values that are no list is recorded, every other one here is
from memory (see errors.py). Stricter than Google in one thing: a number must
be a number, not a string that holds one.
"""
import json
import os
import re

import mask
from errors import Violation, bad, not_modelled

HERE = os.path.dirname(os.path.abspath(__file__))
# Unions: at most one of these fields may be set; Google's name for each.
UNIONS = {
    "ExtendedValue": ("value", None),
    "DataFilter": ("filter", None),
    "Request": ("kind", None),
    "DeveloperMetadataLocation":
        ("location", {"spreadsheet", "sheetId", "dimensionRange"}),
    "ConditionalFormatRule": ("rule", {"booleanRule", "gradientRule"}),
    "UpdateCellsRequest": ("area", {"start", "range"}),
}
INTEGERS = {"int32": 31, "int64": 63}
# In answers, though in no document.
UNDOCUMENTED = {"BatchUpdateSpreadsheetResponse": {"commentUpdateState"}}


def snake(name):
    return re.sub(r"[A-Z]", lambda m: "_" + m.group().lower(), name)


def quoted(value):
    return json.dumps(value, ensure_ascii=False)


class Api:
    def __init__(self, path=os.path.join(HERE, "api.json")):
        with open(path, encoding="utf-8") as f:
            document = json.load(f)
        self.methods = document["methods"]
        self.every = document["parameters"]
        self.schemas = document["schemas"]
        self.checks = {}
        self.routes = []
        for name, method in self.methods.items():
            # A colon verb is literal; {range} may hold anything but a slash.
            pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+?)",
                             re.escape(method["path"]))
            self.routes.append((method["http"], re.compile("/" + pattern),
                                "{range}" in method["path"],
                                ":" in method["path"], name))
        # The route with a verb is tried first, {range} last.
        self.routes.sort(key=lambda r: (r[2], not r[3]))

    def route(self, http, raw_path):
        """(method id, raw path parameters) or None."""
        for wanted, pattern, _, _, name in self.routes:
            found = pattern.fullmatch(raw_path)
            if wanted == http and found:
                return name, found.groupdict()
        return None

    def query(self, name, pairs):
        """The query parameters as {name: value or list of values}."""
        method = self.methods[name]
        out = {}
        for key, value in pairs:
            about = method["parameters"].get(key, self.every.get(key))
            if about is None or about["location"] != "query":
                message = (
                    f'Invalid JSON payload received. Unknown name "{key}": '
                    f"Cannot bind query parameter. Field '{key}' could not "
                    "be found in request message.")
                raise Violation("", message)
            if key in ("access_token", "oauth_token"):
                raise Violation(key, "a token does not belong into a URL")
            value = self._parameter(key, about, value)
            if about.get("repeated"):
                out.setdefault(key, []).append(value)
            elif key in out:
                raise Violation(key, f"query parameter {key} given twice")
            else:
                out[key] = value
        return out

    @staticmethod
    def _parameter(key, about, value):
        if about["type"] == "boolean":
            if value.lower() not in ("true", "false"):
                raise Violation(key, f"Invalid value at '{snake(key)}' "
                                f"(TYPE_BOOL), {quoted(value)}")
            return value.lower() == "true"
        if "enum" in about and value not in about["enum"]:
            kind = key[0].upper() + key[1:]
            raise Violation(
                key, f"Invalid value at '{snake(key)}' (type.googleapis.com/"
                f"google.apps.sheets.v4.{kind}), {quoted(value)}")
        return value

    def request(self, name, body):
        schema = self.methods[name].get("request")
        if schema is None:
            if body is not None:
                raise Violation("", "a GET request has no body")
            return
        # In the values methods the body is the field "data" of the call.
        place = "data" if schema == "ValueRange" else ""
        self.check(schema)(body if body is not None else {}, place)

    def answer(self, name, body):
        """For the tests: is what the server answers in Google's form?"""
        self.check(self.methods[name]["response"], True)(body, "")

    def fields(self, schema, text, path="fields"):
        """The mask that text is, each name known to the schema."""
        try:
            tree = mask.parse(text)
        except mask.BadMask:
            raise Violation(path, f"Invalid field mask: {text}") from None
        self._known(schema, tree, "", path)
        return tree

    def _known(self, schema, tree, above, path):
        for name, below in (tree or {}).items():
            deeper = schema
            if "items" in deeper:
                deeper = deeper["items"]
            if "$ref" in deeper:
                deeper = self.schemas[deeper["$ref"]]
            if name not in deeper.get("properties", {}):
                where = above + name
                raise Violation(
                    path, "Request contains an invalid argument."
                    if path != "fields" else
                    "Error expanding 'fields' parameter. Cannot find "
                    f"matching fields for path '{where}'.")
            self._known(deeper["properties"][name], below,
                        above + name + ".", path)

    def update_mask(self, schema, text):
        """The `fields` of a request: rooted at an object of this schema."""
        return self.fields({"$ref": schema}, text, "request.fields")

    def check(self, name, answer=False):
        """A function (value, place) that raises a Violation."""
        key = (name, answer)
        if key not in self.checks:
            # First a stand-in: schemas refer to themselves.
            self.checks[key] = lambda v, p: self.checks[key](v, p)
            self.checks[key] = self._object(
                name, self.schemas[name].get("properties", {}), answer)
        return self.checks[key]

    def _object(self, name, properties, answer):
        fields = {field: self._any(f"{name}.{field}", schema, answer)
                  for field, schema in properties.items()}
        union, members = UNIONS.get(name, (None, None))
        if union and members is None:
            members = set(fields)
        undocumented = UNDOCUMENTED.get(name, ()) if answer else ()

        def check(value, place):
            if not isinstance(value, dict):
                raise _wrong(place, f"type.googleapis.com/google.apps.sheets."
                             f"v4.{name}", value)
            already = None
            for field, part in value.items():
                test = fields.get(field)
                if test is None:
                    if field in undocumented:
                        continue
                    raise _unknown(field, place)
                if part is None:
                    continue
                if union and field in members:
                    if already:
                        raise _twice(place, union, field)
                    already = field
                below = snake(field)
                test(part, f"{place}.{below}" if place else below)
        return check

    def _any(self, name, schema, answer):
        if "$ref" in schema:
            return self.check(schema["$ref"], answer)
        if not schema:
            def unmodelled(value, place):
                raise not_modelled(name)
            return unmodelled
        kind = schema["type"]
        if kind == "array":
            if name == "ValueRange.values" or \
                    name == "DataFilterValueRange.values":
                return _rows_of_values
            item = self._any(name, schema["items"], answer)

            def array(value, place):
                if not isinstance(value, list):
                    raise _wrong(place, "TYPE_MESSAGE", value)
                for i, part in enumerate(value):
                    item(part, f"{place}[{i}]")
            return array
        if kind == "object":
            item = self._any(name, schema["additionalProperties"], answer)

            def mapping(value, place):
                if not isinstance(value, dict):
                    raise _wrong(place, "TYPE_MESSAGE", value)
                for key, part in value.items():
                    item(part, f"{place}[{key}]")
            return mapping
        return _scalar(name, schema)


def _scalar(name, schema):
    kind = schema["type"]
    choices = schema.get("enum")
    bits = INTEGERS.get(schema.get("format"))

    def string(value, place):
        if not isinstance(value, str):
            raise _wrong(place, "TYPE_STRING", value)
        if choices and value not in choices:
            last = name.rsplit(".", 1)[1]
            raise _wrong(place, "type.googleapis.com/google.apps.sheets.v4."
                         + last[0].upper() + last[1:], value)

    def integer(value, place):
        if not isinstance(value, int) or isinstance(value, bool) or \
                (bits and not -2 ** bits <= value < 2 ** bits):
            raise _wrong(place, "TYPE_INT32", value)

    def number(value, place):
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            raise _wrong(place, "TYPE_DOUBLE", value)

    def boolean(value, place):
        if not isinstance(value, bool):
            raise _wrong(place, "TYPE_BOOL", value)

    return {"string": string, "integer": integer, "number": number,
            "boolean": boolean, "any": lambda value, place: None}[kind]


def _rows_of_values(value, place):
    listed = "type.googleapis.com/google.protobuf.ListValue"
    if not isinstance(value, list):
        raise _wrong(place, listed, value)
    for i, row in enumerate(value):
        if not isinstance(row, list):
            raise _wrong(f"{place}[{i}]", listed, row)
        for j, cell in enumerate(row):
            if isinstance(cell, (dict, list)):
                # unrecorded
                kind = "struct_value" if isinstance(cell, dict) \
                    else "list_value"
                raise Violation(
                    place, f"Invalid {place}[{i}][{j}]: {kind} "
                    f"{{\n}}\n")


def _wrong(place, kind, value):
    return Violation(
        place, f"Invalid value at '{place}' ({kind}), {quoted(value)}")


def _unknown(field, place):
    where = f" at '{place}'" if place else ""
    return Violation(place, f'Invalid JSON payload received. Unknown name '
                     f'"{field}"{where}: Cannot find field.')


def _twice(place, union, field):
    return Violation(
        place, f"Invalid value at '{place}' (oneof), oneof field '{union}' "
        f"is already set. Cannot set '{field}'")


def one_kind(request, place):
    """The only member of a union that must have one."""
    kinds = [key for key, value in request.items() if value is not None]
    if len(kinds) != 1:
        raise bad(f"Invalid {place}: No request set.")
    return kinds[0]
