#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Make media that are not there of articles that are: other shapes of the same texts.

usage: media.py KIND SEED CORPUS OUT [FROM TO [MOST]]

CORPUS is a .jsonl.zst of articles, OUT a .jsonl for mkpages.py. Pages have 3 to 14
articles at random and their own habits: how many lines a head has, whether and how
crossheads and bylines look. At most MOST articles of the dates FROM to TO are taken.

bare      without datelines, bylines, and names of columns
short     items of a few short paragraphs
marked    crossheads, some of them numbered, of words of the paragraph below
unmarked  no mark of punctuation at all
section   parts of an issue under a short name, with numbered or bare heads inside
old       like the press before 1949: datelines in brackets or none, few marks
"""
import json
import random
import re
import subprocess
import sys

DATELINE = re.compile("[（(]?(?:本报|新华社|人民网|据新华社|中新社)[^，。]{0,30}?(?:电|讯|消息)(?:（[^（）]{1,30}）)?[:：]?"
                      "[\\s\u3000\xa0]*(?:（[^（）]{1,30}）)?|央视网消息（新闻联播）：")
SENTENCE = re.compile("[^。！？]*[。！？]+[”’」』）]*|[^。！？]+$")
MARKS = re.compile("[，。、；：？！“”‘’（）《》〈〉…—·\\s,.;:?!()\"'\u3000]+")
SPACE = re.compile("[\\s\u3000\u00a0]+")
SECTIONS = ("言论 短讯 来信 书评 人物 随笔 动态 资料 访谈 新知 域外 杂谈 影评 史话 文苑 科普 往事 "
            "副刊 经济 国际 体育 读书 讲座 文摘").split()
PLACES = "南京 上海 北平 天津 汉口 广州 重庆 延安 太原 沈阳 济南 西安 成都 香港 东京 伦敦 柏林 纽约".split()
NUMERALS = "一二三四五六七八九十"
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"


def load(path, first, last):
    text = subprocess.run(["zstd", "-dcq", path], check=True, stdout=subprocess.PIPE).stdout.decode("utf-8")
    rows = (json.loads(line) for line in text.split("\n") if line)
    return [row for row in rows if row["body"] and row["head"] and first <= row["date"] <= last]


def pieces(text, rng, least=1, most=3):
    """The sentences of a paragraph, a few at a time."""
    left, out = SENTENCE.findall(text), []
    while left:
        count = rng.randint(least, most)
        out.append("".join(left[:count]))
        left = left[count:]
    return out


def clause(text, rng):
    """A few words of a paragraph that may be a head; None: there are none."""
    found = [c for c in re.split("[，。；：！？、“”（）]", text) if 4 <= len(c) <= 14]
    return rng.choice(found) if found else None


def numbered(style, number, text):
    numeral = NUMERALS[min(number, 10) - 1]
    return {"none": "", "numeral": numeral + "、", "comma": f"{number}、", "dot": f"{number}. ",
            "brackets": f"（{numeral}）", "bullet": "●"}[style] + text


def stripped(body):
    """The paragraphs without datelines and signatures."""
    out = []
    for number, text in enumerate(body):
        text = SPACE.sub(" ", text).strip()
        if number < 2:
            text = DATELINE.sub("", text, count=1).strip() if DATELINE.match(text) else text
        if number == len(body) - 1:
            text = re.sub("（[^（）]{1,40}）$", "", text)
        if text:
            out.append(text)
    return out


def plain(row, rng):
    """An item with nothing but a head and paragraphs."""
    head = row["head"]
    if len(head) > 1 and rng.random() < .6:
        head = [max(head, key=len)] if rng.random() < .5 else head[:1]
    head = [re.sub("（[^（）]*）$", "", line) or line for line in head]
    if rng.random() < .25:
        head = [re.split("[ \u3000，：]", head[0])[0]]
    return head, stripped(row["body"])


def several_heads(head, body, habits, rng):
    words = clause(rng.choice(body[:3]), rng)
    if habits["way"] == "split":
        parts = [part for part in re.split("[ \u3000，：]", head[0]) if part]
        return parts[:3] if len(parts) > 1 else head
    if habits["way"] == "column":
        return [rng.choice(SECTIONS)] + head[:1]
    if not words:
        return head
    return {"kicker": [words] + head[:1], "sub": head[:1] + [words], "dash": head[:1] + ["——" + words]}[habits["way"]]


def sign(body, habits, rng):
    name = rng.choice(SURNAMES) + "".join(rng.sample(GIVEN, rng.choice([1, 2])))
    form = habits["signature"]
    if form == "at the end":
        body[-1] += f"（{name}）"
    elif form in ("（{}）", "{} "):
        body.append(form.format(name).strip())
    else:
        body.insert(0, form.format(name))


def crowned(head, body, habits, rng):
    """The item with heads of several lines and a byline, as the page has them."""
    if body and rng.random() < habits["several"]:
        head = several_heads(head, body, habits, rng)
    if body and rng.random() < habits["signed"]:
        sign(body, habits, rng)
    return head, body


def bare(row, habits, rng):
    return crowned(*plain(row, rng), habits, rng)


def short(row, habits, rng):
    head, body = plain(row, rng)
    out = []
    for text in body[:rng.choice([1, 1, 2, 2, 3, 4, 6])]:
        out += pieces(text, rng) if len(text) > 25 else [text]
    return crowned(head, out[:rng.choice([1, 2, 3, 4, 6, 9])], habits, rng)


def with_crossheads(row, habits, rng):
    head, body = plain(row, rng)
    out, count = [], 0
    for number, text in enumerate(body):
        if number and len(text) > 60 and count < 8 and rng.random() < habits["crossheads"]:
            words = clause(text, rng)
            if words:
                count += 1
                out.append(numbered(habits["numbers"], count, words))
        out += pieces(text, rng, 2, 5) if habits["cut"] else [text]
    return head, out


def marked(row, habits, rng):
    return crowned(*with_crossheads(row, habits, rng), habits, rng)


def unmarked(row, _, rng):
    head, body = plain(row, rng)
    head, body = [MARKS.sub("", line) for line in head], [MARKS.sub("", text) for text in body]
    return [line for line in head if line] or ["题"], [text for text in body if text] or ["文"]


def old(row, habits, rng):
    head, body = plain(row, rng)
    out = []
    for text in body[:rng.choice([1, 1, 1, 2, 2, 3, 5])]:
        out += pieces(text, rng, 1, 5)[:rng.choice([1, 2, 4])]
    if habits["stops"] == "few":
        out = [re.sub("[，；：]", "、", text) for text in out]
    elif habits["stops"] == "none":
        out = [re.sub("[。！？]$", "", re.sub("[，；：]", "", text)) for text in out]
    place = rng.choice(PLACES)
    if out and rng.random() < habits["dated"]:
        out[0] = habits["dateline"].format(place=place, day=rng.choice(NUMERALS)) + out[0]
    line = re.sub("[，：！？、]", " ", re.sub("[“”‘’（）]", "", head[0])).strip() or "简讯"
    parts, way = line.split(), rng.random()
    head = [line] if way < .4 else parts if way < .8 else [parts[0][:rng.randint(3, 9)]]
    if rng.random() < .15:
        head = [place + rng.choice(["简讯", "近闻", "要闻", "零讯", "琐闻"])]
    return head, out


def section(rows, rng):
    """Some articles as one item under the name of a section."""
    name = rng.choice(SECTIONS) if rng.random() < .7 else rows[0]["head"][0][:rng.randint(2, 8)]
    style = rng.choice(["comma", "comma", "none", "numeral", "bullet", "dot"])
    body = []
    for number, row in enumerate(rows, 1):
        head, texts = plain(row, rng)
        body.append(numbered(style, number, head[0]))
        for text in texts[:rng.choice([1, 2, 3, 5])]:
            body += pieces(text, rng, 1, 3)[:4] if len(text) > 25 else [text]
    return [name], body


def sections(rows, rng):
    """Sections of several articles, and articles of their own between them."""
    out, at = [], 0
    while at < len(rows):
        count = rng.randint(2, 7) if rng.random() < .5 else 1
        if count > 1:
            out.append(section(rows[at:at + count], rng))
        else:
            habits = {"numbers": rng.choice(["none", "comma"]), "crossheads": .2, "cut": rng.random() < .7}
            out.append(with_crossheads(rows[at], habits, rng))
        at += count
    return out


def habits_of_page(rng):
    return {
        "numbers": rng.choice(["none", "none", "numeral", "comma", "dot", "brackets"]),
        "crossheads": rng.choice([0, .1, .2, .35]), "cut": rng.random() < .5,
        "several": rng.choice([0, 0, .2, .5, .9]), "way": rng.choice(["kicker", "sub", "dash", "split", "column"]),
        "signed": rng.choice([0, 0, .3, .8]),
        "signature": rng.choice(["{}", "（{}）", "{} ", "文/{}", "本刊记者 {}", "at the end"]),
        "stops": rng.choice(["none", "few", "few", "all", "all", "all"]), "dated": rng.choice([.3, .6, .9, 1]),
        "dateline": rng.choice(["", "", "", "【本报讯】", "【{place}{day}日电】", "【{place}{day}日电】", "〔{place}电〕",
                                "（本报特讯）", "【新华社{place}{day}日电】", "{place}讯　", "◇"])}


def main():
    kind, seed, corpus, path = sys.argv[1:5]
    first, last, most = (sys.argv[5:] + ["0000", "9999", "1000000"][len(sys.argv) - 5:])[:3]
    rng = random.Random(seed)
    rows = load(corpus, first, last)
    rng.shuffle(rows)
    rows = rows[:int(most)]
    ways = {"bare": bare, "short": short, "marked": marked, "unmarked": unmarked, "old": old}
    if kind == "section":
        rows = sections(rows, rng)
    page, left, habits = 0, 0, {}
    with open(path, "w", encoding="utf-8") as out:
        for number, row in enumerate(rows):
            if left == 0:
                page, left, habits = page + 1, rng.randint(3, 14), habits_of_page(rng)
            left -= 1
            head, body = row if kind == "section" else ways[kind](row, habits, rng)
            if head and head[0] and body:
                date = f"2001-{1 + page // 99 % 12:02d}-{1 + page // 1188 % 28:02d}"
                made = {"id": number, "date": date, "page": 1 + page % 99, "no": number, "head": head, "body": body}
                out.write(json.dumps(made, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
