#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The Python package, as it is installed by pip, on archives made here.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
NBARC_LIBRARY=$B/libnbarc.so
export NBARC_LIBRARY
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
	skip "there is no Python 3.11" "the package nbarc"
	finish
	exit
fi
cp -r "$root/python" package
rm -rf package/build
if python3 -m pip --version >/dev/null 2>&1; then
	check "pip installs it without a network" \
		python3 -m pip install -q --no-index --no-deps --target site ./package
	PYTHONPATH=$PWD/site
else
	skip "there is no pip" "pip installs it without a network"
	PYTHONPATH=$PWD/package
fi
export PYTHONPATH
(cd package && python3 -c 'import build_nbarc as b
print(b.build_wheel("."), b.build_sdist("."))' && sha256sum ./*.whl ./*.gz) >first
(cd package && python3 -c 'import build_nbarc as b
print(b.build_wheel("."), b.build_sdist("."))' && sha256sum ./*.whl ./*.gz) >second
check "the same files make the same wheel and source archive" cmp first second

nbarc ingest -q -o corpus.nbarc --titles "$root/fixtures/titles.tsv" \
	"$root/fixtures/pages"
mkdir readme
cp corpus.nbarc readme
cp corpus.nbarc damaged.nbarc
python3 - <<'END'
data = bytearray(open("damaged.nbarc", "rb").read())
data[2000] ^= 1  # in a page frame
open("damaged.nbarc", "wb").write(data)
END
nbarc withdraw -q --reason 权利 corpus.nbarc hxwb-20200108-a01-01
# The runtime of a sanitizer has to be there before the interpreter, whose own
# memory at the end is not for it to judge.
sanitizer=$(ldd "$NBARC_LIBRARY" 2>/dev/null | sed -n 's/.* => \(.*lib[at]san[^ ]*\) .*/\1/p')
LD_PRELOAD=$sanitizer ASAN_OPTIONS=detect_leaks=0 \
	python3 package/tests/test_nbarc.py -v >log 2>&1
code=$?
# One result for each test of the package.
sed -n 's/^\(test_[a-z_]*\) (.*) \.\.\. \(.*\)/\2 \1/p' log >lines
while read -r verdict name; do
	case $verdict in
	ok) result 0 "$name" ;;
	skipped*) skip "${verdict#skipped}" "$name" ;;
	*) result 1 "$name" ;;
	esac
done <lines
{ [ $code -eq 0 ] && [ -s lines ]; } || cp log .err
[ $code -eq 0 ] && [ -s lines ]
result $? "all of them"
finish
