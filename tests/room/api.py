#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Hold the answers of the JSON interface to its description.

usage: api.py ARCHIVE OPENAPI

ARCHIVE has a withdrawn item, a withdrawn page, a renamed page and one with
zones. Every address of the description is asked for, with good parameters and
bad ones: the status, the media type and, of JSON, the schema of each answer must
be among those that the description has for it; and what the answers say must be
what the commands of nbarc print."""
import csv
import io
import json
import subprocess
import sys

import jsonschema

from served import Room, Tap, query

tap = Tap()
archive, path = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    openapi = json.load(file)


def run(*arguments):
    return subprocess.run(["nbarc", *arguments], capture_output=True, check=True).stdout


def resolve(part):
    """A part of the description, or what it refers to."""
    while "$ref" in part:
        names = part["$ref"].lstrip("#/").split("/")
        part = openapi
        for name in names:
            part = part[name]
    return part


def problems_of(answer, template):
    """What of an answer the description does not allow."""
    responses = openapi["paths"][template]["get"]["responses"]
    if str(answer.status) not in responses:
        return f"the status {answer.status} is not described"
    content = resolve(responses[str(answer.status)])["content"]
    if answer.type not in content:
        return f"{answer.type} is not described for {answer.status}"
    if answer.type != "application/json" and not answer.type.endswith("+json"):
        return None
    schema = dict(content[answer.type]["schema"], components=openapi["components"])
    value = json.loads(answer.body)
    checker = jsonschema.Draft202012Validator(schema)
    return "; ".join(f"{list(e.absolute_path)}: {e.message[:200]}"
                     for e in checker.iter_errors(value)) or None


seen = set()


def ask(room, template, name="", status=200, **parameters):
    """Ask for an address of the description; its answer."""
    seen.add(template)
    address = template.replace("{id}", name) + (query(**parameters) if parameters else "")
    answer = room.request(address)
    why = problems_of(answer, template)
    tap.check(why is None and answer.status == status, f"{address}: {status} {answer.type}",
              why or f"{answer.status} {answer.body[:300]}")
    for parameter in parameters if status == 200 else []:
        described = {resolve(p)["name"] for p in openapi["paths"][template]["get"]["parameters"]}
        if parameter not in described:
            tap.check(False, f"{template}: the parameter {parameter} is described", described)
    return answer


def lists(room):
    items = "/api/items"
    whole = [json.loads(line) for line in run("list", "--json", archive).splitlines()]
    pieces, address = [], items + query(limit=4)
    while address:
        piece = json.loads(room.request(address).body)
        pieces += piece["items"]
        address = piece.get("next")
    tap.check(pieces == whole, "the pieces together are nbarc list", pieces)
    for form in ("jsonl", "csv", "tsv"):
        answer = ask(room, items, format=form)
        tap.check(answer.body == run("list", "-f", form, archive), f"{form} is nbarc list -f {form}",
                  answer.body[:200])
    for name, value in (("title", "jdrb"), ("from", "2019-03-05"), ("to", "1989"), ("page", "a01"),
                        ("kind", "photo"), ("author", "林舟"), ("head", "秧"), ("id", "jdrb-2019")):
        answer = ask(room, items, **{name: value, "format": "jsonl"})
        arguments = [value] if name == "id" else [f"--{name}", value]
        command = subprocess.run(["nbarc", "list", "--json", archive, *arguments],
                                 capture_output=True, check=False).stdout
        tap.check(answer.body == command, f"{name}={value} is nbarc list --{name}", answer.body[:200])
    twice = room.request(items + "?title=hxwb&title=jdrb,aaaa&format=jsonl").body
    command = subprocess.run(["nbarc", "list", "--json", "--title", "aaaa,hxwb,jdrb", archive],
                             capture_output=True, check=False).stdout
    tap.check(twice == command and command, "title twice is nbarc list --title with both", twice[:200])
    answer = room.request(items + "?from=2019&from=2020")
    tap.check(answer.status == 400, "from twice is refused", answer.status)
    ask(room, items, all=1, columns="all")
    records = json.loads(ask(room, items, columns="id,text", limit=1000).body)["items"]
    tap.check(all(r["text"] for r in records), "columns=id,text has texts")
    for name, value in (("from", "x"), ("limit", "0"), ("limit", "1001"), ("format", "xml"), ("columns", "x"),
                        ("after", "x"), ("colour", "red"), ("kind", "poem")):
        ask(room, items, status=400, **{name: value})
    ask(room, items, status=404, archive="other")
    answer = ask(room, items, format="csv", download=1)
    tap.check(answer.headers.get("content-disposition") == 'attachment; filename="items.csv"',
              "download=1 names a file", answer.headers)


def single(room):
    one = "/api/items/{id}"
    item, page = "jdrb-20190304-a01-01", "jdrb-20190304-a01"
    for name in (item, page, item + "@1", page + "@1"):
        record = json.loads(ask(room, one, name).body)
        tap.check(record["id"] == name.split("@")[0] and record["state"] == "present", f"the record is that of {name}",
                  record)
    record = json.loads(ask(room, one, item).body)
    tap.check(record == json.loads(run("list", "--json", "-c", "all", archive, item)), "it is that of nbarc list -c all",
              record)
    for form, options in (("text", ["-f", "text"]), ("tei", [])):
        for name in (item, page + "@1"):
            answer = ask(room, f"{one}/{form}", name)
            tap.check(answer.body == run("get", *options, archive, name), f"{form} of {name} is nbarc get",
                      answer.body[:200])
    page = "jdrb-20190304-a02"
    for name in (page, page + "-01", page + "-01@1"):
        for form in ("source", "journal"):
            answer = ask(room, f"{one}/{form}", name)
            tap.check(answer.body == run("get", "-f", form, archive, page), f"{form} of {name} is nbarc get -f {form}",
                      answer.body[:200])
    for style in ("gbt7714", "bibtex", "csl", "ris"):
        answer = ask(room, f"{one}/cite", item, style=style)
        tap.check(run("get", "-f", "text", "--cite", answer.text, archive) == run("get", "-f", "text", archive, item),
                  f"the {style} citation finds the text again", answer.text)
    answer = ask(room, f"{one}/proof", page + "-01")
    checked = subprocess.run(["nbarc", "check-proof", "-"], input=answer.body, capture_output=True, check=False)
    tap.check(checked.returncode == 0, "nbarc check-proof takes the proof", checked.stderr)
    for form in ("json", "iiif", "alto", "page"):
        ask(room, f"{one}/zones", "hyrb-20230512-a02-01", format=form)
    ask(room, f"{one}/zones", item, status=404)
    ask(room, f"{one}/zones", item, status=400, format="svg")
    ask(room, f"{one}/cite", item, status=400, style="x")
    ask(room, one, item, status=400, colour="red")
    long = ask(room, "/api/items", status=400, **{"a" * 79 + "\u4e2d": "x"}).body
    tap.check(json.loads(long)["detail"].startswith("a" * 79 + ":"),
              "a long name is cut off between two characters", long)


def absent(room):
    one = "/api/items/{id}"
    withdrawn, hidden, renamed = "jdrb-20190304-a01-02", "hxwb-20181112-b03", "qsxb-19890516-01"
    for below in ("", "/text", "/tei", "/source", "/journal", "/zones", "/cite"):
        for name in (withdrawn, withdrawn + "@1", hidden, hidden + "-01", renamed):
            ask(room, one + below, name, status=410)
        for name in ("zzzz-20190304-a01-01", "jdrb-20190304-a01-99", "jdrb-20190304-a01@9", "..%2F..%2Fetc%2Fpasswd",
                     "%E4%B8%AD", "a" * 300):
            ask(room, one + below, name, status=404)
    answer = ask(room, one + "/proof", withdrawn)
    tap.check("夜校".encode() not in answer.body, "the proof of a withdrawn item has no text")


def search(room):
    address = "/api/search"
    for arguments, parameters in (
            (["春耕"], {"q": "春耕"}), (["-e", "农户", "-e", "春"], {"q": ["农户", "春"]}),
            (["-E", "[一二]十"], {"q": "[一二]十", "regex": 1}), (["--in", "head", "春"], {"q": "春", "in": "head"}),
            (["--not", "春耕", "春"], {"q": "春", "not": "春耕"}),
            (["--title", "jdrb", "的"], {"q": "的", "title": "jdrb"}),
            (["-C", "3", "的"], {"q": "的", "context": 3})):
        head, rest = ([arguments[-1]], arguments[:-1]) if "-e" not in arguments else ([], arguments)
        lines = run("grep", "--format", "jsonl", *rest, archive, *head)
        answer = ask(room, address, limit=10000, **parameters)
        hits = json.loads(answer.body)["hits"]
        tap.check(hits == [json.loads(line) for line in lines.splitlines()] and hits, f"{parameters} is nbarc grep",
                  hits)
        table = list(csv.DictReader(io.StringIO(ask(room, address, limit=10000, format="csv", **parameters).text)))
        tap.check([{k: str(v) for k, v in hit.items()} for hit in hits] == table, "and so is its CSV", table)
        answer = ask(room, address, limit=10000, format="tsv", **parameters)
        tap.check(answer.body == run("grep", "--format", "tsv", *rest, archive, *head), "and its TSV", answer.body)
    ask(room, address, q="門", variants=1)
    pieces, step = [], address + query(q="的", limit=3)
    while step:
        piece = json.loads(room.request(step).body)
        pieces += piece["hits"]
        step = piece.get("next")
    tap.check(pieces == json.loads(room.request(address + query(q="的", limit=10000)).body)["hits"],
              "the pieces together are all hits")
    counts = json.loads(ask(room, address, q="的", count_by="year,title").body)["counts"]
    lines = run("grep", "--count-by", "year,title", "--format", "jsonl", archive, "的")
    tap.check(counts == [json.loads(line) for line in lines.splitlines()], "counts are those of nbarc grep", counts)
    tap.check(json.loads(ask(room, address, q="not-there").body) == {"hits": []}, "no hit is an empty list")
    tap.check(json.loads(ask(room, address, q="not-there", count_by="year").body) == {"counts": []},
              "and no count is one")
    for parameters in ({}, {"q": ""}, {"q": "(", "regex": 1}, {"q": "a", "in": "tail"}, {"q": "a", "count_by": "colour"},
                       {"q": ["a"] * 17}, {"q": "a", "skip": "-1"}, {"q": "a\nb"},
                       {"q": "a", "count_by": "year", "format": "csv"}):
        ask(room, address, status=400, **parameters)


def rest(room):
    info = json.loads(ask(room, "/api/info", titles=1).body)["archives"]
    expected = json.loads(run("info", "--json", archive))
    info[0].pop("name")
    tap.check(info == [expected], "info is nbarc info", info)
    ask(room, "/api/info")
    log = json.loads(ask(room, "/api/log").body)["archives"][0]["commits"]
    tap.check(log == [json.loads(line) for line in run("log", "--json", archive).splitlines()], "log is nbarc log", log)
    for name in ("jdrb-20190304-a01", "jdrb-20190304-a01-02", "hxwb-20181112-b03"):
        rows = json.loads(ask(room, "/api/log", id=name).body)["revisions"]
        tap.check(rows == [json.loads(line) for line in run("log", "--json", archive, name).splitlines()],
                  f"and so is that of {name}", rows)
    ask(room, "/api/log", status=404, id="zzz")
    ask(room, "/api/log", status=400, id="jdrb-20190304-a01@1")
    answer = ask(room, "/api/openapi.json")
    tap.check(json.loads(answer.body) == openapi, "the description is served")
    answer = room.request("/api/items", "POST", "a=b")
    tap.check(answer.status == 405 and answer.type == "application/problem+json", "POST is refused", answer.status)
    tap.check(room.request("/api/none").status == 404, "an address that there is none of")


with Room(archive) as server:
    lists(server)
    single(server)
    absent(server)
    search(server)
    rest(server)
tap.check(seen == set(openapi["paths"]), "every address was asked for", set(openapi["paths"]) - seen)
tap.end()
