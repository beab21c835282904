# SPDX-License-Identifier: Apache-2.0
"""The commands whose calls campaign.py makes fail, the files that they are about, and what
is accepted of them."""
import os
import shutil
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PAGES = os.path.join(ROOT, "fixtures", "pages")

# Commands that make so many calls that not every one can fail, and how many do before the
# steps grow: OpenCC allocates 632,000 times while it reads its tables. What the others make in
# libxml2 is what nbtei --validate makes, of which each fails.
SAMPLED = {"--variants": 5000, "--tei": 1000, "-f mets": 1000}
# With --leaks also these: libxml2 makes 24,000, and libcrypto 9,000, and loses something each
# time; the parsers of a build with a sandbox end when libxml2 lacks memory.
SAMPLED_LEAKS = {"--validate": 1000, "--deep": 1000, "key.p": 1000}
# Libraries that end a program without memory, of which nbarc cannot help: what stands in
# the name of one, and the functions of it that nbarc called then (all, if none is named).
DEATHS = [
    # OpenCC is written in C++: it ends the program, and its tables are no input.
    ("libopencc", ()),
    # libxml2 follows a null pointer while it compiles a schema.
    ("libxml2", ("xmlRelaxNGParse",)),
    # libmicrohttpd ends a program in which its threads cannot call each other.
    ("libmicrohttpd", ("MHD_resume_connection", "MHD_stop_daemon")),
]
# What it says when it cannot take a connection out of those that it waits for, and ends.
FATAL = b"Fatal error in GNU libmicrohttpd"
# Kinds of which a process that parses a file ends and cannot say why (nbarc/isolated.h). The
# tool then says so of the file.
PARSERS = ("socket", "send", "receive", "read", "poll", "close")
# What the manual says of a command, or a library of an end that is none:
# (text in the command, kinds, what is accepted of a run).
REMADE = "open read stat memory map close start socket send receive"
ACCEPTED = [
    # glibc says of a charset that it is not known if it has no memory to load it.
    ("nbconv --detect", "memory open read stat map seek close", lambda code, out, err: code == 0 and b"does not know" in out),
    # What can be read is counted, and what cannot is named.
    ("grep --count-by", "read", lambda code, out, err: code == 1 and b": read: " in err),
    ("--variants", "memory open read stat map seek close", lambda code, out, err: code == 127 or b"OpenCC" in err),
    # Archives of a collection that cannot be read are left out, as nbarcs(5) says.
    (" c.nbarcs", "memory open read stat map seek lock close",
     lambda code, out, err: code == 2 and b"could not be read; the answer is incomplete" in err),
    # Inputs that cannot be read are left out, and all others go in.
    ("nbarc ingest", "open read stat map close start socket send receive", lambda code, out, err: code == 2 and err),
    ("nbarc ingest", "memory", lambda code, out, err: code == 2 and b"open directory: Cannot allocate" in err),
    ("nbarc decide", REMADE, lambda code, out, err: code == 2 and b"not made again" in err),
    ("nbarc edit", REMADE, lambda code, out, err: code == 2 and b"not made again" in err),
]

# A command that reads prints what it prints when nothing fails, or less and says so.
READS = [
    "nbconv -f gb18030 -t utf-8 gb.txt",
    "nbconv --detect gb.txt",
    "nbconv --report json -f gb18030 gb.txt",
    "nbnorm page.txt",
    "nbnorm --review --json page.txt",
    "nbnorm --suspects pages/qsxb-19890516-01.txt",
    "nbnorm --dry-run page.txt",
    "nbnorm --undo page.journal page.norm",
    "nbnorm -l boxes.tsv boxes.txt",
    "nbnorm alto.xml",
    "nbnorm gb.xml",
    "nbnorm page.hocr",
    "nbtei --id PAGE page.txt",
    "nbtei --review --id PAGE page.txt",
    "nbtei --id hyrb-20230512-a02 alto.xml",
    "nbtei --validate page.xml",
    "nbarc list a.nbarc",
    "nbarc list --sort title --json a.nbarc",
    "nbarc get a.nbarc ITEM",
    "nbarc get --format source a.nbarc PAGE",
    "nbarc get --format json --all a.nbarc",
    "nbarc get --format html a.nbarc ITEM",
    "nbarc get --format text --headings --all a.nbarc",
    "nbarc get --format journal a.nbarc PAGE",
    "nbarc get --zones=iiif i.nbarc PAGE",
    "nbarc get a.nbarc -",
    "nbarc grep a.nbarc 的",
    "nbarc grep -E a.nbarc 一[^，]*了",
    "nbarc grep indexed.nbarc 的",
    "nbarc grep embedded.nbarc 的",
    "nbarc grep --count-by year --all-revisions a.nbarc 的",
    "nbarc grep --variants a.nbarc 镇",
    "nbarc cite a.nbarc ITEM",
    "nbarc cite -f csl a.nbarc ITEM",
    "nbarc info a.nbarc",
    "nbarc info --json a.nbarc",
    "nbarc log a.nbarc",
    "nbarc log a.nbarc PAGE",
    "nbarc diff a.nbarc PAGE@1 PAGE@2",
    "nbarc decisions decided.nbarc",
    "nbarc manifest a.nbarc",
    "nbarc stat a.nbarc",
    "nbarc stat -w 镇 a.nbarc",
    "nbarc stat -c -w 的 a.nbarc",
    "nbarc stat -k --title jdrb a.nbarc",
    "nbarc prove a.nbarc PAGE",
    "nbarc check-proof proof page.xml",
    "nbarc verify -q a.nbarc",
    "nbarc verify -q -k key.pub signed.nbarc",
    "nbarc sign --show signed.nbarc",
    "nbarc index --check indexed.nbarc",
    "nbarc verify -q --deep a.nbarc",
    "nbarc export -q a.nbarc",
    "nbarc export -q -f csv --revisions a.nbarc",
    "nbarc export -q -f conllu a.nbarc",
    "nbarc export -q -f bulk a.nbarc",
    "nbarc edit --print a.nbarc PAGE",
    "nbarc collect a.nbarc other.nbarc",
    "nbarc list c.nbarcs",
    "nbarc grep c.nbarcs 的",
    "nbarc list URL/good/a.nbarc",
    "nbarc get URL/good/a.nbarc ITEM",
    "nbarc grep URL/parts/a.nbarc 的",
    "nbarc verify -q URL/good/a.nbarc",
]
# A command that writes: the archive that it changes, or the file that it makes.
WRITES = [
    ("new.nbarc", "nbarc ingest -q -o new.nbarc pages"),
    ("new.nbarc", "nbarc ingest -q -o new.nbarc issue"),
    ("a.nbarc", "nbarc ingest -q -o a.nbarc more"),
    ("new.nbarc", "nbarc ingest -q --tei -o new.nbarc documents"),
    ("new.nbarc", "nbarc ingest -q --manifest pages.csv -o new.nbarc"),
    ("new.nbarc", "nbarc ingest -q --decisions decisions.tsv --report seen.html -o new.nbarc pages"),
    ("a.nbarc", "nbarc withdraw -q -r test a.nbarc PAGE"),
    ("a.nbarc", "nbarc rename -q a.nbarc PAGE jdrb-20190309-a01"),
    ("a.nbarc", "nbarc decide -q a.nbarc decisions.tsv"),
    ("a.nbarc", "nbarc protect -q a.nbarc"),
    ("a.nbarc", "nbarc sign -q -k key.pem --origin example.org/a a.nbarc"),
    ("b.nbarc", "nbarc compact -q -o b.nbarc a.nbarc"),
    ("b.nbarc", "nbarc merge -q -o b.nbarc a.nbarc other.nbarc"),
    ("b.nbarc", "nbarc rescue -q -o b.nbarc hurt.nbarc"),
    ("b.nbarc", "nbarc repair -q -o b.nbarc flipped.nbarc"),
    ("shifted.nbarc", "nbarc repair -q shifted.nbarc"),
    ("split", "nbarc split -q --by title -o split a.nbarc"),
    ("a.nbarc.idx", "nbarc index -q a.nbarc"),
    ("a.nbarc", "nbarc index -q --embed a.nbarc"),
    ("x.sqlite", "nbarc export -q -f sqlite -o x.sqlite a.nbarc"),
    ("x.csv.zst", "nbarc export -q -f csv -o x.csv.zst a.nbarc"),
    ("x.tei", "nbarc export -q -f teicorpus -o x.tei a.nbarc"),
    ("x.mets", "nbarc export -q -f mets -o x.mets i.nbarc"),
    ("x.parquet", "nbarc export -q -f parquet -o x.parquet a.nbarc"),
    ("x.bag", "nbarc export -q -f bagit -o x.bag a.nbarc"),
    ("x.nbarcs", "nbarc collect -o x.nbarcs a.nbarc other.nbarc"),
    ("site", "nbarc publish -q a.nbarc site"),
    ("a.nbarc", "nbarc edit -q --apply form.txt a.nbarc"),
    ("a.nbarc", "nbarc edit -q a.nbarc PAGE"),
    ("i.nbarc", "nbarc edit -q --apply form-i.txt i.nbarc"),
    ("i.nbarc", "nbarc decide -q i.nbarc decisions-i.tsv"),
    ("got", "nbarc get -q -d got --all a.nbarc"),
    ("x.svg", "nbarc stat --by year --svg x.svg a.nbarc"),
    ("jdrb.profile", "nbtei --learn jdrb.profile decided.nbarc"),
    ("page.out", "nbnorm -j page.out.journal -o page.out page.txt"),
    ("page.out", "nbtei --id PAGE -o page.out page.txt"),
    ("page.html", "nbnorm --report html -o page.html page.txt"),
    ("gb.out", "nbconv -f gb18030 -t utf-8 -o gb.out gb.txt"),
]
# A command that runs until it is told to end.
SERVES = ["nbarc serve --listen 127.0.0.1:0 a.nbarc"]
# Commands that make several files, each for itself, and the one without which all of them
# are known to be a part only, as nbarc-export(1) says.
PIECES = {
    "nbarc split": None,
    "nbnorm -j": "page.out",
    "nbarc get -q -d": None,
    "nbarc export -q -f teicorpus": "x.tei/corpus.xml",
    "nbarc export -q -f mets": "x.mets/jdrb/2019/jdrb-20190304.mets.xml",
    "nbarc export -q -f bagit": "x.bag/bagit.txt",
}
# What a command says of its run, however that ends.
REPORT = "seen.html"
PAGE, ITEM = "jdrb-20190304-a01", "jdrb-20190304-a01-02"


def sound(*argv, **more):
    return subprocess.run(argv, check=True, capture_output=True, **more).stdout


def prepare(build, folder):
    """The files that the commands are about."""
    nbarc, nbconv, nbnorm = (os.path.join(build, name) for name in ("nbarc", "nbconv", "nbnorm"))
    at = lambda *names: os.path.join(folder, *names)
    pages = sorted(os.listdir(PAGES))
    for name, files in (("pages", pages), ("more", [n for n in pages if n.startswith("jdrb-20190306")])):
        os.makedirs(at(name))
        for one in files:
            if one.endswith(".txt"):
                shutil.copy(os.path.join(PAGES, one), at(name))
    first = at("pages", PAGE + ".txt")
    shutil.copy(first, at("page.txt"))
    with open(at("gb.txt"), "wb") as gb:
        gb.write(sound(nbconv, "-f", "utf-8", "-t", "gb18030", first))
    ocr = os.path.join(ROOT, "fixtures", "ocr")
    shutil.copy(os.path.join(ocr, "hyrb-20230512-a02.alto.xml"), at("alto.xml"))
    shutil.copy(os.path.join(ocr, "hyrb-20230512-a02.hocr"), at("page.hocr"))
    with open(at("alto.xml")) as utf8, open(at("gb.xml"), "w", encoding="gb18030") as gb:
        gb.write(utf8.read().replace('encoding="UTF-8"', 'encoding="GB18030"', 1))
    shutil.copytree(os.path.join(ROOT, "fixtures", "issue"), at("issue"))
    for form in ("tsv", "txt"):
        shutil.copy(os.path.join(ocr, f"hyrb-20230512-a02.{form}"), at("boxes." + form))
    a = at("a.nbarc")
    sound(nbarc, "ingest", "-q", "-o", a, at("pages"))
    # a second revision of the first page, and pages that are not there yet
    with open(first) as text:
        changed = text.read().replace("镇", "县", 1)
    os.makedirs(at("changed"))
    with open(at("changed", PAGE + ".txt"), "w") as text:
        text.write(changed)
    sound(nbarc, "ingest", "-q", "-o", a, at("changed"))
    shutil.rmtree(at("changed"))
    os.rename(at("more", os.listdir(at("more"))[0]), at("more", "jdrb-20190308-a01.txt"))
    with open(at("page.xml"), "wb") as tei:
        tei.write(sound(nbarc, "get", a, PAGE))
    os.makedirs(at("documents"))
    shutil.copy(at("page.xml"), at("documents"))
    with open(at("proof"), "wb") as proof:
        proof.write(sound(nbarc, "prove", a, PAGE))
    with open(at("decisions.tsv"), "w") as decisions:
        decisions.write(f"main\t许晚·\t柳湾县办起春耕\t\t{PAGE}\t王平\t2026-03-31\t看图\n")
    sound("openssl", "genpkey", "-algorithm", "ed25519", "-out", at("key.pem"))
    with open(at("key.pub"), "wb") as key:
        key.write(sound("openssl", "pkey", "-in", at("key.pem"), "-pubout"))
    shutil.copy(a, at("signed.nbarc"))
    sound(nbarc, "sign", "-q", "-k", at("key.pem"), "--origin", "example.org/a", at("signed.nbarc"))
    os.makedirs(at("one"))
    shutil.copy(first, at("one", "qtrb-19990101-01.txt"))
    sound(nbarc, "ingest", "-q", "-o", at("other.nbarc"), at("one"))
    shutil.rmtree(at("one"))
    with open(at("form.txt"), "w") as form:
        form.write(sound(nbarc, "edit", "--print", a, PAGE).decode().replace("\nmain\t", "\nsub\t", 1))
    for name in ("decided.nbarc", "indexed.nbarc", "embedded.nbarc"):
        shutil.copy(a, at(name))
    sound(nbarc, "decide", "-q", at("decided.nbarc"), at("decisions.tsv"))
    sound(nbarc, "index", "-q", at("indexed.nbarc"))
    sound(nbarc, "index", "-q", "--embed", at("embedded.nbarc"))
    sound(nbarc, "ingest", "-q", "-o", at("i.nbarc"), at("issue"))
    form = sound(nbarc, "edit", "--print", at("i.nbarc"), PAGE).decode()
    with open(at("form-i.txt"), "w") as text:
        text.write(form.replace("\nmain\t河堤", "\nsub\t河堤", 1))
    with open(at("decisions-i.tsv"), "w") as decisions:
        decisions.write(f"sub\t东日报二〇一九年三月四日\t河堤今日合龙\t\t{PAGE}\t王平\t2026-03-31\t看图\n")
    sound(nbnorm, "-j", at("page.journal"), "-o", at("page.norm"), first)
    with open(at("pages.csv"), "w") as manifest:
        manifest.write("path,id\n" + "".join(f"pages/{name},{name[:-4]}\n" for name in sorted(os.listdir(at("pages")))))
    sound(nbarc, "collect", "-o", "c.nbarcs", "a.nbarc", "other.nbarc", cwd=folder)
    shutil.copy(a, at("flipped.nbarc"))
    sound(nbarc, "protect", "-q", at("flipped.nbarc"))
    with open(at("flipped.nbarc"), "rb") as whole, open(at("shifted.nbarc"), "wb") as file:
        file.write(whole.read(600) + b"inserted" + whole.read())
    for name in ("hurt.nbarc", "flipped.nbarc"):
        if name == "hurt.nbarc":
            shutil.copy(a, at(name))
        with open(at(name), "r+b") as file:
            file.seek(600)
            byte = file.read(1)[0]
            file.seek(600)
            file.write(bytes([byte ^ 0x40]))
