#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write section 3 of the manual: a page for each public header.

usage: headers.py HEADERS DIRECTORY

Reads HEADERS/*.h and writes DIRECTORY/nbarc_NAME.3 for each. The headers are
the only source: the first comment of one is the description of its page, and
the comment before a declaration describes it. What is expected of a header:

  - a comment stands before what it describes, without an empty line between;
    one comment may describe several declarations that follow each other
  - a comment followed by an empty line is text of its own
  - a comment of the form "---- NAME" begins a section
  - members of structures and enumerations have their comments before them or
    on the same line
  - empty lines separate paragraphs; lines indented by four spaces are literal
  - names are written as in C: nb_call(), NB_CONSTANT, struct nb_thing, NULL,
    <nbarc/header.h>; `text` between backquotes is literal; nbarc(1) is a page
"""
import pathlib
import re
import sys

# Of the last release or change of the headers.
DATE = "November 28, 2026"
OTHER_LIBRARIES = {
    "parity": "libnbarc-parity", "validate": "libnbarc-xml",
    "markup": "libnbarc-xml", "grep": "libnbarc-find", "hits": "libnbarc-find",
    "index": "libnbarc-find"}
WIDTH = 78

# ---- reading a header


class Item:
    """A section name, a text, or declarations with a comment."""

    def __init__(self, kind, text="", declarations=()):
        self.kind = kind
        self.text = text
        self.declarations = list(declarations)


def comment_text(comment):
    """The text of a comment, without its stars."""
    body = comment[2:-2]
    lines = [re.sub(r"^\s*\* ?", "", line) for line in body.split("\n")]
    return "\n".join(line.rstrip() for line in lines).strip("\n").strip(" ")


def declaration_end(text, at):
    """The index after the declaration that begins at `at`."""
    depth = 0
    if text[at] == "#":
        while text[text.index("\n", at) - 1] == "\\":
            at = text.index("\n", at) + 1
        return text.index("\n", at)
    while True:
        if text.startswith("/*", at):
            at = text.index("*/", at) + 1
        elif text[at] == "{":
            depth += 1
        elif text[at] == "}":
            depth -= 1
        elif text[at] == ";" and depth == 0:
            return at + 1
        at += 1


def strip_frame(text):
    """What is between extern "C" and its end, without preprocessor frames."""
    start = text.index('extern "C" {\n#endif\n')
    start = text.index("#endif", start) + len("#endif")
    return text[start:text.rindex("#ifdef __cplusplus")]


def parse(text):
    """The first comment of a header, and its items."""
    comments = re.findall(r"/\*.*?\*/", text, re.S)
    intro = comment_text(comments[1])
    body = strip_frame(text)
    items, at = [], 0
    attached = None  # takes the declarations until an empty line
    while at < len(body):
        if body.startswith("\n\n", at):
            attached = None
            at += 2
        elif body[at].isspace():
            at += 1
        elif body.startswith("/*", at):
            end = body.index("*/", at) + 2
            said = comment_text(body[at:end])
            if said.startswith("---- "):
                items.append(Item("section", said[5:]))
            else:
                attached = Item("text", said)
                items.append(attached)
            at = end
            # The newline that ends the comment separates nothing.
            if body.startswith("\n", at) and not body.startswith("\n\n", at):
                at += 1
        else:
            end = declaration_end(body, at)
            if attached is None:
                attached = Item("text")
                items.append(attached)
            attached.declarations.append(body[at:end])
            at = end
    return intro, items


def members(body, separator):
    """(declaration, comment) of each member of a structure or enumeration."""
    out, at, before, start = [], 0, "", None
    depth = 0
    while at < len(body):
        if body.startswith("/*", at):
            end = body.index("*/", at) + 2
            said = comment_text(body[at:end])
            line = body[body.rfind("\n", 0, at) + 1:at].strip()
            if start is None and line and out:
                out[-1][1] = (out[-1][1] + " " + said).strip()
            elif start is None:
                before = said
            else:  # the last enumerator has no comma
                said = (before + " " + said).strip()
                out.append([squeeze(body[start:at]), said])
                before, start = "", None
            at = end
            continue
        c = body[at]
        depth += (c in "{(") - (c in "})")
        if start is None and not c.isspace() and c != separator:
            start = at
        if start is not None and c == separator and depth == 0:
            out.append([squeeze(body[start:at]), before])
            before, start = "", None
        at += 1
    if start is not None and body[start:].strip():
        out.append([squeeze(body[start:]), before])
    return out


def squeeze(text):
    """A declaration on one line, without comments."""
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    return re.sub(r"\s+", " ", text).strip()


FUNCTION = re.compile(
    r"^NB_API (?:NB_CHECK )?(?P<type>.*?[ *])(?P<name>nb_\w+)\((?P<args>.*)\)"
    r"(?: __attribute__.*)?;$")


def function_of(declaration):
    """(type, name, arguments) of a function; None for anything else."""
    m = FUNCTION.match(re.sub(r" ?__attribute__\(\(.*\)\)", "",
                              squeeze(declaration)))
    if not m:
        return None
    arguments = [a.strip() for a in m["args"].split(",")]
    return m["type"].strip(), m["name"], arguments


# ---- text

SPECIAL = re.compile(
    r"(?<!\S)(?P<open>[(\[]*)(?:"
    r"(?P<call>nb_\w+)\(\)|"
    r"(?P<page>(?!nb_)[a-z]\w*(?:-[a-z]+)*)\((?P<number>[1-8])\)|"
    r"<(?P<include>nbarc/\w+\.h)>|"
    r"(?P<type>(?:struct|enum) nb_\w+)|"
    r"(?P<constant>NB_\w+|NULL)|"
    r"(?P<argument>\*[a-z]\w*)|"
    r"`(?P<code>[^`]+)`"
    r")(?P<close>[)\].,;:?!]*)(?!\S)")


def escape(text):
    return text.replace("\\", "\\e")


def macro(m):
    """The mdoc line for a name in a text."""
    if m["call"]:
        line = "Fn " + m["call"]
    elif m["page"]:
        line = "Xr %s %s" % (m["page"], m["number"])
    elif m["include"]:
        line = "In " + m["include"]
    elif m["type"]:
        line = 'Vt "%s"' % m["type"]
    elif m["constant"]:
        line = "Dv " + m["constant"]
    elif m["argument"]:
        line = "Fa " + m["argument"]
    elif re.fullmatch(r"\w+", m["code"]):
        line = "Fa " + m["code"]
    else:
        code = escape(m["code"]).replace("-", "\\-").replace('"', '\\(dq')
        line = 'Ql "%s"' % code
    if m["close"]:
        line += " " + " ".join(m["close"])
    if m["open"]:
        line = "No \\&%s Ns %s" % (m["open"], line)
    return "." + line


def wrapped(text):
    """Plain text as lines, a new one for each sentence."""
    out = []
    end = r"(?<=[.!?])(?<!\.\.\.) +(?=[A-Z\"0-9*])"
    for sentence in re.split(end, text):
        line = ""
        for word in escape(sentence).split():
            if line and len(line) + 1 + len(word) > WIDTH:
                out.append(line)
                line = ""
            line += (" " if line else "") + word
        if line:
            out.append(line)
    return ["\\&" + line if line[0] in ".'" else line for line in out]


def paragraph(text):
    """The lines of one paragraph."""
    out, at = [], 0
    text = " ".join(text.split())
    for m in SPECIAL.finditer(text):
        out += wrapped(text[at:m.start()])
        out.append(macro(m))
        at = m.end()
    return out + wrapped(text[at:])


def prose(text):
    """A comment's text as mdoc."""
    out = []
    for part in re.split(r"\n\n+", text):
        if not part.strip():
            continue
        if all(re.match(r"\t| {4}", line) for line in part.split("\n")):
            out += [".Bd -literal -offset indent"]
            out += [escape(line.strip()) for line in part.split("\n")]
            out += [".Ed"]
        else:
            out += ([".Pp"] if out else []) + paragraph(part)
    return out


# ---- declarations


def quoted(text):
    text = escape(text).replace('"', "\\(dq")
    return '"%s"' % text if " " in text else text


def member_list(body, separator, macro_name):
    out = []
    for declaration, said in members(body, separator):
        if separator == ",":
            name, _, value = declaration.partition(" = ")
            tag = "Dv %s" % name + (" No = %s" % value if value else "")
        else:
            tag = "%s %s" % (macro_name, quoted(declaration))
        out += [".It " + tag] + prose(said)
    return [".Bl -tag -width Ds -compact"] + out + [".El"] if out else []


def describe(declaration):
    """(tag, lines) of a declaration in the description."""
    line = squeeze(declaration)
    function = function_of(declaration)
    if function:
        return "Fn " + function[1], []
    if line.startswith("#define"):
        m = re.match(r"#define (\w+) ?(.*)", line)
        value = m[2] if not m[2].startswith("__attribute__") else ""
        return "Dv " + m[1] + (" No = %s" % quoted(value) if value else ""), []
    m = re.match(r"(struct|enum) (\w+) \{", line)
    if m:
        body = declaration[declaration.index("{") + 1:declaration.rindex("}")]
        return ('Vt "%s %s"' % (m[1], m[2]),
                member_list(body, "," if m[1] == "enum" else ";", "Vt"))
    m = re.match(r"typedef (.*?[ *])(nb_\w+)\((.*)\);$", line)
    if m:
        call = [".Ft " + quoted(m[1].strip()), ".Fo " + m[2]]
        call += [".Fa " + quoted(a.strip()) for a in m[3].split(",")] + [".Fc"]
        return "Vt " + m[2], call
    return "Vt %s" % quoted(line.rstrip(";")), []


def description(items):
    """DESCRIPTION after the first comment: lists, in sections."""
    out, in_list = [], False

    def end_list():
        nonlocal in_list
        if in_list:
            out.append(".El")
        in_list = False

    for item in items:
        if item.kind == "section":
            end_list()
            out.append(".Ss " + item.text[0].upper() + item.text[1:])
            continue
        text = prose(item.text)
        if not item.declarations:
            end_list()
            out.extend(([] if out[-1].startswith(".Ss") else [".Pp"]) + text)
            continue
        if not in_list:
            out.append(".Bl -tag -width Ds")
            in_list = True
        for declaration in item.declarations[:-1]:
            tag, lines = describe(declaration)
            out.extend([".It " + tag] + lines)
        tag, lines = describe(item.declarations[-1])
        out.extend([".It " + tag] + text)
        if lines and text:
            out.append(".Pp")
        out.extend(lines)
    end_list()
    return out


# ---- the page


def short_description(intro):
    """The first sentence, for NAME."""
    first = re.split(r"[.](?:\s|$)", " ".join(intro.split()), maxsplit=1)[0]
    text = re.sub(r" \((?:format-spec|nb).*\)$", "", first)
    if re.match(r"[A-Z][a-z]*\b(?!-)", text):
        text = text[0].lower() + text[1:]
    return text


def see_also(name, text):
    """The pages that a header mentions, and those of other headers."""
    found = {("nbarc", "3")}
    pages = re.findall(r"\b(nb[a-z]+(?:-[a-z]+)*)\(([1-8])\)", text)
    found |= set(pages)
    for header in re.findall(r"<nbarc/(\w+)\.h>", text):
        if header != name:
            found.add(("nbarc_" + header, "3"))
    pages = sorted(found, key=lambda p: (p[1], p[0]))
    return [".Xr %s %s%s" % (p, n, " ," if (p, n) != pages[-1] else "")
            for p, n in pages]


def synopsis(functions):
    out = []
    for kind, name, args in functions:
        out += [".Ft " + quoted(kind), ".Fo " + name]
        out += [".Fa " + quoted(a) for a in args] + [".Fc"]
    return out


def page(name, text):
    intro, items = parse(text)
    functions = [f for item in items for d in item.declarations
                 for f in [function_of(d)] if f]
    library = OTHER_LIBRARIES.get(name, "libnbarc")
    names = ["nbarc_" + name] + [f[1] for f in functions]
    out = [
        ".\\\" SPDX-License-Identifier: Apache-2.0",
        ".\\\" Made from include/nbarc/%s.h by headers.py: edit that." % name,
        ".Dd " + DATE, ".Dt NBARC_%s 3" % name.upper(), ".Os", ".Sh NAME"]
    out += [".Nm %s%s" % (n, " ," if n != names[-1] else "") for n in names]
    out += [".Nd " + short_description(intro), ".Sh LIBRARY",
            "%s, pkg-config %s" % (library, library[3:]),
            ".Sh SYNOPSIS", ".In nbarc/%s.h" % name]
    out += synopsis(functions)
    out += [".Sh DESCRIPTION"] + prose(intro) + description(items)
    out += [".Sh SEE ALSO"] + see_also(name, text)
    return "\n".join(out) + "\n"


def main():
    headers, directory = map(pathlib.Path, sys.argv[1:3])
    for header in sorted(headers.glob("*.h")):
        text = page(header.stem, header.read_text(encoding="utf-8"))
        path = directory / ("nbarc_%s.3" % header.stem)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
