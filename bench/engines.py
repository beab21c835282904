#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The engines of engines.sh.

usage: engines.py ARCHIVE WORK ROUNDS
       engines.py --xapian DATABASE WORD

The second form is a query to Xapian, which has no program for it in Debian's
xapian-tools that prints more than a page.
"""
import html
import json
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys

WORDS = ("鼓浪", "南通", "中国", "修复工程", "的")


def processors():
    """Seconds of processors until now, of this process and those that it started."""
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF,
                                                                        resource.RUSAGE_CHILDREN)))


def used(argv):
    """Seconds of processors of a process, and its output."""
    before = processors()
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    return processors() - before, done.stdout.decode("utf-8", "replace")


def size_of(path):
    """Bytes on the disk: groonga's files have holes."""
    if os.path.isfile(path):
        return os.stat(path).st_blocks * 512
    return sum(os.stat(os.path.join(where, name)).st_blocks * 512
               for where, _, names in os.walk(path) for name in names)


def articles(archive):
    """(identifier, text) of all articles."""
    done = subprocess.run(["nbarc", "get", "--all", "--format", "json", archive], stdout=subprocess.PIPE, check=True)
    for line in done.stdout.decode().splitlines():
        item = json.loads(line)
        yield item["id"], item.get("text", "")


# ---- engines: make() makes the index, query() is an argv whose output has identifiers


class Sqlite:
    name = "SQLite FTS5, trigram"

    def __init__(self, work):
        self.path = os.path.join(work, "texts.sqlite")

    def available(self):
        return shutil.which("sqlite3") is not None

    def make(self, texts):
        database = sqlite3.connect(self.path)
        database.execute("CREATE VIRTUAL TABLE t USING fts5(id UNINDEXED, text, tokenize='trigram', detail='full')")
        database.executemany("INSERT INTO t VALUES (?, ?)", texts)
        database.execute("INSERT INTO t(t) VALUES ('optimize')")
        database.commit()
        database.close()

    def query(self, word):
        return ["sqlite3", self.path, f"SELECT id FROM t WHERE t MATCH '\"{word}\"'"]


class SqliteLike(Sqlite):
    """The same table, asked with LIKE, which trigrams help from three characters on."""
    name = "the same, LIKE"

    def make(self, texts):
        pass

    def query(self, word):
        return ["sqlite3", self.path, f"SELECT id FROM t WHERE text LIKE '%{word}%'"]


class Xapian:
    name = "Xapian, n-grams of CJK"

    def __init__(self, work):
        self.path = os.path.join(work, "xapian")

    def available(self):
        try:
            import xapian  # noqa: F401
        except ImportError:
            return False
        return True

    def make(self, texts):
        import xapian
        database = xapian.WritableDatabase(self.path, xapian.DB_CREATE_OR_OVERWRITE)
        generator = xapian.TermGenerator()
        generator.set_flags(xapian.TermGenerator.FLAG_CJK_NGRAM)
        for name, text in texts:
            document = xapian.Document()
            document.set_data(name)
            generator.set_document(document)
            generator.index_text(text)
            database.add_document(document)
        database.commit()
        database.close()

    def query(self, word):
        return ["/usr/bin/python3", os.path.abspath(__file__), "--xapian", self.path, word]


def ask_xapian(path, word):
    import xapian
    database = xapian.Database(path)
    parser = xapian.QueryParser()
    parser.set_database(database)
    enquire = xapian.Enquire(database)
    enquire.set_query(parser.parse_query(f'"{word}"', xapian.QueryParser.FLAG_CJK_NGRAM |
                                         xapian.QueryParser.FLAG_PHRASE))
    for match in enquire.get_mset(0, database.get_doccount()):
        print(match.document.get_data().decode())


class Groonga:
    name = "groonga, TokenBigram"

    def __init__(self, work):
        self.folder = self.path = os.path.join(work, "groonga")
        self.database = os.path.join(self.folder, "db")

    def available(self):
        return shutil.which("groonga") is not None

    def make(self, texts):
        os.makedirs(self.folder)
        commands = ["table_create T TABLE_HASH_KEY ShortText", "column_create T text COLUMN_SCALAR LongText",
                    "table_create W TABLE_PAT_KEY ShortText --default_tokenizer TokenBigram "
                    "--normalizer NormalizerAuto",
                    "column_create W i COLUMN_INDEX|WITH_POSITION T text", "load --table T", "["]
        rows = [json.dumps({"_key": name, "text": text}, ensure_ascii=False) for name, text in texts]
        given = "\n".join(commands) + "\n" + ",\n".join(rows) + "\n]\n"
        subprocess.run(["groonga", "-n", self.database], input=given.encode(), stdout=subprocess.DEVNULL, check=True)

    def query(self, word):
        return ["groonga", self.database, f"select T --match_columns text --query '\"{word}\"' --limit -1 "
                                          "--output_columns _key --cache no"]


class Zim:
    name = "ZIM, zimsearch"

    def __init__(self, work):
        self.folder, self.path = os.path.join(work, "zim.in"), os.path.join(work, "texts.zim")

    def available(self):
        return shutil.which("zimwriterfs") is not None and shutil.which("zimsearch") is not None

    def make(self, texts):
        os.makedirs(self.folder)
        subprocess.run(["python3", os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers", "icon.py")],
                       stdout=open(os.path.join(self.folder, "icon.png"), "wb"), check=True)
        with open(os.path.join(self.folder, "index.html"), "w", encoding="utf-8") as out:
            out.write("<html><head><title>index</title></head><body>index</body></html>")
        for name, text in texts:
            with open(os.path.join(self.folder, name + ".html"), "w", encoding="utf-8") as out:
                out.write(f"<html><head><title>{name}</title></head><body><p>{html.escape(text)}</p></body></html>")
        subprocess.run(["zimwriterfs", "-w", "index.html", "-I", "icon.png", "-l", "zho", "-t", "bench", "-d", "bench",
                        "-c", "bench", "-p", "bench", self.folder, self.path], stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=True)

    def query(self, word):
        return ["zimsearch", self.path, word]


class Nbarc:
    name = "nbarc index"
    options = ()

    def __init__(self, archive):
        self.archive, self.path = archive, archive + ".idx"

    def available(self):
        return True

    def make(self, texts):
        subprocess.run(["nbarc", "index", "-q", "--anew", *self.options, self.archive], check=True)

    def query(self, word):
        return ["nbarc", "grep", "-l", self.archive, word]


class NbarcSmall(Nbarc):
    name, options = "nbarc index --small", ("--small",)


# ---- the table


def made(engine, texts):
    """Bytes, and seconds of processors, also of the programs that it starts."""
    before = processors()
    engine.make(texts)
    return size_of(engine.path), processors() - before


def measure(engine, texts, true, rounds):
    shutil.rmtree(engine.path, ignore_errors=True)
    size, seconds = made(engine, texts)
    cells = [engine.name, f"{size:,}", f"{seconds:.1f}"]
    known = {name for name, _ in texts}
    for word in WORDS:
        took, found = [], set()
        for _ in range(rounds):
            one, output = used(engine.query(word))
            took.append(one)
        for token in output.replace('"', " ").replace(",", " ").replace("[", " ").replace("]", " ").split():
            if token in known:
                found.add(token)
        right = len(found & true[word])
        wrong = len(found - true[word])
        cells.append(f"{statistics.median(took) * 1000:.1f}: {right}" + (f", {wrong} false" if wrong else ""))
    print("| " + " | ".join(cells) + " |", flush=True)


def main():
    archive, work, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    copy = os.path.join(work, "archive.nbarc")
    shutil.copyfile(archive, copy)
    texts = list(articles(copy))
    true = {word: {name for name, text in texts if word in text} for word in WORDS}
    print(f"{len(texts)} articles, {sum(len(t.encode()) for _, t in texts):,} bytes of text, "
          f"{os.path.getsize(copy):,} of the archive\n")
    print("| | bytes | made in s | " + " | ".join(f"{w} ({len(true[w])}), ms: found" for w in WORDS) + " |")
    print("|---|" + "---:|" * (2 + len(WORDS)))
    for engine in (Nbarc(copy), NbarcSmall(copy), Sqlite(work), SqliteLike(work), Xapian(work), Groonga(work),
                   Zim(work)):
        if engine.available():
            measure(engine, texts, true, rounds)
        else:
            print(f"| {engine.name} | absent |", flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "--xapian":
        ask_xapian(*sys.argv[2:])
    else:
        main()
