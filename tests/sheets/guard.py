# SPDX-License-Identifier: MIT
"""Who asks, and what is protected from them."""
from collections import namedtuple

from errors import protected

# What a request works on. email None is the human who owns the spreadsheet.
# knobs: see KNOBS in server.py. api: for field masks.
Call = namedtuple("Call", "book email knobs api")


def overlap(a, b):
    """Do two rectangles meet? None is unbounded."""
    for first, end in ((0, 2), (1, 3)):
        if a[end] is not None and (b[first] or 0) >= a[end]:
            return False
        if b[end] is not None and (a[first] or 0) >= b[end]:
            return False
    return True


def inside(a, b):
    """Is all of a in b?"""
    for first, end in ((0, 2), (1, 3)):
        if (a[first] or 0) < (b[first] or 0):
            return False
        if b[end] is not None and (a[end] is None or a[end] > b[end]):
            return False
    return True


def may_edit(protection, email):
    return email is None or protection.get("warningOnly") or \
        protection["creator"] == email or \
        email in protection.get("editors", {}).get("users", ())


def writable(call, tab, rect):
    """Refuse if any of the rectangle is protected from who asks."""
    for protection in tab.protections:
        if may_edit(protection, call.email) or \
                not overlap(protection["rect"], rect):
            continue
        if not any(inside(rect, free)
                   for free in protection.get("free", ())):
            raise protected()


def insertable(call, tab, axis, at):
    """Rows may be put beside a protected range, not into it."""
    for protection in tab.protections:
        if may_edit(protection, call.email):
            continue
        rect = protection["rect"]
        first, end = rect[axis] or 0, rect[axis + 2]
        whole = rect == (None,) * 4
        if whole or (first < at and (end is None or at < end)
                     and rect[1 - axis] is None
                     and rect[3 - axis] is None):
            raise protected()


def tab_editable(call, tab):
    """A tab that is protected as a whole cannot be renamed or removed."""
    for protection in tab.protections:
        if protection["rect"] == (None,) * 4 and \
                not may_edit(protection, call.email):
            raise protected()
