#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The version is the same wherever it is stated, and so is who receives reports of faults,
# once somebody does.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
version=$(sed -n 's/^#define NB_VERSION "\(.*\)"/\1/p' "$root/include/nbarc/status.h")
echo "$version" | grep -qE '^[0-9]+\.[0-9]+\.[0-9]+$'
result $? "status.h states a version"
# states FILE SED: what the file says by the script.
states() {
	[ "$(sed -n "$2" "$root/$1" | head -n 1)" = "$version" ]
	result $? "$1 states it"
}
states NEWS '1s/^nbarc \([0-9.]*\) .*/\1/p'
states js/package.json 's/^  "version": "\(.*\)",/\1/p'
states python/pyproject.toml 's/^version = "\(.*\)"/\1/p'
states python/nbarc/__init__.py 's/^__version__ = "\(.*\)"/\1/p'
states debian/changelog '1s/^nbarc (\(.*\)-[^-]*) .*/\1/p'
[ -s "$root/fixtures/releases/$version/MANIFEST" ]
result $? "there are archives of it"
# One that was released does not change any more.
! { sed -n 1p "$root/NEWS" | grep -qv 'not released' &&
	grep -q 'not released' "$root/fixtures/releases/$version/MANIFEST"; }
result $? "its archives may be made anew only before the release"
"$B/nbarc" --version | grep -qF "$version"
result $? "nbarc prints it"

# ---- who receives reports
mkdir -p copy/debian copy/tests/fuzz/oss-fuzz
cp "$root/SECURITY.md" copy
cp "$root/debian/control" "$root/debian/changelog" copy/debian
cp "$root/tests/fuzz/oss-fuzz/project.yaml" copy/tests/fuzz/oss-fuzz
address=$(sed -n 's/^Maintainer: .*<\(.*\)>/\1/p' copy/debian/control)
case $address in
*noreply*)
	grep -q 'has no address of its own' copy/SECURITY.md && ! grep -q "$address" copy/SECURITY.md
	result $? "SECURITY.md says that nobody does"
	;;
*)
	grep -q "$address" copy/SECURITY.md
	result $? "SECURITY.md names the address of the packages"
	;;
esac
exits 1 "a contact without an address" "$root/tests/dist/contact.py" Somebody copy
says "CONTACT='Name <address>'" "is refused"
check "a contact is written" "$root/tests/dist/contact.py" \
	'Archive Example <nbarc@archive.example>' copy
grep -q 'Write to Archive Example <nbarc@archive.example>\.' copy/SECURITY.md &&
	! grep -q 'has no address' copy/SECURITY.md
result $? "into SECURITY.md"
grep -qx 'Maintainer: Archive Example <nbarc@archive.example>' copy/debian/control &&
	grep -q '^ -- Archive Example <nbarc@archive.example>  ' copy/debian/changelog
result $? "into the packages"
grep -qx 'primary_contact: "nbarc@archive.example"' copy/tests/fuzz/oss-fuzz/project.yaml
result $? "into the project folder of OSS-Fuzz"
check "and another one after it" "$root/tests/dist/contact.py" 'B <b@b.example>' copy
grep -q 'Write to B <b@b.example>\.' copy/SECURITY.md
result $? "in its place"
finish
