// SPDX-License-Identifier: Apache-2.0
// Sequences of a block: literals to be copied, and matches (RFC 8878, section 3.1.1.3.2).
import { BackwardBits, corrupt } from "./bits.js";
import { makeTable, readTable, singleTable } from "./fse.js";

/** The values at which codes begin, and their further bits: `plain` codes have none. */
function codes(first, plain, bits) {
  const bases = Array.from({ length: plain }, (_, i) => first + i);
  let base = first + plain;
  for (const count of bits) {
    bases.push(base);
    base += 2 ** count;
  }
  return { bases: Int32Array.from(bases), bits: Uint8Array.from([...new Array(plain).fill(0), ...bits]) };
}

const LITERALS = codes(0, 16, [1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
const MATCHES = codes(3, 32, [1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
const OFFSET_MAX = 28; // of a code: no content and prefix are that long
const ones = (count) => new Array(count).fill(1);

// The three kinds of codes: the largest log, the last symbol, and the default table.
const KINDS = {
  literals: { most: 9, last: 35, table: makeTable(6, [4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1]) },
  offsets: { most: 8, last: 31, table: makeTable(5, [1, 1, 1, 1, 1, 1, 2, 2, 2, ...ones(15), -1, -1, -1, -1, -1]) },
  matches: { most: 9, last: 52, table: makeTable(6, [1, 4, 3, 2, 2, 2, 2, 2, 2, ...ones(37), -1, -1, -1, -1, -1, -1, -1]) },
};

/** The table that a block uses for one kind of codes: {table, at}. */
function chooseTable(kind, mode, before, bytes, at, end) {
  const { most, last, table } = KINDS[kind];
  if (mode === 0) return { table, at };
  if (mode === 2) return readTable(bytes, at, end, most, last);
  if (mode === 3) return { table: before ?? corrupt("there is no table to repeat"), at };
  if (at >= end || bytes[at] > last) corrupt("a symbol is out of range");
  return { table: singleTable(bytes[at]), at: at + 1 };
}

/** The number of sequences, and the place after it. */
function readCount(bytes, at) {
  const first = bytes[at];
  if (first < 128) return [first, at + 1];
  if (first < 255) return [((first - 128) << 8) + bytes[at + 1], at + 2];
  return [bytes[at + 1] + (bytes[at + 2] << 8) + 0x7f00, at + 3];
}

/** The distance of a match; `recent` has the last three, and is brought up to date. */
function distanceOf(value, literals, recent) {
  const index = value > 3 ? 3 : value - 1 + (literals ? 0 : 1);
  if (!index) return recent[0];
  const distance = value > 3 ? value - 3 : index < 3 ? recent[index] : recent[0] - 1;
  if (distance < 1) corrupt("a distance is zero");
  if (index > 1) recent[2] = recent[1];
  recent[1] = recent[0];
  recent[0] = distance;
  return distance;
}

/**
 * Call `copy(literals, length, distance)` for each sequence at `at`. `state` has the tables of
 * the block before, which are replaced, and the recent distances.
 */
export function readSequences(bytes, at, end, state, copy) {
  if (at >= end) corrupt("a block has no sequences section");
  const [count, modes] = readCount(bytes, at);
  at = modes;
  if (!count) return at === end ? undefined : corrupt("bytes follow the sequences");
  const mode = bytes[at++];
  if (at > end || mode & 3) corrupt("the modes of sequences are invalid");
  for (const [kind, shift] of [["literals", 6], ["offsets", 4], ["matches", 2]]) {
    const chosen = chooseTable(kind, (mode >> shift) & 3, state[kind], bytes, at, end);
    state[kind] = chosen.table;
    at = chosen.at;
  }
  decode(new BackwardBits(bytes, at, end), count, state, copy);
  return undefined;
}

function decode(stream, count, { literals: ll, offsets: of, matches: ml, recent }, copy) {
  let a = stream.read(ll.log);
  let b = stream.read(of.log);
  let c = stream.read(ml.log);
  for (let i = count; i > 0; i--) {
    const offset = of.symbols[b];
    const match = ml.symbols[c];
    const literal = ll.symbols[a];
    if (offset > OFFSET_MAX) corrupt("a distance is too large");
    const value = (1 << offset) + stream.readLong(offset);
    const length = MATCHES.bases[match] + stream.read(MATCHES.bits[match]);
    const literals = LITERALS.bases[literal] + stream.read(LITERALS.bits[literal]);
    copy(literals, length, distanceOf(value, literals, recent));
    if (i === 1) break;
    a = ll.bases[a] + stream.read(ll.bits[a]);
    c = ml.bases[c] + stream.read(ml.bits[c]);
    b = of.bases[b] + stream.read(of.bits[b]);
  }
  if (stream.left) corrupt("bits are left over after the sequences");
}
