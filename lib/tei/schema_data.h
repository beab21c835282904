/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NB_TEI_SCHEMA_DATA_H
#define NB_TEI_SCHEMA_DATA_H

/* The schema as RELAX NG in XML syntax, from start up to end. */
extern const char nb_schema_start[], nb_schema_end[];

#endif
