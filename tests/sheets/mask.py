# SPDX-License-Identifier: MIT
"""Field masks: a comma list of a.b, a/b, a(b,c) and *.

A mask is a tree: {name: mask}; None stands for everything below.
"""
import re

TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[*.,/()]|\s+")


class BadMask(Exception):
    pass


def _merge(tree, other):
    if tree is None or other is None:
        return None
    out = dict(tree)
    for name, below in other.items():
        out[name] = _merge(out[name], below) if name in out else below
    return out


class _Reader:
    def __init__(self, text):
        self.tokens = []
        at = 0
        while at < len(text):
            match = TOKEN.match(text, at)
            if not match:
                raise BadMask(text)
            at = match.end()
            if not match.group().isspace():
                self.tokens.append(match.group())
        self.text = text

    def take(self):
        if not self.tokens:
            raise BadMask(self.text)
        return self.tokens.pop(0)

    def next_is(self, *wanted):
        return bool(self.tokens) and self.tokens[0] in wanted

    def list(self):
        tree = self.item()
        while self.next_is(","):
            self.take()
            tree = _merge(tree, self.item())
        return tree

    def item(self):
        name = self.take()
        if name == "*":
            return None
        if not name[0].isalnum() and name[0] != "_":
            raise BadMask(self.text)
        if self.next_is(".", "/"):
            self.take()
            return {name: self.item()}
        if self.next_is("("):
            self.take()
            below = self.list()
            if self.take() != ")":
                raise BadMask(self.text)
            return {name: below}
        return {name: None}


def parse(text):
    reader = _Reader(text)
    tree = reader.list()
    if reader.tokens:
        raise BadMask(text)
    return tree


def below(tree, *names):
    """The mask below a path: (wanted, mask)."""
    for name in names:
        if tree is None:
            return True, None
        if name not in tree:
            return False, {}
        tree = tree[name]
    return True, tree


def wants(tree, *names):
    return below(tree, *names)[0]


def select(tree, value):
    """What of an answer the mask asks for."""
    if tree is None:
        return value
    if isinstance(value, list):
        return [select(tree, item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: select(tree[name], part) for name, part in value.items()
            if name in tree}


def assign(tree, old, new):
    """The object old with the fields of the mask taken from new; a field
    that new does not have is removed."""
    if tree is None:
        return new
    out = dict(old or {})
    for name, deeper in tree.items():
        part = (new or {}).get(name)
        if deeper is not None and (part is None or isinstance(part, dict)):
            part = assign(deeper, out.get(name), part) or None
        if part is None:
            out.pop(name, None)
        else:
            out[name] = part
    return out
