// SPDX-License-Identifier: Apache-2.0
// Encoding text as GB 18030-2022 (section 6.2 of the specification), without a table
// of its own: the two-byte codes come from the TextDecoder of the runtime. Runtimes
// follow different editions in 19 pairs of characters and in one code, so these are set
// here. A test compares the result with gb18030-2022.txt.

/**
 * In each pair, the edition of 2022 gives the two-byte code to the second character.
 * The first one, of the private use area, had that code in the edition of 2000, and has
 * the four-byte code of the second one now.
 */
const PAIRS = [
  [0xa8bc, 0xe7c7, 0x1e3f], [0xa6d9, 0xe78d, 0xfe10], [0xa6da, 0xe78e, 0xfe12], [0xa6db, 0xe78f, 0xfe11],
  [0xa6dc, 0xe790, 0xfe13], [0xa6dd, 0xe791, 0xfe14], [0xa6de, 0xe792, 0xfe15], [0xa6df, 0xe793, 0xfe16],
  [0xa6ec, 0xe794, 0xfe17], [0xa6ed, 0xe795, 0xfe18], [0xa6f3, 0xe796, 0xfe19], [0xfe59, 0xe81e, 0x9fb4],
  [0xfe61, 0xe826, 0x9fb5], [0xfe66, 0xe82b, 0x9fb6], [0xfe67, 0xe82c, 0x9fb7], [0xfe6d, 0xe832, 0x9fb8],
  [0xfe7e, 0xe843, 0x9fb9], [0xfe90, 0xe854, 0x9fba], [0xfea0, 0xe864, 0x9fbb],
];
const WEB_SPACE = [0xa3a0, 0xe5e5]; // the web decodes this code as U+3000
const PLANES = 189000; // the number of 90308130, which is U+10000

/** The two-byte code of each character of the BMP, and the number of the four-byte code of the others. */
function makeTable() {
  const decoder = new TextDecoder("gb18030");
  const two = new Uint16Array(0x10000);
  const four = new Uint32Array(0x10000);
  for (let lead = 0x81; lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++)
      if (trail !== 0x7f) two[decoder.decode(new Uint8Array([lead, trail])).charCodeAt(0)] = lead * 256 + trail;
  two[0x3000] = 0xa1a1;
  two[WEB_SPACE[1]] = WEB_SPACE[0];
  for (const [code, old, present] of PAIRS) [two[old], two[present]] = [code, 0];
  for (let cp = 0x80, number = 0; cp < 0x10000; cp++)
    if (!two[cp] && (cp < 0xd800 || cp > 0xdfff)) four[cp] = number++;
  for (const [code, old, present] of PAIRS) {
    [two[old], two[present]] = [0, code];
    four[old] = four[present];
  }
  return { two, four };
}

let table = null;

/** Append the four-byte code with this number to `out`. */
function pushFour(out, number) {
  out.push(0x81 + Math.floor(number / 12600), 0x30 + (Math.floor(number / 1260) % 10),
    0x81 + (Math.floor(number / 10) % 126), 0x30 + (number % 10));
}

/** The bytes of a text in GB18030. */
export function toGb18030(string) {
  table ??= makeTable();
  const out = [];
  for (const char of string) {
    const cp = char.codePointAt(0);
    if (cp < 0x80) out.push(cp);
    else if (cp > 0xffff) pushFour(out, PLANES + cp - 0x10000);
    else if (table.two[cp]) out.push(table.two[cp] >> 8, table.two[cp] & 255);
    else pushFour(out, table.four[cp]);
  }
  return new Uint8Array(out);
}
