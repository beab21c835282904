// SPDX-License-Identifier: Apache-2.0
// A decoder of Zstandard frames (RFC 8878) without anything but JavaScript. It is there for
// pages whose policy allows no WebAssembly, and for a reading room that is made where no
// package is installed; elsewhere ../format/decoder.js has the package's decoder. Both have
// the same interface, and the tests run with both.
import { corrupt } from "./bits.js";
import { decodeStream, readTree } from "./huffman.js";
import { readSequences } from "./sequences.js";
import { checksum } from "./xxhash.js";

const BLOCK_MAX = 131072;

/** The place after the header of a frame that has no dictionary (section 3.1.1.1). */
function headerEnd(frame) {
  const descriptor = frame[4];
  const single = (descriptor >> 5) & 1;
  return 5 + (single ? 0 : 1) + [single, 2, 4, 8][descriptor >> 6];
}

/** Sizes of a literals section: {streams, size, stored, at}. */
function literalSizes(bytes, at) {
  const format = (bytes[at] >> 2) & 3;
  const [b0, b1, b2, b3, b4] = bytes.subarray(at, at + 5);
  if ((b0 & 3) < 2) {
    const head = format === 1 ? 2 : format === 3 ? 3 : 1;
    return { size: head === 1 ? b0 >> 3 : head === 2 ? (b0 >> 4) | (b1 << 4) : (b0 >> 4) | (b1 << 4) | (b2 << 12), at: at + head };
  }
  const streams = format ? 4 : 1;
  if (format < 2) return { streams, size: (b0 >> 4) | ((b1 & 63) << 4), stored: (b1 >> 6) | (b2 << 2), at: at + 3 };
  if (format === 2) return { streams, size: (b0 >> 4) | (b1 << 4) | ((b2 & 3) << 12), stored: (b2 >> 2) | (b3 << 6), at: at + 4 };
  return { streams, size: (b0 >> 4) | (b1 << 4) | ((b2 & 63) << 12), stored: (b2 >> 6) | (b3 << 2) | (b4 << 10), at: at + 5 };
}

/** Decode the streams of Huffman codes. */
function decodeStreams(tree, bytes, at, end, streams, out) {
  if (streams === 1) return decodeStream(tree, bytes, at, end, out, 0, out.length);
  const part = (out.length + 3) >> 2;
  let from = at + 6;
  for (let i = 0; i < 4; i++) {
    const stop = i < 3 ? from + bytes[at + 2 * i] + (bytes[at + 2 * i + 1] << 8) : end;
    if (stop > end || (i === 3 && 3 * part > out.length)) corrupt("streams of literals are cut off");
    decodeStream(tree, bytes, from, stop, out, i * part, i < 3 ? (i + 1) * part : out.length);
    from = stop;
  }
  return undefined;
}

/** The literals of a block, and the place after them. */
function readLiterals(bytes, at, end, state) {
  const type = bytes[at] & 3;
  const sizes = literalSizes(bytes, at);
  const { size, streams } = sizes;
  at = sizes.at;
  if (size > BLOCK_MAX || at > end) corrupt("a block has too many literals");
  const stop = at + (type === 0 ? size : type === 1 ? 1 : sizes.stored);
  if (stop > end) corrupt("literals are cut off");
  if (type === 0) return { literals: bytes.subarray(at, stop), at: stop };
  const literals = state.buffer.subarray(0, size);
  if (type === 1) literals.fill(bytes[at]);
  else {
    if (type === 2) ({ tree: state.tree, at } = readTree(bytes, at, stop));
    decodeStreams(state.tree ?? corrupt("there is no Huffman tree to repeat"), bytes, at, stop, streams, literals);
  }
  return { literals, at: stop };
}

/** Where the content of a frame is put; matches can reach into the prefix before it. */
class Output {
  constructor(size, prefix) {
    this.bytes = new Uint8Array(size);
    this.prefix = prefix;
    this.at = 0;
  }

  room(length) {
    if (length > this.bytes.length - this.at) corrupt("a frame has more content than it says");
  }

  add(bytes) {
    this.room(bytes.length);
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** Add `count` bytes from `from` on. A loop is faster than a call for the few that there usually are. */
  copy(literals, from, count) {
    if (count > 64) {
      this.add(literals.subarray(from, from + count));
      return;
    }
    this.room(count);
    const { bytes } = this;
    let to = this.at;
    for (const end = to + count; to < end; ) bytes[to++] = literals[from++];
    this.at = to;
  }

  fill(byte, length) {
    this.room(length);
    this.bytes.fill(byte, this.at, this.at + length);
    this.at += length;
  }

  match(length, distance) {
    this.room(length);
    const { bytes } = this;
    let from = this.at - distance;
    const end = this.at + length;
    if (from < 0) {
      const start = this.prefix.length + from;
      if (start < 0) corrupt("a match begins before the content");
      const part = this.prefix.subarray(start, Math.min(start + length, this.prefix.length));
      bytes.set(part, this.at);
      this.at += part.length;
      from += part.length;
    }
    if (end - this.at <= distance && length > 64) bytes.copyWithin(this.at, from, from + end - this.at);
    else for (let to = this.at; to < end; ) bytes[to++] = bytes[from++];
    this.at = end;
  }
}

/** Decode a compressed block. */
function decodeBlock(bytes, at, end, state, out) {
  const read = readLiterals(bytes, at, end, state);
  const { literals } = read;
  const start = out.at;
  let used = 0;
  readSequences(bytes, read.at, end, state, (count, length, distance) => {
    if (count > literals.length - used) corrupt("a block has too few literals");
    out.copy(literals, used, count);
    used += count;
    out.match(length, distance);
  });
  out.add(literals.subarray(used));
  if (out.at - start > BLOCK_MAX) corrupt("a block is too large");
}

/** The content of a frame, of `size` bytes. Throws an error if the frame is not as it should be. */
export async function decode(frame, size, prefix = new Uint8Array()) {
  const out = new Output(size, prefix);
  const state = { tree: null, recent: Int32Array.of(1, 4, 8), buffer: new Uint8Array(BLOCK_MAX) };
  const end = frame.length - 4;
  let at = headerEnd(frame);
  for (let last = false; !last; ) {
    if (at + 3 > end) corrupt("a frame is cut off");
    const head = frame[at] | (frame[at + 1] << 8) | (frame[at + 2] << 16);
    const length = head >> 3;
    const type = (head >> 1) & 3;
    const stop = at + 3 + (type === 1 ? 1 : length);
    last = (head & 1) === 1;
    at += 3;
    if (stop > end || type === 3 || length > BLOCK_MAX) corrupt("a block is invalid");
    if (type === 0) out.add(frame.subarray(at, stop));
    else if (type === 1) out.fill(frame[at], length);
    else decodeBlock(frame, at, stop, state, out);
    at = stop;
  }
  if (at !== end || out.at !== size) corrupt("a frame has another size");
  const view = new DataView(frame.buffer, frame.byteOffset + end, 4);
  if (view.getUint32(0, true) !== checksum(out.bytes)) corrupt("the checksum of a frame is wrong");
  return out.bytes;
}
