# SPDX-License-Identifier: Apache-2.0
"""Find the conditions of a C file and the ways to change each of them.

A condition is what stands in the parentheses of an if or a while, the middle
part of a for, or a statement that compares or combines truth values (`return
a < b;`, `x = a ? b : c;`). Comments, strings, preprocessor lines and asserts
have none.
"""

import re
from typing import NamedTuple

TOKEN = re.compile(
    r"""
    (?P<skip>\s+|/\*.*?\*/|//[^\n]*)
  | (?P<directive>^[ \t]*\#(?:\\\n|[^\n])*)
  | (?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
  | (?P<number>\.?\d(?:[eEpP][+-]|[\w.])*)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<operator><<=|>>=|->|\+\+|--|<<|>>|[<>=!+*/%&|^-]=|&&|\|\||.)
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)

# What each operator may become: the boundary moved by one, and the opposite.
OPERATORS = {
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "==": ("!=",),
    "!=": ("==",),
    "&&": ("||",),
    "||": ("&&",),
}
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")


class Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int


class Condition(NamedTuple):
    """Bytes start to end of a file, on lines first to last."""

    path: str
    function: str
    kind: str  # "if", "while", "for" or "statement"
    text: str
    start: int
    end: int
    first: int
    last: int
    mutations: tuple  # what may stand in place of the text


def tokenize(source):
    """The tokens of a file without comments and preprocessor lines."""
    tokens = []
    for match in TOKEN.finditer(source):
        if match.lastgroup not in ("skip", "directive"):
            tokens.append(
                Token(match.lastgroup, match.group(), match.start(), match.end())
            )
    return tokens


def plain(text):
    """The text on one line, without comments."""
    text = re.sub(r"/\*.*?\*/|//[^\n]*", " ", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", text).strip()


def closing(tokens, opening):
    """The index of the bracket that closes the one at `opening`."""
    depth = 0
    for i in range(opening, len(tokens)):
        if tokens[i].text in ("(", "[", "{"):
            depth += 1
        elif tokens[i].text in (")", "]", "}"):
            depth -= 1
            if depth == 0:
                return i
    return len(tokens) - 1


def changed_numbers(tokens, i):
    """The neighbours of an integer that is compared, or added to what is."""
    beside = COMPARISONS + ("+", "-")
    around = {tokens[j].text for j in (i - 1, i + 1) if 0 <= j < len(tokens)}
    match = re.fullmatch(r"(0[xX][\da-fA-F]+|\d+)([uUlL]*)", tokens[i].text)
    if not match or not around.intersection(beside):
        return
    try:
        value = int(match.group(1), 0)
    except ValueError:  # octal
        return
    base = "{:#x}" if match.group(1)[:2] in ("0x", "0X") else "{}"
    yield base.format(value + 1) + match.group(2)
    if value:
        yield base.format(value - 1) + match.group(2)


def mutations(source, tokens, kind):
    """Every text that may stand in place of these tokens."""
    start, end = tokens[0].start, tokens[-1].end
    compares = any(t.text in COMPARISONS for t in tokens)
    for i, token in enumerate(tokens):
        others = ()
        if token.kind == "operator":
            others = OPERATORS.get(token.text, ())
        elif token.kind == "number" and compares:
            others = changed_numbers(tokens, i)
        for other in others:
            yield source[start : token.start] + other + source[token.end : end]
    text = source[start:end]
    if kind != "statement" and text not in ("0", "1"):
        yield f"!({text})"
    if kind == "if":
        yield "1"
        yield "0"


def spans(tokens):
    """(kind, first, last + 1, function) of each stretch that may be changed."""
    depth, function, i, begin = 0, "", 0, 0
    while i < len(tokens):
        text = tokens[i].text
        if depth == 0:
            # A name before parentheses is a function if a brace follows them.
            if text == "(" and i and tokens[i - 1].kind == "word":
                end = closing(tokens, i)
                if end + 1 < len(tokens) and tokens[end + 1].text == "{":
                    function = tokens[i - 1].text
                i = end
            elif text == "{":
                # A brace after anything but parentheses opens a table or a type.
                if i and tokens[i - 1].text == ")":
                    depth = 1
                else:
                    i = closing(tokens, i)
            i += 1
            begin = i
            continue
        if text in ("if", "while", "for"):
            end = closing(tokens, i + 1)
            first, last = i + 2, end
            if text == "for":
                marks = [j for j in range(first, end) if tokens[j].text == ";"]
                yield "statement", first, marks[0], function
                yield "statement", marks[1] + 1, end, function
                first, last = marks[0] + 1, marks[1]
            yield text, first, last, function
            i = end + 1
            begin = i
            continue
        if text in (";", "{", "}") or (text == ":" and tokens[begin].text == "case"):
            yield "statement", begin, i, function
            begin = i + 1
            depth += (text == "{") - (text == "}")
        i += 1


def conditions(path, source):
    """The conditions of a file in their order."""
    tokens = tokenize(source)
    for kind, first, last, function in spans(tokens):
        part = tokens[first:last]
        if not part or part[0].text in ("assert", "static_assert", "_Static_assert"):
            continue
        texts = tuple(dict.fromkeys(mutations(source, part, kind)))
        if not texts:
            continue
        start, end = part[0].start, part[-1].end
        yield Condition(
            path,
            function,
            kind,
            source[start:end],
            start,
            end,
            source.count("\n", 0, start) + 1,
            source.count("\n", 0, end) + 1,
            texts,
        )
