// SPDX-License-Identifier: Apache-2.0
// Records (sections 3 and 13 of the specification).
import { Fields, equal, sha256, text } from "../base/bytes.js";
import { invalid, unsupported } from "../base/errors.js";

export const MAGIC = 0x184d2a5b;
export const HEADER_SIZE = 64;
export const COMMIT_SIZE = 2048;

// Limits of section 13, in bytes.
export const CONTENT_MAX = 2 ** 26;
export const NODE_MAX = 2 ** 24;
export const SOURCES_MAX = 2 ** 27;
const LIMITS = { D: 2 ** 24, S: SOURCES_MAX, U: 2 ** 26, G: 2 ** 19 };

/** The least tag of an extension or a column that must not be ignored (section 3.1). */
export const REFUSE = 0x8000;

// Reserved bytes by kind, from and to; no `to` is the end of the body. Of the byte 28 of
// a sources record, bit 0 is a flag.
const TREES = Array.from({ length: 16 }, (_, i) => [216 + 40 * i + 13, 216 + 40 * i + 16]);
const RESERVED = {
  H: [[19, 24], [32]], S: [[29, 32]], T: [[20, 32]], I: [[25, 32]], R: [[24, 32]], M: [[33, 36]],
  B: [[60, 64]], P: [[60, 64]], G: [[20, 24]],
  C: [[181, 184], ...TREES, [1893, 1896], [1908, 1912], [1924]],
};

/** The largest size of a record of this kind. */
export function limit(kind) {
  return LIMITS[kind] ?? NODE_MAX;
}

/**
 * Check the 16 bytes of a record head that stands at `at`; the record must end at or
 * before `end`. Its checksum is not tested.
 * @returns {{kind: string, size: number}}
 */
export function recordHead(bytes, at, end) {
  const fields = new Fields(bytes, at);
  if (bytes.length < 16 || fields.u32(0) !== MAGIC || text(fields.slice(8, 5)) !== "nbarc")
    invalid(at, "there is no record here");
  const size = fields.u32(4) + 8;
  if (size < 24 || at + size > end) invalid(at, "a record exceeds the file");
  return { kind: String.fromCharCode(fields.u8(13)), size };
}

/** Refuse the record if its extension area has a tag that must not be ignored. */
function checkExtension(fields, at, from, to) {
  while (from < to) {
    const tag = to - from >= 4 ? fields.u16(from) : 0;
    const next = tag ? from + 4 + fields.u16(from + 2) : to + 1;
    if (!tag || next > to) invalid(at, "the extension area of a record is damaged");
    if (tag >= REFUSE) unsupported(at, `the extension ${tag} of a record needs a newer reader`);
    from = next;
  }
}

/**
 * Check a whole record in memory, which stands at `at`: kind, size and checksum, then
 * version, reserved bits and extension area.
 * @returns {Promise<Fields>} with `end`, the offset of the end of its body
 */
export async function checkRecord(bytes, at, kind) {
  const fields = new Fields(bytes, at);
  const head = recordHead(bytes, at, at + bytes.length);
  if (head.kind !== kind || head.size !== bytes.length) invalid(at, `no record ${kind} of this size is here`);
  const check = (await sha256(bytes.subarray(0, -8))).subarray(0, 8);
  if (!equal(check, bytes.subarray(-8))) invalid(at, `the checksum of a record ${kind} is wrong`);
  if (fields.u8(14) !== 1 || fields.u8(15) & ~1) unsupported(at, `a record ${kind} is of a newer version`);
  fields.end = bytes.length - 8;
  if (fields.u8(15) & 1 && "BP".includes(kind)) unsupported(at, `a record ${kind} has an extension area`);
  if (fields.u8(15) & 1) {
    const size = fields.end >= 20 ? fields.u32(fields.end - 4) : Infinity;
    if (size > fields.end - 20) invalid(at, "the extension area of a record is damaged");
    checkExtension(fields, at, fields.end - 4 - size, fields.end - 4);
    fields.end -= 4 + size;
  }
  checkReserved(fields, kind);
  return fields;
}

/** Refuse a record in which reserved bytes or bits are set. */
function checkReserved(fields, kind) {
  const set = (from, to = fields.end) => !fields.slice(0, fields.end).subarray(from, to).every((byte) => byte === 0);
  if ((RESERVED[kind] ?? []).some((range) => set(...range)) || (kind === "S" && fields.end > 28 && fields.u8(28) & ~3))
    unsupported(fields.offset, `reserved bytes of a record ${kind} are in use: a newer reader is needed`);
}

/** Read and check the record of `size` bytes at `at`. */
export async function readRecord(source, at, size, kind) {
  if (size < 24 || size > limit(kind)) invalid(at, `the size of a record ${kind} is out of range`);
  return checkRecord(await source.read(at, size), at, kind);
}
