#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Put the modules of the reading room one after the other, for nbarc publish to embed
# (room.h): for each a line with its name and its size in bytes, and then its bytes. The
# decoder of the npm package is replaced by the one that is written in JavaScript.
#
# usage: pack.sh JS-FOLDER SHARE-FOLDER >PACK
set -eu
put() {
	printf '%s %d\n' "$1" "$(($(wc -c <"$2")))"
	cat "$2"
}
put room.css "$2/room.css"
put room.svg "$2/room.svg"
cd "$1/src"
for file in archive.js open.js base/*.js find/*.js format/*.js read/*.js room/*.js source/*.js zstd/*.js; do
	case $file in
	source/file.js | zstd/decoder.js) ;; # of Node, and the one that is put below
	format/decoder.js) put "js/$file" zstd/decoder.js ;;
	*) put "js/$file" "$file" ;;
	esac
done
