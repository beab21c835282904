// SPDX-License-Identifier: Apache-2.0
// The heads of records of parity sets (section 17 of the specification). This reader does
// not repair: it checks what a repair relies on.
import { equal, sha256 } from "../base/bytes.js";
import { invalid } from "../base/errors.js";

const CHECKS = 2048; // in a record `B`
const FRAME = 80; // bytes of a record besides its body

/** The place at which the record must stand whose fields these are, or NaN. */
function place(fields, kind) {
  const [set, from, to] = [16, 24, 32].map((at) => fields.u64(at));
  const [block, stripes, columns, rows, index] = [40, 44, 48, 52, 56].map((at) => fields.u32(at));
  if (block < 64 || block > 2 ** 20 || block & (block - 1) || from % block || from >= to || to > set || !stripes ||
      !columns || !rows || rows > Math.max(columns, 2) || rows + columns > 65536)
    return NaN;
  const n = Math.ceil((to - from) / block);
  if (stripes > n || columns !== Math.ceil(n / stripes)) return NaN;
  const count = n + rows * stripes;
  const pieces = Math.ceil(count / CHECKS);
  const table = 8 * count + FRAME * pieces;
  const row = FRAME + stripes * block;
  if (index >= (kind === "P" ? rows : 2 * pieces)) return NaN;
  if (kind === "P") return set + table + index * row;
  return set + (index < pieces ? 0 : table + rows * row) + (index % pieces) * (FRAME + 8 * CHECKS);
}

/** Check the head of a record `B` or `P`, whose checksum is right. */
export async function checkParity(fields, kind) {
  const good = fields.end >= 72 && equal((await sha256(fields.slice(8, 56))).subarray(0, 8), fields.slice(64, 8)) &&
    place(fields, kind) === fields.offset;
  if (!good) invalid(fields.offset, "parity: its head is wrong");
}
