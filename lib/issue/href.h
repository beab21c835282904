/* SPDX-License-Identifier: Apache-2.0 */
/* References from a METS file to other files. */
#ifndef NB_ISSUE_HREF_H
#define NB_ISSUE_HREF_H

/*
 * Make a path of the reference that a METS file has to a file: with %XX, with
 * "file://", with backslashes. `path` has room for strlen(href) + 1 bytes and
 * becomes "" if it is not a place inside of the folder of the METS file.
 */
void nb_issue_path(const char *href, char *path);

/*
 * Make a path of a reference that leads out of the folder: what stands after
 * its scheme, its drive and each "..", such as "scans/alto/1.xml" of
 * "file:///D:/scans/alto/1.xml". The files may have been moved since. `tail` is
 * as `path` above.
 */
void nb_issue_tail(const char *href, char *tail);

#endif
