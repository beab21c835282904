/* SPDX-License-Identifier: Apache-2.0 */
/* The schema, format-spec/nbtei.rng, inside the library. */
#include "tei/schema_data.h"

__asm__(".section .rodata\n"
	".globl nb_schema_start\n"
	".hidden nb_schema_start\n"
	"nb_schema_start:\n"
	".incbin \"format-spec/nbtei.rng\"\n"
	".globl nb_schema_end\n"
	".hidden nb_schema_end\n"
	"nb_schema_end:\n"
	".byte 0\n"
	".previous\n");
