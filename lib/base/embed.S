/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A data file inside a library or program. The Makefile assembles this source
 * once for each file of its table, with the name of the data in SYMBOL and the
 * path in FILE. See embed.h for the C side.
 *
 * Assembly in a C source would not do: link-time optimisation drops or doubles
 * symbols that only the assembler sees.
 */
#ifdef __CET__
#include <cet.h> /* one object without its note disables CET for all */
#endif

#define PASTE(a, b) a##b
#define END_OF(symbol) PASTE(symbol, _end)

	.section .rodata
	.globl SYMBOL
	.hidden SYMBOL
SYMBOL:
	.incbin FILE
	.globl END_OF(SYMBOL)
	.hidden END_OF(SYMBOL)
END_OF(SYMBOL):
	.byte 0

/* Without this section the linker makes the stack executable. */
	.section .note.GNU-stack, "", %progbits
