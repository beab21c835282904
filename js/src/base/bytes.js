// SPDX-License-Identifier: Apache-2.0
// Integers, text and hashes in bytes (section 2 of the specification).
import { invalid } from "./errors.js";
import { sha256InScript } from "./sha256.js";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text of UTF-8 bytes; what is not UTF-8 becomes U+FFFD. */
export function text(bytes) {
  return decoder.decode(bytes);
}

/** The text, or null if it is not UTF-8. */
export function strictText(bytes) {
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
}

/** The bytes of a text in UTF-8. */
export function utf8(string) {
  return new TextEncoder().encode(string);
}

/** Lower-case hexadecimal digits. */
export function hex(bytes) {
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

/** The SHA-256 of bytes, as a Uint8Array of 32. */
export async function sha256(bytes) {
  return crypto.subtle ? new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)) : sha256InScript(bytes);
}

export function equal(a, b) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

export function concat(...parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Below, equal to or above 0, byte by byte; a prefix comes first. */
export function compare(a, b) {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

/** The integers of a structure that stands at `offset` of the file. */
export class Fields {
  constructor(bytes, offset) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.offset = offset;
  }

  u8(at) {
    return this.view.getUint8(at);
  }

  u16(at) {
    return this.view.getUint16(at, true);
  }

  u32(at) {
    return this.view.getUint32(at, true);
  }

  /** As a number; no file has offsets above 2^53. */
  u64(at) {
    const value = this.view.getBigUint64(at, true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) invalid(this.offset + at, "a number is out of range");
    return Number(value);
  }

  slice(at, length) {
    return this.bytes.subarray(at, at + length);
  }

  zero(at, length) {
    return this.slice(at, length).every((byte) => byte === 0);
  }
}

/** A column of values, read from its first byte to its last (section 7.2). */
export class Column {
  constructor(bytes, fail) {
    this.bytes = bytes;
    this.at = 0;
    this.fail = fail;
  }

  get done() {
    return this.at === this.bytes.length;
  }

  take(count) {
    if (count > this.bytes.length - this.at) this.fail("a value is cut off");
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  byte() {
    return this.take(1)[0];
  }

  /** A number in base 128, the lowest seven bits first, of at most ten bytes. */
  number(most = Number.MAX_SAFE_INTEGER) {
    let value = 0;
    let unit = 1;
    for (let i = 0; i < 10; i++, unit *= 128) {
      const byte = this.byte();
      value += (byte & 127) * unit;
      if (byte < 128) {
        if (value > most) break;
        return value;
      }
    }
    return this.fail("a number is too large");
  }

  /** The expected value, changed by the number that is stored. */
  difference(expected, most = 0xffffffff) {
    const number = this.number();
    const value = number % 2 ? expected - (number + 1) / 2 : expected + number / 2;
    if (value < 0 || value > most) this.fail("a value is out of range");
    return value;
  }

  /** A string that ends with a NUL. */
  string() {
    const end = this.bytes.indexOf(0, this.at);
    if (end < 0 || end - this.at > 65535) this.fail("a string is cut off");
    const string = strictText(this.take(end - this.at));
    if (string === null) this.fail("a string is not UTF-8");
    this.at++;
    return string;
  }
}
