#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Things done to an archive at random, held to what it said before: tests/model.py.
# shellcheck source=tests/tap.sh
. "$(dirname "$0")/../tap.sh"
for seed in 1 2 3; do
	mkdir $seed
	check "seed $seed: 25 steps" sh -c \
		"cd $seed && python3 '$root/tests/model.py' $seed 25"
done
finish
