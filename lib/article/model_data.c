/* SPDX-License-Identifier: Apache-2.0 */
/* nbtei.model inside the library. */
#include "article/structure.h"

__asm__(".section .rodata\n"
	".globl nb_structure_data\n"
	".hidden nb_structure_data\n"
	"nb_structure_data:\n"
	".incbin \"lib/article/nbtei.model\"\n"
	".previous\n");
