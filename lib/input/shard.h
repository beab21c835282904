/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The part of the files that one of several ingests takes (nbarc-ingest(1),
 * --shard).
 *
 * All ingests of a fleet find the same files, and put them in the same order.
 * Each takes one stretch of that order, so that the archives follow one
 * another, and merging them copies whole frames. A stretch ends between two
 * issues: the pages of an issue are one job, because METS files and files of
 * several pages belong to all of it.
 *
 * The stretches depend on nothing but the list, not on the sizes of the files:
 * a file that is corrected between two attempts moves no page to another shard.
 */
#ifndef NB_INPUT_SHARD_H
#define NB_INPUT_SHARD_H

#include "input/inputs.h"

/*
 * Let nb_inputs_next() give only the files of shard `shard` of `shards`, from 1
 * on, and begin with the first of them. To be called once, after
 * nb_inputs_sort(); count and bytes are then those of the shard, which may have
 * no files at all. Files without an identifier, whose documents say which pages
 * they are, are divided one by one. NB_USAGE if one of them is standard input.
 */
NB_CHECK enum nb_status nb_inputs_shard(struct nb_inputs *inputs,
					unsigned shard, unsigned shards,
					struct nb_error *err);

#endif
