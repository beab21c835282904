/* SPDX-License-Identifier: Apache-2.0 */
/* A file inside a program: `symbol` is its first byte, symbol_end the NUL
 * behind its last. The path is from the top of the project. Once a symbol, at
 * file scope; declare both as extern const char []. */
#ifndef NB_BASE_EMBED_H
#define NB_BASE_EMBED_H

#define NB_EMBED(symbol, file)                              \
	__asm__(".section .rodata\n"                        \
		".globl " symbol "\n"                       \
		".hidden " symbol "\n" symbol ":\n"         \
		".incbin \"" file "\"\n"                    \
		".globl " symbol "_end\n"                   \
		".hidden " symbol "_end\n" symbol "_end:\n" \
		".byte 0\n"                                 \
		".previous\n")

#endif
