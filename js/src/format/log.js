// SPDX-License-Identifier: Apache-2.0
// The log of all revisions as a Merkle tree (section 11 of the specification,
// RFC 9162).
import { compare, concat, sha256 } from "../base/bytes.js";
import { invalid } from "../base/errors.js";
import { PURGED, PRESENT, splitColumns } from "./leaf.js";
import { decompress } from "./zstd.js";

/** The columns of a log record of level 0. */
export const KEYS = ["shared", "rest", "identifier", "commit", "revision"];
const KEYS_MAX = 2 ** 20;

function u16(value) {
  return new Uint8Array([value & 255, value >> 8]);
}

function u32(value) {
  return new Uint8Array([value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24]);
}

/** The hash of the leaf that stands for an entry. Its state is the one of its commit. */
export function leafHash(entry) {
  const state = entry.state === PURGED ? entry.formerState : entry.state;
  const items = entry.items.filter((item) => item.state !== PRESENT)
    .map((item) => concat(u16(item.number), new Uint8Array([item.state])));
  return sha256(concat(new Uint8Array([0, entry.key.length]), entry.key, u32(entry.revision), new Uint8Array([state]),
    entry.hash, entry.sourceHash, ...items));
}

export function innerHash(left, right) {
  return sha256(concat(new Uint8Array([1]), left, right));
}

/** Check that the content of a log record of level 0 consists of the columns of its keys. */
export async function checkKeys(fields) {
  const fail = (what) => invalid(fields.offset, `log record: ${what}`);
  const [at, size] = fields.end < 40 ? [0, 0] : [40 + 32 * Math.floor(fields.u64(24) / 16), fields.u32(36)];
  if (!at || fields.u8(32) > 6) fail("its fields are out of range");
  if (fields.u8(32)) return;
  if (at > fields.end || !size || size > KEYS_MAX) fail("its sizes are out of range");
  const content = await decompress(fields.slice(at, fields.end - at), size, KEYS_MAX, fields.offset);
  splitColumns(KEYS, content, fail, fields.offset);
}

/** The order of the log: by commit, identifier, and revision from low to high. */
export function compareLog(a, b) {
  return a.commit - b.commit || compare(a.key, b.key) || a.revision - b.revision;
}

/** A tree that grows leaf by leaf. `edge` has its perfect subtrees, the largest first. */
export class Log {
  constructor() {
    this.size = 0;
    this.edge = [];
  }

  async add(hash) {
    let subtree = hash;
    for (let n = this.size; n % 2; n = (n - 1) / 2) subtree = await innerHash(this.edge.pop(), subtree);
    this.edge.push(subtree);
    this.size++;
  }

  async root() {
    if (!this.size) return sha256(new Uint8Array());
    let root = this.edge.at(-1);
    for (let i = this.edge.length - 2; i >= 0; i--) root = await innerHash(this.edge[i], root);
    return root;
  }
}
