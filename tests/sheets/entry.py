# SPDX-License-Identifier: MIT
"""What becomes of what is entered, and how it is shown.

USER_ENTERED reads a text as the keyboard does: formulas, numbers, dates,
TRUE; RAW keeps it. There is no calculation: a formula that is one number, one
text, or two numbers and an operator has its value, any other shows #ERROR!.
"""
import datetime
import re

from errors import bad, too_long
from book import units

MAX_UNITS = 50_000
EPOCH = datetime.datetime(1899, 12, 30)
DATE = {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}
SLASHED = {"numberFormat": {"type": "DATE", "pattern": "m/d/yyyy"}}
MOMENT = {"numberFormat": {"type": "DATE_TIME",
                           "pattern": "yyyy-mm-dd hh:mm:ss"}}
PERCENT = {"numberFormat": {"type": "PERCENT", "pattern": "0.00%"}}
CURRENCY = {"numberFormat": {"type": "CURRENCY", "pattern": "$#,##0.00"}}
NUMBER = re.compile(r"[-+]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?([eE][-+]?\d+)?")
PLAIN = r"\s*(-?\d+(?:\.\d+)?)\s*"


def serial(moment):
    """Days since 1899-12-30, without a time zone."""
    days = (moment - EPOCH) / datetime.timedelta(days=1)
    return int(days) if days == int(days) else days


def raw(value):
    """(kind, value) of a JSON value stored as it is; None clears."""
    if isinstance(value, bool):
        return "boolValue", value
    if isinstance(value, (int, float)):
        return "numberValue", value
    if isinstance(value, str):
        if units(value) > MAX_UNITS:
            raise too_long()
        return ("stringValue", value) if value else None
    raise bad(f"Invalid value: {value!r}")


def typed(text, cell_format=None):
    """((kind, value) or None, format or None) of a text that was typed."""
    if units(text) > MAX_UNITS:
        raise too_long()
    if not text:
        return None, None
    kind = (cell_format or {}).get("numberFormat", {}).get("type")
    if kind == "TEXT":
        return ("stringValue", text), None
    if text.startswith("'"):
        return (("stringValue", text[1:]) if text[1:] else None), None
    if text[0] == "=" and len(text) > 1:
        return ("formulaValue", text), None
    if text[0] == "+" and len(text) > 1 and not number(text):
        return ("formulaValue", "=" + text), None
    if text.upper() in ("TRUE", "FALSE"):
        return ("boolValue", text.upper() == "TRUE"), None
    return _number_or_date(text) or (("stringValue", text), None)


def number(text):
    match = NUMBER.fullmatch(text)
    if not match or not (match.group(1) or match.group(3)):
        return None
    value = float(text.replace(",", ""))
    return ("numberValue", int(value) if value.is_integer() and
            abs(value) < 2 ** 53 else value)


def _number_or_date(text):
    text = text.strip()
    value = number(text)
    if value:
        return value, None
    if text.endswith("%") and number(text[:-1]):
        return ("numberValue", number(text[:-1])[1] / 100), PERCENT
    if text.startswith("$") and number(text[1:]):
        return number(text[1:]), CURRENCY
    for pattern, form in (("%Y-%m-%d", DATE), ("%m/%d/%Y", SLASHED),
                          ("%Y-%m-%d %H:%M:%S", MOMENT),
                          ("%Y-%m-%d %H:%M", MOMENT)):
        try:
            moment = datetime.datetime.strptime(text, pattern)
        except ValueError:
            continue
        return ("numberValue", serial(moment)), form
    if re.fullmatch(r"\d{1,2}/\d{1,2}", text):
        return _number_or_date(f"{text}/{datetime.date.today().year}")
    return None


def effective(value):
    """The (kind, value) that a cell shows: a formula has a result."""
    if value is None or value[0] != "formulaValue":
        return value
    formula = value[1][1:].lstrip("+")
    text = re.fullmatch(r'\s*"((?:[^"]|"")*)"\s*', formula)
    if text:
        return "stringValue", text.group(1).replace('""', '"')
    match = re.fullmatch(PLAIN + r"(?:([-+*/])" + PLAIN + ")?", formula)
    if not match:
        return "errorValue", ("ERROR", "#ERROR!")
    a, sign, b = match.groups()
    if not sign:
        return number(a)
    a, b = float(a), float(b)
    if sign == "/" and not b:
        return "errorValue", ("DIVIDE_BY_ZERO", "#DIV/0!")
    result = {"+": a + b, "-": a - b, "*": a * b,
              "/": a / b if b else 0}[sign]
    return number(repr(result))


def shown_number(value, cell_format):
    form = (cell_format or {}).get("numberFormat", {})
    kind, pattern = form.get("type"), form.get("pattern", "")
    if kind in ("DATE", "DATE_TIME", "TIME"):
        pattern = pattern or {"DATE": "yyyy-mm-dd", "TIME": "hh:mm:ss",
                              "DATE_TIME": "yyyy-mm-dd hh:mm:ss"}[kind]
        return _shown_date(value, pattern)
    if kind == "PERCENT":
        return f"{value * 100:.2f}%"
    if kind == "CURRENCY":
        return f"${value:,.2f}"
    if kind == "NUMBER" and pattern:
        places = len(pattern.partition(".")[2])
        return f"{value:{',' if ',' in pattern else ''}.{places}f}"
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.10g}"
    return str(int(value))


def _shown_date(value, pattern):
    moment = EPOCH + datetime.timedelta(seconds=round(value * 86400))
    parts = {"yyyy": f"{moment:%Y}", "mm": f"{moment:%m}",
             "dd": f"{moment:%d}", "hh": f"{moment:%H}",
             "ss": f"{moment:%S}", "m": str(moment.month),
             "d": str(moment.day), "h": str(moment.hour)}

    def part(match):
        name = match.group()
        after_hours = "h" in pattern[:match.start()]
        if name == "mm" and after_hours:
            return f"{moment:%M}"
        return parts[name]
    return re.sub("yyyy|mm|dd|hh|ss|m|d|h", part, pattern)


def formatted(cell):
    """The text that a person sees; "" for an empty cell."""
    value = effective(cell.value)
    if value is None:
        return ""
    kind, inner = value
    if kind == "errorValue":
        return inner[1]
    if kind == "boolValue":
        return "TRUE" if inner else "FALSE"
    if kind == "numberValue":
        return shown_number(inner, cell.format)
    return inner


def entered(cell):
    """The text of a cell as it was entered: for tests, and for tracking."""
    if cell.value and cell.value[0] == "formulaValue":
        return cell.value[1]
    return formatted(cell)


def rendered(cell, option, dates):
    """The JSON value of a cell in a values answer."""
    if cell.value is None:
        return ""
    if option == "FORMULA" and cell.value[0] == "formulaValue":
        return cell.value[1]
    if option in (None, "FORMATTED_VALUE"):
        return formatted(cell)
    kind, inner = effective(cell.value)
    if kind == "errorValue":
        return inner[1]
    form = (cell.format or {}).get("numberFormat", {}).get("type")
    if kind == "numberValue" and dates == "FORMATTED_STRING" and \
            form in ("DATE", "DATE_TIME", "TIME"):
        return formatted(cell)
    return inner
