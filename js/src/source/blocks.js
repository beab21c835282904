// SPDX-License-Identifier: Apache-2.0
// Blocks of a file that is far away. Reads of the same moment whose blocks are near each
// other become one request; blocks that were read are kept, the last used the longest.

const BLOCK = 16384;
const GAP = 2; // blocks between two that are read with them, since a request costs more
const RUN_MAX = 512; // blocks of one request

export class Blocks {
  /** `fetch(from, to)` gives {bytes} of a range. At most `memory` bytes are kept. */
  constructor(fetch, memory) {
    this.fetch = fetch;
    this.block = BLOCK;
    this.most = Math.max(1, Math.floor(memory / BLOCK));
    this.kept = new Map(); // index to bytes, the last used at the end
    this.coming = new Map(); // index to a promise of bytes
    this.wanted = new Map(); // index to the functions of its promise
    this.limit = 0;
  }

  keep(index, bytes) {
    this.kept.delete(index);
    this.kept.set(index, bytes);
    if (this.kept.size > this.most) this.kept.delete(this.kept.keys().next().value);
  }

  /** The bytes from `offset` to `end`; nothing is read from `limit` on. */
  async read(offset, end, limit) {
    const first = Math.floor(offset / BLOCK);
    const count = Math.ceil(end / BLOCK) - first;
    this.limit = limit;
    const blocks = await Promise.all(Array.from({ length: count }, (_, i) => this.get(first + i)));
    const bytes = new Uint8Array(end - offset);
    blocks.forEach((block, i) => {
      const at = (first + i) * BLOCK;
      const from = Math.max(offset, at);
      bytes.set(block.subarray(from - at, Math.min(end, at + block.length) - at), from - offset);
    });
    return bytes;
  }

  /** A block, or a promise of it. */
  get(index) {
    const kept = this.kept.get(index);
    if (kept) {
      this.keep(index, kept);
      return kept;
    }
    const coming = this.coming.get(index);
    if (coming) return coming;
    const promise = new Promise((resolve, reject) => this.wanted.set(index, { resolve, reject }));
    this.coming.set(index, promise);
    if (this.wanted.size === 1) queueMicrotask(() => this.flush());
    return promise;
  }

  /** Request all blocks that are wanted. */
  flush() {
    const indexes = [...this.wanted.keys()].sort((a, b) => a - b);
    for (let i = 0, k; i < indexes.length; i = k) {
      for (k = i + 1; k < indexes.length && indexes[k] - indexes[k - 1] <= GAP + 1 && indexes[k] - indexes[i] < RUN_MAX; k++);
      this.run(indexes[i], indexes[k - 1] + 1);
    }
    this.wanted.clear();
  }

  /** Request the blocks from `first` to before `end`, and give them to those who wait. */
  async run(first, end) {
    const waiting = [...this.wanted].filter(([index]) => index >= first && index < end);
    try {
      const { bytes } = await this.fetch(first * BLOCK, Math.min(end * BLOCK, this.limit));
      for (let index = first; index < end; index++)
        this.keep(index, bytes.slice((index - first) * BLOCK, (index - first + 1) * BLOCK));
      for (const [index, { resolve }] of waiting) resolve(bytes.subarray((index - first) * BLOCK, (index - first + 1) * BLOCK));
    } catch (error) {
      for (const [, { reject }] of waiting) reject(error);
    } finally {
      for (const [index] of waiting) this.coming.delete(index);
    }
  }
}
