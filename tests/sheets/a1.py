# SPDX-License-Identifier: MIT
"""A1 notation, both ways.

A rectangle is (top, left, bottom, right), counted from 0, half open; None
where it is not bounded. R1C1 is not modelled.
"""
import re

CELL = re.compile(r"([A-Za-z]{0,3})([0-9]*)")
LOOKS_LIKE_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*")
PLAIN_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def letters(index):
    """The name of a column: 0 is A, 25 Z, 26 AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def column(name):
    index = 0
    for letter in name.upper():
        index = index * 26 + ord(letter) - ord("A") + 1
    return index - 1


def title(text):
    """A tab's title as Google writes it in front of the exclamation mark."""
    if PLAIN_TITLE.fullmatch(text) and not LOOKS_LIKE_CELL.fullmatch(text):
        return text
    return "'" + text.replace("'", "''") + "'"


def _corner(text):
    match = CELL.fullmatch(text)
    if not match or not text:
        return None
    name, number = match.groups()
    if number.startswith("0"):
        return None
    return (int(number) - 1 if number else None,
            column(name) if name else None)


def _ordered(a, b):
    """One side of two corners: (first, end), open where one is missing."""
    known = [x for x in (a, b) if x is not None]
    if len(known) == 2:
        return min(known), max(known) + 1
    return (known[0] if known else None), None


def rectangle(text):
    """What A1:B2, A:A, 1:2, A5:A or A1 says; None if it is no such thing."""
    first, colon, last = text.partition(":")
    a = _corner(first)
    if a is None:
        return None
    if not colon:
        if None in a:
            return None
        return a[0], a[1], a[0] + 1, a[1] + 1
    b = _corner(last)
    if b is None:
        return None
    top, bottom = _ordered(a[0], b[0])
    left, right = _ordered(a[1], b[1])
    return top, left, bottom, right


def split(text):
    """(title, rest): either may be None. ValueError if it cannot be."""
    if text.startswith("'"):
        match = re.fullmatch(r"'((?:[^']|'')+)'(?:!(.*))?", text, re.S)
        if not match:
            raise ValueError(text)
        return match.group(1).replace("''", "'"), match.group(2)
    if "!" in text:
        name, _, rest = text.rpartition("!")
        return name, rest
    return None, text


def corners(rect):
    """A rectangle without its tab; open sides stay open: A5:C, A:C, 2:4."""
    top, left, bottom, right = rect
    first = (letters(left) if left is not None else "") + \
        (str(top + 1) if top is not None else "")
    last = (letters(right - 1) if right is not None else "") + \
        (str(bottom) if bottom is not None else "")
    return first if first == last and None not in rect else f"{first}:{last}"


def name(tab_title, rect):
    """The canonical name of a rectangle in a tab."""
    if rect == (None, None, None, None):
        return title(tab_title)
    return f"{title(tab_title)}!{corners(rect)}"
