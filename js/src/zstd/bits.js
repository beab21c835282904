// SPDX-License-Identifier: Apache-2.0
// Bit streams of Zstandard (RFC 8878, sections 4.1 and 4.2): they are written forwards and
// read backwards, from the highest bit of the last byte on.

export class CorruptFrame extends Error {}

/** Throw the error of a frame that is not as RFC 8878 says. */
export function corrupt(what) {
  throw new CorruptFrame(what);
}

/** A stream in `bytes` from `start` to `end`. `left` bits are to be read. */
export class BackwardBits {
  constructor(bytes, start, end) {
    if (start >= end || !bytes[end - 1]) corrupt("a bit stream has no end mark");
    this.bytes = bytes;
    this.start = start;
    this.left = 8 * (end - start) - 1 - Math.clz32(bytes[end - 1]) + 24;
  }

  /** The `count` bits from the bit `at` of the stream on, at most 25 of them. */
  slice(at, count) {
    const { bytes } = this;
    const i = this.start + (at >>> 3);
    const word = bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
    return (word >>> (at & 7)) & ((1 << count) - 1);
  }

  /** Read up to 25 bits. */
  read(count) {
    this.left -= count;
    if (this.left < 0) corrupt("a bit stream is too short");
    return this.slice(this.left, count);
  }

  /** Read up to 30 bits. */
  readLong(count) {
    if (count <= 24) return this.read(count);
    const high = this.read(count - 16);
    return (high << 16) | this.read(16);
  }

  /** The next bits without reading them; those after the end are zeros. */
  peek(count) {
    return this.left >= count ? this.slice(this.left - count, count) : this.slice(0, this.left) << (count - this.left);
  }
}
