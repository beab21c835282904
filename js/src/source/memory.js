// SPDX-License-Identifier: Apache-2.0
// Sources over what is in memory, or what a browser has.

/** A source over a Blob or File of a browser. */
export class BlobSource {
  constructor(blob) {
    this.blob = blob;
    this.size = blob.size;
    this.local = true;
  }

  async read(offset, length) {
    return new Uint8Array(await this.blob.slice(offset, offset + length).arrayBuffer());
  }
}

/** A source over an ArrayBuffer or a view of one, which must not be changed. */
export class BytesSource {
  constructor(bytes) {
    this.bytes = ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      : new Uint8Array(bytes);
    this.size = this.bytes.length;
    this.local = true;
  }

  async read(offset, length) {
    return this.bytes.subarray(offset, offset + length);
  }
}
