// SPDX-License-Identifier: Apache-2.0
// Huffman codes of literals (RFC 8878, section 4.2).
import { BackwardBits, corrupt } from "./bits.js";
import { readTable } from "./fse.js";

const BITS_MAX = 11;
const WEIGHTS_MAX = 255; // without the last one, which follows from them

/** Weights that are compressed by two states in turn. */
function compressedWeights(bytes, at, end) {
  const read = readTable(bytes, at, end, 6, 255);
  const { symbols, bits, bases, log } = read.table;
  const stream = new BackwardBits(bytes, read.at, end);
  const states = [stream.read(log), stream.read(log)];
  const weights = [];
  for (let turn = 0; ; turn ^= 1) {
    const state = states[turn];
    weights.push(symbols[state]);
    if (bits[state] > stream.left) {
      weights.push(symbols[states[turn ^ 1]]);
      break;
    }
    states[turn] = bases[state] + stream.read(bits[state]);
    if (weights.length > WEIGHTS_MAX) corrupt("a Huffman tree has too many weights");
  }
  return weights;
}

/** The table of these weights: for the next bits, 256 times the length of the code plus the symbol. */
function makeTable(weights) {
  const sum = weights.reduce((total, weight) => total + (weight ? 2 ** (weight - 1) : 0), 0);
  const log = 32 - Math.clz32(sum);
  const rest = 2 ** log - sum;
  if (!sum || log > BITS_MAX || rest & (rest - 1) || weights.length > WEIGHTS_MAX) corrupt("the weights of a Huffman tree do not fit");
  weights.push(32 - Math.clz32(rest));
  const codes = new Uint16Array(2 ** log);
  let at = 0;
  for (let weight = 1; weight <= log; weight++)
    weights.forEach((one, symbol) => {
      if (one !== weight) return;
      codes.fill((log + 1 - weight) * 256 + symbol, at, at + 2 ** (weight - 1));
      at += 2 ** (weight - 1);
    });
  return { log, codes };
}

/** Read the description of a tree at `at`: {tree, at}, with the place after it. */
export function readTree(bytes, at, end) {
  const head = bytes[at++];
  const stop = at + (head < 128 ? head : (head - 126) >> 1);
  if (stop > end) corrupt("the description of a Huffman tree is cut off");
  let weights;
  if (head < 128) weights = compressedWeights(bytes, at, stop);
  else weights = Array.from({ length: head - 127 }, (_, i) => (i & 1 ? bytes[at + (i >> 1)] & 15 : bytes[at + (i >> 1)] >> 4));
  return { tree: makeTable(weights), at: stop };
}

/** Decode a stream into `out` from `from` to `to`. */
export function decodeStream({ log, codes }, bytes, start, end, out, from, to) {
  const stream = new BackwardBits(bytes, start, end);
  for (let i = from; i < to; i++) {
    const code = codes[stream.peek(log)];
    out[i] = code & 255;
    stream.left -= code >> 8;
    if (stream.left < 0) corrupt("a stream of literals is too short");
  }
  if (stream.left) corrupt("a stream of literals is too long");
}
