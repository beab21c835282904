// SPDX-License-Identifier: Apache-2.0
// A source over a file, for Node.
import { open, stat } from "node:fs/promises";
import { invalid } from "../base/errors.js";

/** A source over a file of the file system; close() it. */
export class FileSource {
  static async open(path) {
    // Opening a FIFO would wait for its other end; a device need not have one.
    if (!(await stat(path)).isFile()) invalid(undefined, "not a regular file");
    const source = new FileSource();
    source.handle = await open(path, "r");
    source.size = (await source.handle.stat()).size;
    source.local = true;
    return source;
  }

  async read(offset, length) {
    const bytes = new Uint8Array(length);
    const { bytesRead } = await this.handle.read(bytes, 0, length, offset);
    return bytes.subarray(0, bytesRead);
  }

  close() {
    return this.handle.close();
  }
}
