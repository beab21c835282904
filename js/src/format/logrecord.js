// SPDX-License-Identifier: Apache-2.0
// Log records, compared with the leaves that follow from the catalogue (section 11.2 of the
// specification).
import { compare, concat, equal } from "../base/bytes.js";
import { invalid } from "../base/errors.js";
import { splitColumns } from "./leaf.js";
import { KEYS, Log } from "./log.js";
import { NODE_MAX, readRecord } from "./record.js";
import { decompress } from "./zstd.js";

export const LEAVES = 256; // of a record of level 0
export const GROUP = 16;
export const KEYS_MAX = 2 ** 20; // bytes of the keys of a record

async function rootOf(leaves) {
  const log = new Log();
  for (const leaf of leaves) await log.add(leaf.hash);
  return log.root();
}

/** The keys of a record of level 0, in order. */
export function* parseKeys(content, count, fail, offset) {
  const columns = splitColumns(KEYS, content, fail, offset);
  const { shared, rest, identifier, commit: steps, revision } = columns;
  let key = new Uint8Array();
  let commit = 0;
  for (let i = 0; i < count; i++) {
    const common = shared.byte();
    if (common > key.length) fail("an identifier is cut off");
    key = concat(key.subarray(0, common), identifier.take(rest.byte()));
    commit += steps.number(0xffffffff);
    yield { key, commit, revision: revision.number(0xffffffff) };
  }
  if (!Object.values(columns).every((column) => column.done)) fail("values are left over");
}

/** Check the record with `count` leaves from index `first` on, and those below it. */
async function checkOne(source, leaves, { offset, size, level, first, count, before }) {
  const fail = (what) => invalid(offset, `log record: ${what}`);
  if (offset + size > before) fail("it does not precede what points to it");
  const fields = await readRecord(source, offset, size, "M");
  if (fields.end < 40 || fields.u64(16) !== first || fields.u64(24) !== count || fields.u8(32) !== level)
    fail("it has other leaves");
  if (!level) return checkKeys(fields, leaves, first, count, fail);
  const span = LEAVES * 16 ** (level - 1);
  const children = Math.ceil(count / span);
  if (fields.u32(36) || fields.end !== 40 + 44 * children) fail("it has another size");
  for (let i = 0, at = 40; i < children; i++, at += 44) {
    const part = { first: first + i * span, count: Math.min(span, count - i * span) };
    if (!equal(await rootOf(leaves.slice(part.first, part.first + part.count)), fields.slice(at, 32)))
      fail("the hash of a child is wrong");
    await checkOne(source, leaves,
      { ...part, offset: fields.u64(at + 32), size: fields.u32(at + 40), level: level - 1, before: offset });
  }
  return undefined;
}

async function checkKeys(fields, leaves, first, count, fail) {
  const groups = Math.floor(count / GROUP);
  const length = fields.u32(36);
  const at = 40 + 32 * groups;
  if (!length || length > KEYS_MAX || fields.end < at) fail("its size is out of range");
  const content = await decompress(fields.slice(at, fields.end - at), length, NODE_MAX, fields.offset);
  let index = first;
  for (const key of parseKeys(content, count, fail, fields.offset)) {
    const leaf = leaves[index++];
    if (leaf && (leaf.commit !== key.commit || leaf.revision !== key.revision || compare(leaf.key, key.key)))
      fail("a key is not that of the catalogue");
  }
  for (let i = 0; i < groups; i++) {
    const group = leaves.slice(first + GROUP * i, first + GROUP * (i + 1));
    if (!equal(await rootOf(group), fields.slice(40 + 32 * i, 32))) fail("the hash of a group is wrong");
  }
}

/** Check all log records of a commit. `leaves` are all its entries in the order of the log. */
export async function checkLogRecords(source, commit, leaves) {
  const { offset, size, level } = commit.log;
  const count = commit.revisions;
  if (!count !== !offset) invalid(commit.offset, "commit record: its log has another size");
  if (!count) return;
  if (LEAVES * 16 ** level < count || (level && LEAVES * 16 ** (level - 1) >= count))
    invalid(commit.offset, "commit record: its log has another level");
  await checkOne(source, leaves, { offset, size, level, first: 0, count, before: commit.offset });
}
