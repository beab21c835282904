#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A confined command still reaches all that its command line names, however it
# names it: through links, by bare names, as descriptors, in folders that are not
# there yet; and it can ask for a passphrase.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"

page=dkxb-20190304-a01
mkdir pages store links elsewhere far-pages
printf '北窗镇修桥\n　　本报讯 桥面昨天铺好。\n' >far-pages/$page.txt
ln -s ../far-pages/$page.txt pages/$page.txt
ln -s ../store/a.nbarc links/a.nbarc

# ---- archives behind links
check "an archive is made at the end of a link to nothing" nbarc ingest -q -o store/a.nbarc pages
cp store/a.nbarc whole.nbarc
check "and appended to through a link" nbarc withdraw -q -r Grund links/a.nbarc $page
check "withdrawing is taken back" nbarc withdraw -q --undo links/a.nbarc $page
check "protect" nbarc protect -q links/a.nbarc
check "repair" nbarc repair -q links/a.nbarc
check "index" nbarc index -q links/a.nbarc
check "index, anew" nbarc index -q --anew links/a.nbarc
check "compact" nbarc compact -q links/a.nbarc
check "rename" nbarc rename -q links/a.nbarc $page dkxb-20190304-a02
check "and back" nbarc rename -q links/a.nbarc dkxb-20190304-a02 $page
[ -L links/a.nbarc ] && [ "$(find store links elsewhere -name '*.tmp' -o -name '*.new' | wc -l)" -eq 0 ]
result $? "the link is a link, and nothing is left"
check "verify" nbarc verify -q links/a.nbarc
cp whole.nbarc store/a.nbarc
rm -f links/a.nbarc.idx store/a.nbarc.idx

# ---- bare names, and folders that are not there yet
(cd store && nbarc ingest -q -o b.nbarc ../pages && nbarc compact -q b.nbarc && nbarc index -q b.nbarc &&
	nbarc withdraw -q -r Grund b.nbarc $page && nbarc merge -q -o c.nbarc a.nbarc &&
	nbarc split -q --by year -o parts a.nbarc && nbarc rescue -q -o d.nbarc a.nbarc &&
	nbarc collect -o all.nbarcs a.nbarc && nbarc merge -q -o e.nbarc all.nbarcs) >.out 2>.err
result $? "by bare names"
ls store/parts >.err
[ -s store/b.nbarc.idx ] && [ "$(cat .err)" = 2019.nbarc ]
result $? "all of it is there"
check "a folder that is a link" ln -s ../elsewhere store/there
check "split writes to it" nbarc split -q --by title -o store/there store/a.nbarc
[ -s elsewhere/dkxb.nbarc ]
result $? "so it does"
check "an index elsewhere" nbarc index -q -o elsewhere/x.idx store/a.nbarc
check "and again" nbarc index -q -o elsewhere/x.idx store/a.nbarc
exits 1 "a folder that is not there" nbarc compact -o no/such/a.nbarc store/a.nbarc
says "No such file" "says so"

# ---- descriptors, pipes and devices
nbarc export -q -f tsv store/a.nbarc >plain.tsv
nbarc export -q -f tsv -o /dev/fd/3 store/a.nbarc 3>&1 >.out 2>.err | cmp - plain.tsv
result $? "to a pipe by its number"
nbarc export -q -f tsv -o /dev/stdout store/a.nbarc 2>.err | cmp - plain.tsv
result $? "to standard output by its name"
check "to a device" nbarc export -q -f tsv -o /dev/null store/a.nbarc
mkfifo fifo
(nbarc export -q -f tsv -o fifo store/a.nbarc >.out 2>.err &)
timeout 60 cmp fifo plain.tsv
result $? "to a named pipe"
printf '%s\tdkxb-20190304-a09\n' $page | nbarc rename -q --from /dev/stdin store/a.nbarc >.out 2>.err
result $? "from a pipe by its name"
printf 'dkxb-20190304-a09\t%s\n' $page | nbarc rename -q --from - store/a.nbarc >.out 2>.err
result $? "from a pipe"

# ---- folders that cannot be written
mkdir closed
cp whole.nbarc closed/a.nbarc
chmod 555 closed
check "an archive is changed in a folder that cannot be written" nbarc withdraw -q -r Grund closed/a.nbarc $page
check "and protected" nbarc protect -q closed/a.nbarc
check "and its index is elsewhere" nbarc index -q -o elsewhere/closed.idx closed/a.nbarc
chmod 755 closed

# ---- files that others name
printf 'file\n%s\n' "$PWD/far-pages/$page.txt" >elsewhere/list.csv
check "a manifest that names a file elsewhere" nbarc ingest -q -o m.nbarc --manifest elsewhere/list.csv
check "which went in" nbarc get m.nbarc $page
mkdir reports
check "a report" nbarc ingest -q -o n.nbarc --report reports/r.html pages
[ -s reports/r.html ]
result $? "is written"

# ---- the editor's folder
mkdir tmp
printf 'sed -i s/修桥/修路/ "$1"\ncat "%s" >/dev/null && echo x >"%s"\n' "$work/plain.tsv" "$work/by-editor" >edited.sh
TMPDIR=tmp EDITOR="sh $work/edited.sh" nbarc edit -q --who me store/a.nbarc $page >.out 2>.err
result $? "an editor in a relative TMPDIR"
nbarc get --format text store/a.nbarc $page | grep -q 修路 && [ -s by-editor ] && [ -z "$(ls tmp)" ]
result $? "reads and writes what it likes, and nothing is left"
TMPDIR=no/such EDITOR=true nbarc edit -q --who me store/a.nbarc $page >.out 2>.err
[ $? -eq 1 ]
result $? "a TMPDIR that is not there"
says "no/such/nbarc-edit-" "is named"

# ---- a passphrase
if command -v openssl >/dev/null; then
	openssl genpkey -algorithm ed25519 -aes256 -pass pass:geheim -out key.pem 2>.err
	cat >typed.py <<'P'
import os
import pty
import sys

pid, terminal = pty.fork()
if pid == 0:
    os.execvp("nbarc", ["nbarc", "sign", "-q", "-k", "key.pem", "--name", "me", "--origin", "example", "store/a.nbarc"])
seen = b""
while b":" not in seen:
    seen += os.read(terminal, 1000)
os.write(terminal, b"geheim\n")
try:
    while os.read(terminal, 1000):
        pass
except OSError:
    pass
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
P
	check "a passphrase is asked for on the terminal" timeout 60 python3 typed.py
	check "and the archive is signed" nbarc sign --show store/a.nbarc
else
	skip "no openssl" "a passphrase is asked for on the terminal"
fi
finish
