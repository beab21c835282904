#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make a small web site of the manual and the documents: `make html`.

usage: site.py DIR

It renders every manual page (mandoc) and the documents below (cmark-gfm) into DIR, with
an index of headings and words that search.js searches in the browser. The site needs no
server: its pages can be opened as files. A link to a file that is not part of the site
becomes plain text.
"""
import html
import json
import os
import re
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# The documents, by group: (file, title).
DOCUMENTS = [
    ("Start", [("README.md", "nbarc"), ("python/README.md", "Python"), ("js/README.md", "JavaScript"), ("examples/README.md", "C")]),
    ("Format", [("format-spec/nbarc-format.md", "Archives"), ("format-spec/nbarc-index.md", "Indexes")]),
    ("Trust", [("SECURITY.md", "Security"), ("bench/README.md", "Benchmarks")]),
    ("Development", [("ARCHITECTURE.md", "Architecture"), ("CONTRIBUTING.md", "Contributing"), ("fixtures/README.md", "Fixtures")]),
]
SECTIONS = {"1": "Commands", "7": "Tutorials", "5": "File formats", "3": "C library"}


def command(*argv, text=None):
    return subprocess.run(argv, input=text, check=True, capture_output=True, text=True, cwd=ROOT).stdout


def extra_documents():
    """Documents that stand in docs/ are of the group Trust."""
    for name in sorted(os.listdir(os.path.join(ROOT, "docs"))):
        if name.endswith(".md"):
            yield "docs/" + name, name[:-3].replace("-", " ").capitalize()


def page_of(path):
    """The page of the site that shows a document."""
    return "index.html" if path == "README.md" else path[:-3].replace("/", "-") + ".html"


def slug(heading):
    """The fragment of a heading, as the hosts of Markdown make it."""
    plain = html.unescape(re.sub("<[^>]*>", "", heading)).lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def with_fragments(body):
    """Give each heading an id; the second of the same name gets a number."""
    seen = {}

    def one(match):
        name = slug(match[2])
        seen[name] = seen.get(name, -1) + 1
        name += f"-{seen[name]}" if seen[name] else ""
        return f'<h{match[1]} id="{name}">{match[2]}</h{match[1]}>'

    return re.sub(r"<h([1-6])>(.*?)</h\1>", one, body, flags=re.S)


class Site:
    def __init__(self, out):
        self.out = out
        self.groups = [(group, list(files)) for group, files in DOCUMENTS]
        next(files for group, files in self.groups if group == "Trust").extend(extra_documents())
        self.pages = {path: page_of(path) for _, files in self.groups for path, _ in files}
        self.manual = sorted(os.listdir(os.path.join(ROOT, "man")))
        self.manual = [name for name in self.manual if re.fullmatch(r"[\w-]+\.[1-8]", name)]
        self.search = []

    def link(self, base, match):
        """A link of a document, as a link of the site or as plain text."""
        target, text = match[1], match[2]
        path, _, fragment = html.unescape(target).partition("#")
        if re.match(r"[a-z]+:", target) or not path:
            return match[0]
        path = os.path.normpath(os.path.join(os.path.dirname(base), path))
        if path in self.pages:
            return f'<a href="{self.pages[path]}{"#" + fragment if fragment else ""}">{text}</a>'
        return text

    def picture(self, base, match):
        path = os.path.normpath(os.path.join(os.path.dirname(base), match[1]))
        name = os.path.basename(path)
        shutil.copy(os.path.join(ROOT, path), os.path.join(self.out, name))
        return f'src="{name}"'

    def references(self, body):
        """nbarc-get(1) in a document leads to its manual page."""
        def one(match):
            name = f"{match[1]}.{match[2]}"
            return f'<a href="{name}.html">{match[0]}</a>' if name in self.manual else match[0]

        return re.sub(r"(?<![\w>/-])([a-z][\w-]*)\(([1-8])\)(?!</a>)", one, body)

    def document(self, path):
        with open(os.path.join(ROOT, path)) as file:
            body = command("cmark-gfm", "-e", "table", "-e", "autolink", text=file.read())
        body = re.sub(r'<a href="([^"]*)">(.*?)</a>', lambda m: self.link(path, m), body, flags=re.S)
        body = re.sub(r'src="([^":]*)"', lambda m: self.picture(path, m), body)
        return with_fragments(self.references(body))

    def navigation(self, here):
        def entry(page, title):
            mark = ' aria-current="page"' if page == here else ""
            return f'<li><a href="{page}"{mark}>{html.escape(title)}</a></li>'

        parts = []
        for group, files in self.groups:
            parts.append((group, [entry(self.pages[path], title) for path, title in files]))
        for section, group in SECTIONS.items():
            names = [name for name in self.manual if name.endswith("." + section)]
            parts.insert(1 if section in "17" else len(parts), (group, [entry(n + ".html", n[:-2]) for n in names]))
        return "".join(f"<details{' open' if 'aria-current' in ''.join(items) or g == 'Start' else ''}><summary>{g}</summary>"
                       f"<ul>{''.join(items)}</ul></details>" for g, items in parts)

    def write(self, page, title, body):
        with open(os.path.join(self.out, page), "w") as file:
            file.write(f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title>
<link rel="stylesheet" href="site.css">
<script src="search-data.js" defer></script>
<script src="search.js" defer></script>
</head>
<body>
<a class="skip" href="#content">To the content</a>
<nav aria-label="Documents">
<form id="search" role="search"><label>Search <input type="search" name="q" autocomplete="off"></label></form>
<ol id="found" aria-live="polite"></ol>
{self.navigation(page)}
</nav>
<main id="content">
{body}
</main>
</body>
</html>
""")
        self.index(page, title, body)

    def index(self, page, title, body):
        """What search.js finds: each part of a page under a heading."""
        parts = re.split(r'<h[1-6][^>]*?(?: id="([^"]*)")?[^>]*>(.*?)</h[1-6]>', body, flags=re.S)
        heads = [("", title)] + list(zip(parts[1::3], parts[2::3]))
        for (fragment, head), text in zip(heads, parts[0::3]):
            plain = " ".join(html.unescape(re.sub("<[^>]*>", " ", text)).split())
            head = " ".join(html.unescape(re.sub("<[^>]*>", "", head)).split())
            if plain:
                self.search.append([page + ("#" + fragment if fragment else ""), title, head, plain])

    def make(self):
        os.makedirs(self.out, exist_ok=True)
        for name in ("site.css", "search.js"):
            shutil.copy(os.path.join(ROOT, "docs", name), self.out)
        for _, files in self.groups:
            for path, title in files:
                self.write(self.pages[path], title, self.document(path))
        for name in self.manual:
            body = command("mandoc", "-T", "html", "-O", "fragment,man=%N.%S.html", os.path.join("man", name))
            # Pages of other projects are not here.
            body = re.sub(r'<a class="Xr" href="([^"]*)\.html">(.*?)</a>',
                          lambda m: m[0] if m[1] in self.manual else m[2], body)
            self.write(name + ".html", f"{name[:-2]}({name[-1]})", body)
        with open(os.path.join(self.out, "search-data.js"), "w") as file:
            file.write("const searchData = " + json.dumps(self.search, ensure_ascii=False, separators=(",", ":")) + ";\n")


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    Site(os.path.abspath(sys.argv[1])).make()
