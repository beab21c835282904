/* SPDX-License-Identifier: Apache-2.0 */
/* What a rescued archive begins with (format-spec/nbarc-format.md, sections 5.1
 * and 14). */
#include "archive/check/rescue_start.h"
#include "archive/frame/prefix.h"
#include "archive/frame/shared.h"
#include "archive/record/sink.h"
#include "archive/write/start.h"

enum nb_status nb_rescue_start(struct nb_rescue *r, struct nb_error *err)
{
	static const struct nb_buf none;
	struct nb_writer_options options = {.level = NB_RESCUE_LEVEL};
	struct nb_buf start = {0};
	enum nb_status st = nb_start_copy(&r->shared, &start, err);

	r->anew = st == NB_INVALID;
	if (r->anew) {
		start.len = 0;
		st = nb_start_encode(&none, &start, err);
	}
	if (!st) {
		nb_writer_defaults(&options, start.len > NB_HEADER_SIZE);
		st = nb_writer_prefix(&options, &start, &r->prefix, err);
	}
	if (!st)
		st = nb_sink_write(&r->sink, start.data, start.len, err);
	nb_buf_free(&start);
	return st;
}
