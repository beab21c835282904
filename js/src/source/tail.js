// SPDX-License-Identifier: Apache-2.0
// The end of an archive, where reading begins.
import { invalid } from "../base/errors.js";

const TAIL = 65536; // bytes that usually hold the commit record and the roots of the catalogue

/**
 * Reads the end of the file at once, since everything begins there, and checks that no
 * read leaves the file.
 */
export class TailSource {
  constructor(source) {
    this.source = source;
    this.size = source.size;
    this.from = Math.max(0, source.size - TAIL);
    this.tail = null;
  }

  async read(offset, length) {
    if (offset < 0 || length < 0 || offset + length > this.size) invalid(offset, "a structure exceeds the file");
    if (offset < this.from) return this.exactly(offset, length);
    this.tail ??= this.exactly(this.from, this.size - this.from);
    const tail = await this.tail;
    return tail.subarray(offset - this.from, offset - this.from + length);
  }

  async exactly(offset, length) {
    const bytes = await this.source.read(offset, length);
    if (bytes.length !== length) invalid(offset, "the file is shorter than it was");
    return bytes;
  }
}
