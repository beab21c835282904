// SPDX-License-Identifier: Apache-2.0
// Tables of finite state entropy (RFC 8878, section 4.1).
import { corrupt } from "./bits.js";

/** A table of 2^log states, of which each has a symbol, and says how its next state is read. */
class FseTable {
  constructor(log) {
    this.log = log;
    this.symbols = new Uint8Array(1 << log);
    this.bits = new Uint8Array(1 << log);
    this.bases = new Uint16Array(1 << log);
  }
}

/** The table of one symbol, whose state takes no bits. */
export function singleTable(symbol) {
  const table = new FseTable(0);
  table.symbols[0] = symbol;
  return table;
}

/** Give the symbols their states; -1 is a probability below one. */
function spread(table, counts) {
  const size = 1 << table.log;
  const step = (size >> 1) + (size >> 3) + 3;
  let high = size;
  counts.forEach((count, symbol) => {
    if (count < 0) table.symbols[--high] = symbol;
  });
  let at = 0;
  counts.forEach((count, symbol) => {
    for (let i = 0; i < count; i++) {
      table.symbols[at] = symbol;
      do at = (at + step) & (size - 1);
      while (at >= high);
    }
  });
  if (at) corrupt("the states of a table do not fit");
}

/** The table of these probabilities, which add up to 2^log. */
export function makeTable(log, counts) {
  const table = new FseTable(log);
  spread(table, counts);
  const next = counts.map((count) => (count < 0 ? 1 : count));
  for (let state = 0; state < 1 << log; state++) {
    const value = next[table.symbols[state]]++;
    const bits = log - 31 + Math.clz32(value);
    table.bits[state] = bits;
    table.bases[state] = (value << bits) - (1 << log);
  }
  return table;
}

/**
 * Read the description of a table at `at`: {table, at}, with the place after it. Its log is at
 * most `most`, its symbols are up to `last`.
 */
export function readTable(bytes, at, end, most, last) {
  let bit = 8 * at;
  const peek = (count) => {
    const i = bit >>> 3;
    const word = bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16);
    return (word >>> (bit & 7)) & ((1 << count) - 1);
  };
  const log = peek(4) + 5;
  if (at >= end || log > most) corrupt("the log of a table is too large");
  bit += 4;
  const counts = [];
  let remaining = (1 << log) + 1;
  let threshold = 1 << log;
  let width = log + 1;
  while (remaining > 1 && bit < 8 * end) {
    const spare = 2 * threshold - 1 - remaining;
    let value = peek(width);
    if ((value & (threshold - 1)) < spare) {
      value &= threshold - 1;
      bit += width - 1;
    } else {
      if (value >= threshold) value -= spare;
      bit += width;
    }
    const count = value - 1;
    remaining -= Math.abs(count);
    counts.push(count);
    if (!count) for (let more = 3; more === 3; bit += 2) {
      more = peek(2);
      for (let i = 0; i < more; i++) counts.push(0);
      if (counts.length > last + 1) break;
    }
    for (; remaining < threshold && threshold > 1; threshold >>= 1) width--;
  }
  if (remaining !== 1 || counts.length > last + 1 || bit > 8 * end) corrupt("the description of a table is invalid");
  return { table: makeTable(log, counts), at: (bit + 7) >>> 3 };
}
