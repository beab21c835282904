/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An ingest that is going on, whether of page texts or of documents, and what
 * both kinds share: reporting, looking up what the archive has of a page,
 * adding a page, committing.
 */
#ifndef NB_INGEST_RUN_H
#define NB_INGEST_RUN_H

#include "input/inputs.h"
#include "input/pages.h"

#include "issue/list.h"
#include "page/decide/merge.h"

#include <nbarc/ingest.h>

#include <nbarc/write.h>

/*
 * What naming the files needs (files.c): the directory that is walked, and what
 * of the manifest was found. `base` is borrowed; the rest is owned.
 */
struct nb_files {
	const char *base;	 /* the path that is being collected */
	char *folder, *resolved; /* of the manifest, as given and resolved */
	bool *used;		 /* for each row of the manifest */
};

/* Called with a page that was converted. */
typedef enum nb_status nb_run_look(void *context,
				   const struct nb_converted *page,
				   struct nb_error *err);

/*
 * One call of nb_ingest(). Options, callbacks, counts and archive are the
 * caller's; everything else is owned. The buffers are reused from file to file.
 */
struct nb_run {
	const struct nb_ingest_options *options;
	const struct nb_ingest_callbacks *callbacks;
	struct nb_ingest_counts *counts;
	struct nb_inputs inputs;
	struct nb_issues issues; /* METS files, and what they say of pages */
	/* The issue in hand was taken from the archive, for a page that is made
	 * again, whose identifier this is (nb_run_take_issue()); NULL: not. */
	const char *kept_issue;
	size_t said_file;      /* of the page in hand, in the issue in hand */
	struct nb_taken taken; /* identifiers of files that were dealt with */
	struct nb_files files; /* what the collecting needs */
	struct nb_writer *writer;  /* NULL until files were found, and in a dry
				    * run */
	struct nb_archive *reader; /* in a dry run, if there is an archive */
	const char *archive;	   /* its path */
	bool silent; /* problems are those of another shard to report */
	uint64_t uncommitted; /* pages that were added since the last commit */
	uint64_t newest; /* time of the newest input file so far; 0: none */
	uint64_t done;	 /* for the progress: files, or bytes of documents */
	struct nb_buf bytes;   /* of the file in hand */
	struct nb_buf journal; /* of the page in hand, packed */
	struct nb_buf image;   /* of the page in hand, by the template */
	uint8_t *outcomes; /* for each decision, the best outcome on any page so
			      far */
	/* Decisions of the page in hand: those that the archive keeps with it
	 * and new ones, if it keeps any; and what is to be kept. */
	struct nb_merged merged;
	struct nb_buf decided;
	bool undo; /* the new decisions are taken back from the kept ones */
	/* If set, it gets the pages, and they are not added. */
	nb_run_look *look;
	void *look_context;
	/*
	 * Of the page in hand, by number: the items that it has now, and these
	 * together with the ones that are gone. The writer takes the second
	 * list. nb_run_there() makes room in the first.
	 */
	struct nb_entry_item *there, *items;
	size_t there_cap, items_cap;
	/* The entry of the page in hand, made from its document: its items,
	 * which are owned, and their strings. */
	struct nb_gathering *gathering; /* files of one page (gather.h) */
	struct nb_entry entry;
	size_t entry_cap;
	struct nb_buf strings;
	/* What the identifiers of the pages begin with whose METS file is not
	 * the one that the archive has; "": none. */
	char new_mets[NB_ID_MAX];
	/* The time of each commit that the archive had when it was first asked
	 * for, by number; NULL: not yet. 0: not known. */
	uint64_t *commit_times;
	uint64_t commit_count;
};

/* Tell the caller of a problem, and count an input that does not go in. */
void nb_run_report(struct nb_run *run, enum nb_trouble kind,
		   const struct nb_error *err);

/* Like nb_run_report(), for a failure with a file: whether it cannot be read,
 * or what it holds is wrong, is taken from the error. */
void nb_run_report_file(struct nb_run *run, const struct nb_error *err);

/*
 * Note the time of a file. That of a commit is the time of its newest input, so
 * that the same files give the same archive.
 */
void nb_run_note_time(struct nb_run *run, const char *path);

/* Tell the caller what became of a page. */
void nb_run_page(struct nb_run *run, const struct nb_ingested *page);

/* The archive as it was before this run; NULL if there is none. */
struct nb_archive *nb_run_archive(const struct nb_run *run);

/* Tell the caller about the progress; false if it stops the ingest. */
bool nb_run_go_on(const struct nb_run *run);

/*
 * Look up what the archive has of a page: *former is NULL if it is new, and is
 * freed by nb_former_free(). *withdrawn is set if the page is withdrawn and
 * shall stay so; then it is counted as that and must not be added. NB_INVALID
 * if the stored page is damaged.
 */
NB_CHECK enum nb_status nb_run_former(struct nb_run *run, const char *id,
				      struct nb_former **former,
				      bool *withdrawn, struct nb_error *err);

/* Have room for `count` items in run->there. */
NB_CHECK enum nb_status nb_run_there(struct nb_run *run, size_t count,
				     struct nb_error *err);

/*
 * Add a page to the archive, or in a dry run find out what would become of it,
 * and count it as new, revised or unchanged. *became says which.
 * run->there holds its `count` items; `numbering` has the states of these and
 * the items that are gone. The item fields of *page are set here.
 *
 * *own is an error of this page alone, which was not added; if it is NB_OK on
 * failure, *err is one of the archive, after which the run must end.
 */
NB_CHECK enum nb_status nb_run_add(struct nb_run *run,
				   const struct nb_numbering *numbering,
				   size_t count, struct nb_new_page *page,
				   enum nb_became *became, struct nb_error *own,
				   struct nb_error *err);

/*
 * Commit if enough is waiting. It is called when a file with pages is done, so
 * that all of them are in one commit, and after each document.
 */
NB_CHECK enum nb_status nb_run_commit_due(struct nb_run *run,
					  struct nb_error *err);

/* Commit what was added since the last commit; without any, nothing happens. */
NB_CHECK enum nb_status nb_run_commit(struct nb_run *run, struct nb_error *err);

#endif
