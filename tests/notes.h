/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Published notes and keys: the examples of c2sp.org/signed-note, of Go's
 * package golang.org/x/mod/sumdb/note and of c2sp.org/tlog-cosignature, and a
 * checkpoint of a log that runs. The lines are cut at 50 characters.
 */
#ifndef NB_TESTS_NOTES_H
#define NB_TESTS_NOTES_H

#include <string.h>

#include <nbarc/note.h>

#define DASH "\xe2\x80\x94 "

/* c2sp.org/signed-note */
#define FOO_KEY                                              \
	"example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV5" \
	"4Id2LKaANYcrnKv3U2k"
#define FOO_NOTE                                             \
	"This is an example message.\n\n" DASH               \
	"example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6T" \
	"fXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72" \
	"IneyaQM=\n"

/* Go's package note */
#define PETER_SIGNER                                         \
	"PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJE" \
	"MzD1QIDr+Y7hfZx09iUvxdXHKDFz"
#define PETER_KEY                                            \
	"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVk" \
	"mqq/LDE4izWy10TW"
#define ENOCH_KEY                                            \
	"EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJ" \
	"DpjrASKGLWdop"
#define PETER_TEXT                                    \
	"If you think cryptography is the answer to " \
	"your problem,\n"                             \
	"then you don't know what your problem is.\n"
#define PETER_LINE                                                \
	DASH "PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8p" \
	     "AcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBw" \
	     "JnAM=\n"
#define ENOCH_LINE                                                \
	DASH "EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCO" \
	     "Xm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+Q" \
	     "Q=\n"

/* c2sp.org/tlog-cosignature */
#define SOFA_TEXT                                 \
	"example.com/behind-the-sofa\n20852163\n" \
	"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
#define SOFA_NOTE                                                      \
	SOFA_TEXT "\n" DASH                                            \
		  "example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf" \
		  "1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9" \
		  "nTo+zyWE+xeMcTOAYQ8=\n" DASH                        \
		  "witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNi" \
		  "IDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZq" \
		  "hf5nNo0xUe+mbIUBkBIfZ+qnA==\n"

/* A log that runs: a line in another algorithm, one of the log, one of a
 * witness. */
#define ARCHE_KEY                                            \
	"arche2025h1.staging.ct.transparency.dev+ba2f06c0+A" \
	"U0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
#define WITNESS_KEY                                          \
	"remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtV" \
	"tNbZpXh34x7onlmtw2"
#define ARCHE_NOTE                                                           \
	"arche2025h1.staging.ct.transparency.dev\n"                          \
	"1432088532\n"                                                       \
	"U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n"                     \
	"\n" DASH "arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ"       \
	"5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbl"                 \
	"lzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55"                 \
	"lvGt0=\n" DASH "arche2025h1.staging.ct.transparency.dev ui8GwCF1+k" \
	"WqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75Mdh"                 \
	"L1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=\n" DASH                            \
	"remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J"                 \
	"9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/"                 \
	"zZ0WBxtqB0DrAWfBw==\n"

/* Read a note that is sound. */
static inline struct nb_note *read_note(const char *text)
{
	struct nb_note *note;
	struct nb_error err;

	assert_int_equal(nb_note_read(text, strlen(text), &note, &err), NB_OK);
	return note;
}

/* Check that a note is written as this text. */
static inline void check_written(const struct nb_note *note, const char *text)
{
	struct nb_buf out = {0};
	struct nb_error err;

	assert_int_equal(nb_note_write(note, &out, &err), NB_OK);
	assert_int_equal(out.len, strlen(text));
	assert_memory_equal(out.data, text, out.len);
	nb_buf_free(&out);
}

#endif
