// SPDX-License-Identifier: Apache-2.0
// The lower half of XXH64 with the seed 0, which is the checksum of a frame (RFC 8878,
// section 3.1.1). Numbers of 64 bits are pairs of 32 bits, since BigInt is ten times slower.

const P = [[0x9e3779b1, 0x85ebca87], [0xc2b2ae3d, 0x27d4eb4f], [0x165667b1, 0x9e3779f9], [0x85ebca77, 0xc2b2ae63],
  [0x27d4eb2f, 0x165667c5]].map(([high, low]) => ({ high, low }));

/** A number that is changed in place. */
class U64 {
  constructor(high = 0, low = 0) {
    this.set(high, low);
  }

  set(high, low) {
    this.high = high | 0;
    this.low = low | 0;
    return this;
  }

  add(high, low) {
    const sum = (this.low >>> 0) + (low >>> 0);
    return this.set(this.high + high + (sum > 0xffffffff ? 1 : 0), sum | 0);
  }

  xor(high, low) {
    return this.set(this.high ^ high, this.low ^ low);
  }

  multiply({ high, low }) {
    const al = this.low & 0xffff;
    const ah = this.low >>> 16;
    const bl = low & 0xffff;
    const bh = low >>> 16;
    const middle = ah * bl + ((al * bl) >>> 16);
    const other = al * bh + (middle & 0xffff);
    const top = ah * bh + Math.floor(middle / 65536) + Math.floor(other / 65536);
    return this.set(top + Math.imul(this.high, low) + Math.imul(this.low, high), Math.imul(this.low, low));
  }

  rotate(count) {
    const { high, low } = this;
    return count < 32 ? this.set((high << count) | (low >>> (32 - count)), (low << count) | (high >>> (32 - count)))
      : this.set((low << (count - 32)) | (high >>> (64 - count)), (high << (count - 32)) | (low >>> (64 - count)));
  }

  /** XOR with the number itself, shifted to the right. */
  mix(count) {
    return count < 32 ? this.xor(this.high >>> count, (this.low >>> count) | (this.high << (32 - count)))
      : this.xor(0, this.high >>> (count - 32));
  }
}

/** Add 8 bytes to an accumulator. */
function round(sum, high, low, scratch) {
  scratch.set(high, low).multiply(P[1]);
  return sum.add(scratch.high, scratch.low).rotate(31).multiply(P[0]);
}

/** The accumulator of the blocks of 32 bytes, and where they end. */
function stripes(view, scratch) {
  const sums = [new U64(P[0].high, P[0].low).add(P[1].high, P[1].low), new U64(P[1].high, P[1].low), new U64(),
    new U64(~P[0].high, ~P[0].low).add(0, 1)];
  let at = 0;
  for (; at + 32 <= view.byteLength; at += 32)
    for (let i = 0; i < 4; i++) round(sums[i], view.getInt32(at + 8 * i + 4, true), view.getInt32(at + 8 * i, true), scratch);
  const all = new U64();
  sums.forEach((sum, i) => {
    const part = new U64(sum.high, sum.low).rotate([1, 7, 12, 18][i]);
    all.add(part.high, part.low);
  });
  for (const sum of sums) {
    const part = round(new U64(), sum.high, sum.low, scratch);
    all.xor(part.high, part.low).multiply(P[0]).add(P[3].high, P[3].low);
  }
  return { sum: all, at };
}

export function checksum(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const scratch = new U64();
  let { sum, at } = bytes.length < 32 ? { sum: new U64(P[4].high, P[4].low), at: 0 } : stripes(view, scratch);
  sum.add(0, bytes.length);
  for (; at + 8 <= bytes.length; at += 8) {
    const part = round(new U64(), view.getInt32(at + 4, true), view.getInt32(at, true), scratch);
    sum.xor(part.high, part.low).rotate(27).multiply(P[0]).add(P[3].high, P[3].low);
  }
  if (at + 4 <= bytes.length) {
    scratch.set(0, view.getInt32(at, true)).multiply(P[0]);
    sum.xor(scratch.high, scratch.low).rotate(23).multiply(P[1]).add(P[2].high, P[2].low);
    at += 4;
  }
  for (; at < bytes.length; at++) {
    scratch.set(0, bytes[at]).multiply(P[4]);
    sum.xor(scratch.high, scratch.low).rotate(11).multiply(P[0]);
  }
  sum.mix(33).multiply(P[1]).mix(29).multiply(P[2]).mix(32);
  return sum.low >>> 0;
}
