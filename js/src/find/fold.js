// SPDX-License-Identifier: Apache-2.0
// Characters of full and half width (section 2 of the specification of the index): each that
// has a decomposition <wide> or <narrow> in Unicode 15 stands for that decomposition.

// Runs of characters: the first one, its decomposition, and how many follow each other.
const WIDTHS = [[0x3000, 0x20, 1], [0xff01, 0x21, 94], [0xff5f, 0x2985, 2], [0xffe0, 0xa2, 2], [0xffe2, 0xac, 1],
  [0xffe3, 0xaf, 1], [0xffe4, 0xa6, 1], [0xffe5, 0xa5, 1], [0xffe6, 0x20a9, 1], [0xffe8, 0x2502, 1], [0xffe9, 0x2190, 4],
  [0xffed, 0x25a0, 1], [0xffee, 0x25cb, 1], [0xffa0, 0x3164, 1], [0xffa1, 0x3131, 30], [0xffc2, 0x314f, 6],
  [0xffca, 0x3155, 6], [0xffd2, 0x315b, 6], [0xffda, 0x3161, 3]];
const NARROW = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u3099\u309a";

const table = new Map([...NARROW].map((char, i) => [String.fromCharCode(0xff61 + i), char]));
for (const [from, to, count] of WIDTHS)
  for (let i = 0; i < count; i++) table.set(String.fromCharCode(from + i), String.fromCharCode(to + i));

/** The text with characters of full and half width folded. All of them are one UTF-16 unit, so that places stay. */
export function fold(string) {
  return string.replace(/[\u3000\uff00-\uffef]/g, (char) => table.get(char) ?? char);
}

const INDEXED = /[0-9A-Za-z\u00c0-\u1fff\u2e80-\u2fdf\u3005-\u3007\u3040-\ud7ff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;

/** Is a character indexed? */
export function isIndexed(char) {
  return INDEXED.test(char);
}

/**
 * What an item must have in which a text is found: pairs of code points, and single ones that
 * are in no pair.
 */
export function keysOf(string) {
  const chars = [...fold(string)];
  const indexed = chars.map(isIndexed);
  const pairs = [];
  const singles = [];
  chars.forEach((char, i) => {
    const follows = indexed[i] && indexed[i + 1];
    if (follows) pairs.push([char.codePointAt(0), chars[i + 1].codePointAt(0)]);
    else if (indexed[i] && !(i && indexed[i - 1])) singles.push([char.codePointAt(0)]);
  });
  const keys = [...pairs, ...singles];
  return [...new Map(keys.map((key) => [String(key), key])).values()];
}
