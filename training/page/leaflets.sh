#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# List the real OCR lines of ../shared with their labels.
#
# usage: leaflets.sh SHARED ragged|places
#
# Prints a line for each leaflet, as `breaks ragged` or as `places` wants it.
set -eu
for raw in "$1"/corpus/ocr/*.raw.txt; do
	stem=${raw%.raw.txt}
	case $2 in
	ragged) echo "$raw $stem.lab 0 1" ;;
	places) echo "$raw $stem.lab $stem.geo.tsv" ;;
	esac
done
