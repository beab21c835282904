# SPDX-License-Identifier: Apache-2.0
"""Tests of the package on archives that tests/cli/python.sh makes in the working folder:
corpus.nbarc of the fixtures, of which an item was withdrawn, readme/corpus.nbarc of which none
was, and damaged.nbarc. What it says is compared with nbarc."""
import doctest
import gc
import json
import os
import subprocess
import threading
import unittest

import nbarc

README = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "README.md")


def nbarc_list(*options):
    """The records as nbarc list prints them."""
    done = subprocess.run(["nbarc", "list", "-f", "jsonl", "--columns", ",".join(nbarc.FIELDS), *options],
                          check=False, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert done.returncode in (0, 4)  # 4: nothing is called so
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def bare(record):
    """Without the fields that have no value, as nbarc list prints records."""
    return {name: value for name, value in record.items() if value not in (None, [], "")}


class Reading(unittest.TestCase):
    def setUp(self):
        self.archive = nbarc.open("corpus.nbarc")
        self.addCleanup(self.archive.close)

    def same(self, selection, *options):
        ours = [bare(record) for record in selection.to_dicts()]
        theirs = [bare(record) for record in nbarc_list(*options)]
        self.assertEqual(ours, theirs)
        self.assertEqual(len(selection), len(theirs))
        self.assertEqual(bool(selection), bool(theirs))

    def test_records_are_those_of_nbarc_list(self):
        self.same(self.archive.items(fields=nbarc.FIELDS), "corpus.nbarc")
        self.same(self.archive.items(fields=nbarc.FIELDS, all=True), "--all", "corpus.nbarc")

    def test_filters_choose_what_nbarc_list_chooses(self):
        for ours, theirs in (
                ({"title": "jdrb"}, ["--title", "jdrb"]),
                ({"date_from": "2019", "date_to": "2020-01"}, ["--from", "2019", "--to", "2020-01"]),
                ({"page": "a1"}, ["--page", "a1"]),
                ({"kind": "photo,notice"}, ["--kind", "photo,notice"]),
                ({"author": "何苗"}, ["--author", "何苗"]),
                ({"head": "上课", "title": "jdrb"}, ["--head", "上课", "--title", "jdrb"]),
                ({"author": "没有人"}, ["--author", "没有人"])):
            with self.subTest(ours):
                self.same(self.archive.items(fields=nbarc.FIELDS, **ours), *theirs, "corpus.nbarc")

    def test_fields_are_read_when_they_are_asked_for(self):
        for eager in self.archive.items(fields=nbarc.FIELDS):
            lazy = self.archive[eager.id]
            self.assertEqual(lazy.to_dict(nbarc.FIELDS), eager.to_dict(nbarc.FIELDS))

    def test_text_is_that_of_nbarc_get(self):
        for item in self.archive.items(prefix="jdrb"):
            for form in ("text", "tei", "slices"):
                text = subprocess.run(["nbarc", "get", "-f", form, "corpus.nbarc", item.id], check=True,
                                      stdout=subprocess.PIPE).stdout
                self.assertEqual(item.get(form).encode(), text)

    def test_citation_is_that_of_nbarc_cite(self):
        os.environ["SOURCE_DATE_EPOCH"] = "1583712000"
        for style in ("gbt7714", "bibtex", "ris"):
            text = subprocess.run(["nbarc", "cite", "-f", style, "corpus.nbarc", "jdrb-20190304-a01-02"], check=True,
                                  stdout=subprocess.PIPE).stdout
            self.assertEqual(self.archive["jdrb-20190304-a01-02"].cite(style, "2020-03-09").encode(), text)

    def test_slices(self):
        everything = list(self.archive)
        chosen = self.archive.items()
        self.assertEqual(chosen[2:9:3], everything[2:9:3])
        self.assertEqual(chosen[-1], everything[-1])
        self.assertEqual(chosen[3], everything[3])
        self.assertEqual(chosen[::-1], everything[::-1])
        with self.assertRaises(IndexError):
            chosen[len(everything)]
        self.assertIn(everything[0].id, self.archive)
        self.assertNotIn("jdrb-20190304-a01-99", self.archive)
        self.assertNotIn("jdrb-20190304-a01", self.archive)

    def test_earlier_states(self):
        with nbarc.open("corpus.nbarc", at=1) as first:
            self.assertEqual(first.info["commits"], 1)
            self.assertNotEqual(first.root, self.archive.root)
            with nbarc.open("corpus.nbarc", at=first.root) as same:
                self.assertEqual([i.reference for i in same], [i.reference for i in first])

    def test_what_is_withdrawn(self):
        gone = [item for item in self.archive.items(all=True) if item.state != "present"]
        self.assertEqual([item.id for item in gone], ["hxwb-20200108-a01-01"])
        self.assertEqual((gone[0].state, gone[0].reason, gone[0].title), ("withdrawn", "权利", None))
        with self.assertRaisesRegex(nbarc.NotFound, "withdrawn: 权利"):
            gone[0].get()


class Searching(unittest.TestCase):
    """The hits are those of nbarc grep."""

    def setUp(self):
        self.archive = nbarc.open("corpus.nbarc")
        self.addCleanup(self.archive.close)

    def same(self, hits, *options):
        done = subprocess.run(["nbarc", "grep", "--format", "jsonl", "-C", "9999", *options], check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.assertIn(done.returncode, (0, 4))
        theirs = [json.loads(line) for line in done.stdout.decode().splitlines()]
        ours = [{"id": h.id, "date": h.date, "title": h.title, "part": h.part, "position": h.start, "left": h.left,
                 "hit": h.match, "right": h.right} for h in hits]
        self.assertEqual(ours, theirs)
        self.assertEqual(hits.count(), len(theirs))
        self.assertEqual(list(hits.ids()), list(dict.fromkeys(h["id"] for h in theirs)))
        self.assertEqual(bool(hits), bool(theirs))
        return len(theirs)

    def test_hits_are_those_of_nbarc_grep(self):
        grep = self.archive.grep
        for least, ours, theirs in (
                (5, grep("春"), ["corpus.nbarc", "春"]),
                (3, grep("春耕", "夜校"), ["-e", "春耕", "-e", "夜校", "corpus.nbarc"]),
                (1, grep("夜校", exclude=["春耕夜校"]), ["--not", "春耕夜校", "corpus.nbarc", "夜校"]),
                (3, grep("[0-9]+月", regex=True), ["-E", "corpus.nbarc", "[0-9]+月"]),
                (1, grep("何", parts=["byline"]), ["--in", "byline", "corpus.nbarc", "何"]),
                (1, grep("春", parts=["head", "byline"]), ["--in", "head,byline", "corpus.nbarc", "春"]),
                (1, grep("（", exact_width=True), ["--exact-width", "corpus.nbarc", "（"]),
                (1, grep("农户", title="jdrb", date_to="2019-03-04"),
                 ["--title", "jdrb", "--to", "2019-03-04", "corpus.nbarc", "农户"]),
                (1, grep("农", kind="photo"), ["--kind", "photo", "corpus.nbarc", "农"]),
                (1, grep("农", prefix="jdrb-20190304-a01"), ["corpus.nbarc", "农", "jdrb-20190304-a01"]),
                (0, grep("这里没有的话"), ["corpus.nbarc", "这里没有的话"]),
                (1, grep("农", title=["jdrb", "mgrb"], kind="photo,article"),
                 ["--title", "jdrb,mgrb", "--kind", "photo", "--kind", "article", "corpus.nbarc", "农"]),
                (0, grep("农", author=["没有人", "无名氏"]),
                 ["--author", "没有人", "--author", "无名氏", "corpus.nbarc", "农"]),
                (0, grep("农", author="没有人"), ["--author", "没有人", "corpus.nbarc", "农"]),
                (1, self.archive["2019-03":"2019-03"].grep("农"),
                 ["--from", "2019-03", "--to", "2019-03", "corpus.nbarc", "农"])):
            with self.subTest(theirs):
                self.assertGreaterEqual(self.same(ours, *theirs), least)

    def test_variants(self):
        try:
            hits = self.archive.grep("春耕農戶", "農戶", variants=True)
        except nbarc.Error as error:
            self.assertEqual(error.status, "unsupported")
            self.skipTest("OpenCC is absent")
        self.assertEqual(hits.count(), self.archive.grep("农户").count())

    def test_an_index_changes_nothing_but_the_time(self):
        for index in ([], ["--small"]):
            subprocess.run(["nbarc", "index", "-q", *index, "-o", "other.idx", "corpus.nbarc"], check=True)
            for pattern in ("农户", "春耕夜校", "春", "没有", "。"):
                with self.subTest((index, pattern)):
                    without = self.archive.grep(pattern, index=False)
                    found = self.archive.grep(pattern, index="other.idx")
                    self.assertEqual(list(found.to_dicts()), list(without.to_dicts()))
                    self.assertEqual(list(found.ids()), list(without.ids()))
            os.remove("other.idx")
        with self.assertRaises(nbarc.NotFound):
            next(iter(self.archive.grep("春", index="other.idx")))
        with open("other.idx", "wb") as file:
            file.write(b"no index")
        self.addCleanup(os.remove, "other.idx")
        with self.assertWarnsRegex(RuntimeWarning, "other.idx.*searching without it"):
            self.assertTrue(self.archive.grep("农户", index="other.idx").count())

    def test_places_and_items(self):
        for hit in self.archive.grep("农户"):
            self.assertEqual(hit.item.text[hit.start:hit.end], "农户")
            self.assertEqual(hit.item.title, hit.title)
        self.assertEqual([item.id for item in self.archive.grep("农户").items()],
                         list(self.archive.grep("农户").ids()))

    def test_slices(self):
        hits = self.archive.grep("春")
        everything = [hit.to_dict() for hit in hits]
        self.assertEqual([hit.to_dict() for hit in hits[2:9:3]], everything[2:9:3])
        self.assertEqual(hits[-1].to_dict(), everything[-1])
        self.assertEqual(hits[1].to_dict(), everything[1])
        with self.assertRaises(IndexError):
            hits[len(everything)]

    def test_other_calls_between_hits(self):
        expected = [(hit.reference, hit.start) for hit in self.archive.grep("的", index=False)]
        found = []
        other = iter(self.archive)
        for hit in self.archive.grep("的", index=False):
            next(other, None)
            self.archive.get(hit.id, "text")
            self.archive.grep("农户")[:1]
            found.append((hit.reference, hit.start))
        self.assertEqual(found, expected)

    def test_what_is_refused(self):
        for wrong in (dict(patterns=()), dict(patterns=("",)), dict(patterns=("(",), regex=True),
                      dict(patterns=("a\nb",)), dict(patterns=("a\0b",)), dict(patterns=("a",), parts=["foot"])):
            with self.subTest(wrong), self.assertRaises(ValueError):
                self.archive.grep(*wrong.pop("patterns"), **wrong)
        with self.assertRaises(TypeError):
            self.archive.grep("a", parts="head")
        with self.assertRaises(ValueError):
            self.archive.grep("a", date_from="2019-13")

    def test_damage(self):
        with nbarc.open("damaged.nbarc") as archive:
            with self.assertRaises(nbarc.DamagedError) as caught:
                list(archive.grep("的"))
            self.assertIn("damaged.nbarc", str(caught.exception))
            self.assertGreater(caught.exception.offset, 0)
            met = []
            found = [hit.id for hit in archive.grep("的", damage=met.append)]
            self.assertTrue(met)
            self.assertTrue(all(isinstance(error, nbarc.DamagedError) for error in met))
        done = subprocess.run(["nbarc", "grep", "--format", "jsonl", "damaged.nbarc", "的"], check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 2)
        self.assertEqual(found, [json.loads(line)["id"] for line in done.stdout.decode().splitlines()])
        self.assertEqual(len(met), len(done.stderr.splitlines()))

    def test_closing(self):
        archive = nbarc.open("corpus.nbarc")
        hits = iter(archive.grep("的"))
        next(hits)
        archive.close()
        with self.assertRaises(ValueError):
            next(hits)
        for _ in range(30):
            with nbarc.open("corpus.nbarc") as archive:
                left = iter(archive.grep("的"))
                next(left)
                del left
                gc.collect()
                self.assertEqual(archive._open_cursors, 0)

    def test_threads(self):
        wrong = []
        expected = [hit.to_dict() for hit in self.archive.grep("农")]

        def search():
            for _ in range(5):
                if [hit.to_dict() for hit in self.archive.grep("农")] != expected:
                    wrong.append(1)
        threads = [threading.Thread(target=search) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertFalse(wrong)


class Failing(unittest.TestCase):
    def test_exceptions(self):
        with self.assertRaises(OSError) as caught:
            nbarc.open("nothing.nbarc")
        self.assertEqual((caught.exception.errno, caught.exception.file), (2, "nothing.nbarc"))
        with self.assertRaises(nbarc.DamagedError) as caught:
            nbarc.open(README)
        self.assertEqual(caught.exception.offset, 0)
        with nbarc.open("corpus.nbarc") as archive:
            with self.assertRaises(KeyError):
                archive["nothing-1"]
            with self.assertRaises(ValueError):
                archive.items(date_from="2019-13")
            with self.assertRaises(ValueError):
                archive.items(fields=["nothing"])
            with self.assertRaises(ValueError):
                archive.get("jdrb-20190304-a01", "pdf")
            with self.assertRaises(AttributeError):
                archive["jdrb-20190304-a01-01"].nothing
            with self.assertRaises(nbarc.NotFound):
                nbarc.open("corpus.nbarc", at=99)

    def test_damage_is_told_and_the_rest_is_read(self):
        with nbarc.open("damaged.nbarc") as archive:
            with self.assertRaises(nbarc.DamagedError):
                list(archive.items(fields=nbarc.FIELDS))

    def test_closing(self):
        archive = nbarc.open("corpus.nbarc")
        items = iter(archive)
        next(items)
        archive.close()
        archive.close()
        with self.assertRaises(ValueError):
            next(items)
        with self.assertRaises(ValueError):
            len(archive)
        # Iterations that are dropped in the middle free what they hold.
        for _ in range(50):
            with nbarc.open("corpus.nbarc") as archive:
                left = iter(archive.items(title="jdrb"))
                next(left)
                del left
                gc.collect()
                self.assertEqual(archive._open_cursors, 0)

    def test_threads(self):
        wrong = []
        with nbarc.open("corpus.nbarc") as archive:
            expected = [(i.id, i.text) for i in archive]

            def read():
                for _ in range(5):
                    if [(i.id, i.text) for i in archive] != expected:
                        wrong.append(1)
            threads = [threading.Thread(target=read) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertFalse(wrong)


class Examples(unittest.TestCase):
    def test_readme(self):
        here = os.getcwd()
        self.addCleanup(os.chdir, here)
        os.chdir("readme")
        result = doctest.testfile(README, module_relative=False, verbose=False)
        self.assertGreater(result.attempted, 8)
        self.assertEqual(result.failed, 0)

    def test_pandas(self):
        try:
            import pandas
        except ImportError:
            self.skipTest("pandas is absent")
        with nbarc.open("corpus.nbarc") as archive:
            frame = pandas.DataFrame(archive.items(kind="article").to_dicts())
            self.assertEqual(len(frame), len(archive.items(kind="article")))
            by_title = frame.groupby("title_code")["characters"].sum()
            self.assertEqual(by_title["jdrb"],
                             sum(i.characters for i in archive.items(kind="article", title="jdrb")))


if __name__ == "__main__":
    unittest.main()
