// SPDX-License-Identifier: Apache-2.0
// The codes of an index (section 3 of its specification). Bits are read from the lowest bit
// of a byte to the highest.
import { invalid } from "../base/errors.js";

export class BitReader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0; // in bits
  }

  bit() {
    const i = this.at >>> 3;
    if (i >= this.bytes.length) invalid(undefined, "index: bits are missing");
    return (this.bytes[i] >>> (this.at++ & 7)) & 1;
  }

  /** Up to 32 bits, of which the first is the lowest. */
  bits(count) {
    let value = 0;
    for (let done = 0; done < count; ) {
      const i = this.at >>> 3;
      if (i >= this.bytes.length) invalid(undefined, "index: bits are missing");
      const take = Math.min(8 - (this.at & 7), count - done);
      value += ((this.bytes[i] >>> (this.at & 7)) & ((1 << take) - 1)) * 2 ** done;
      this.at += take;
      done += take;
    }
    return value;
  }

  count() {
    let k = 0;
    while (!this.bit()) if (++k > 31) invalid(undefined, "index: a count is too large");
    return 2 ** k + this.bits(k);
  }

  choice(m) {
    if (m < 0) invalid(undefined, "index: a list is too long");
    if (!m) return 0;
    const k = Math.floor(Math.log2(m + 1));
    const s = 2 ** (k + 1) - m - 1;
    const t = Math.floor((m + 1 - s) / 2);
    let v = this.bits(k);
    if (v >= s) v = 2 * v + this.bit() - s;
    return (v + t) % (m + 1);
  }

  /** `count` rising integers below `limit`. */
  list(count, limit) {
    if (count > limit) invalid(undefined, "index: a list is too long");
    const out = new Uint32Array(count);
    this.between(out, 0, count, 0, limit - 1);
    return out;
  }

  between(out, at, count, low, high) {
    if (!count) return;
    if (high - low + 1 === count) {
      for (let i = 0; i < count; i++) out[at + i] = low + i;
      return;
    }
    const half = Math.floor(count / 2);
    const value = low + half + this.choice(high - (count - 1 - half) - (low + half));
    out[at + half] = value;
    this.between(out, at, half, low, value - 1);
    this.between(out, at + half + 1, count - 1 - half, value + 1, high);
  }
}
