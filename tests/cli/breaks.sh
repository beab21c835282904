#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Breaks that are hard to judge: pages of fixtures/breaks, five of each kind. A page
# without a file of its blocks is right as it is, and a repair must not change it.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
pages=$root/fixtures/breaks
for page in "$pages"/*.txt; do
	name=$(basename "$page" .txt)
	blocks=$pages/$name.blocks
	[ -f "$blocks" ] || blocks=$page
	nbnorm --journal j "$page" >text
	cmp text "$blocks"
	result $? "$name"
	nbnorm text >twice
	nbnorm --undo j text >back
	cmp -s text twice && cmp -s back "$page"
	result $? "$name: a fixed point, and undone"
done
finish
