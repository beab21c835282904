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
