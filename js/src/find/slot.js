// SPDX-License-Identifier: Apache-2.0
// The header of an index (section 4 of its specification), in a file of its own or in a record
// of the archive (section 8), and the search for the latter.
import { Fields, equal, sha256, text } from "../base/bytes.js";
import { NbarcError, invalid, unsupported } from "../base/errors.js";
import { readPrevious } from "../format/commit.js";
import { HEADER_SIZE, MAGIC, readRecord } from "../format/record.js";
import { parseSegment } from "./segment.js";

const SLOT = 4096;
const RECORD = SLOT + 24;
const SEGMENTS_MAX = 16;
const LIST = 128; // where the segments begin in a slot
const SEGMENT = 80;
const CHECK = SLOT - 8;

// An index is looked for at the beginning of so many segments of the archive, the newest ones.
// Of one far away they are few, because each is a request.
const LOOK_BACK = 64;
const LOOK_BACK_FAR = 4;

async function isSlot(bytes) {
  return bytes.length === SLOT && text(bytes.subarray(0, 8)) === "nbarcidx" &&
    equal((await sha256(bytes.subarray(0, CHECK))).subarray(0, 8), bytes.subarray(CHECK));
}

/**
 * Decode a slot whose check is right: {entries, root, grain, segments}. Its segments stand from
 * `least` on, and before `size`.
 */
function parseSlot(fields, { least, size, embedded }) {
  const count = fields.u8(11);
  const used = LIST + SEGMENT * count;
  if (fields.u16(8) !== 1 || fields.u8(10) !== 1 || fields.u64(16) || !fields.zero(92, LIST - 92) || count > SEGMENTS_MAX ||
      !fields.zero(used, CHECK - used))
    unsupported(fields.offset, "index: it needs a newer reader");
  const end = fields.u64(80);
  if (end > size) invalid(fields.offset, "index: the file is shorter than its header says");
  const segments = Array.from({ length: count }, (_, i) => parseSegment(fields, LIST + SEGMENT * i, { least, end, embedded }));
  let next = 0;
  for (const segment of segments) {
    if (segment.first !== next) invalid(fields.offset, "index: its segments do not follow each other");
    next += segment.entries;
  }
  if (next !== fields.u64(40)) invalid(fields.offset, "index: its segments have other entries");
  return { entries: next, root: fields.slice(48, 32), grain: fields.u32(12), segments };
}

/** The header of an index in a file of its own: of the slots that are right, that with the higher sequence number. */
export async function readSlot(source) {
  const head = await source.read(0, 2 * SLOT);
  const slots = [];
  for (let at = 0; at < 2 * SLOT; at += SLOT) {
    const bytes = head.subarray(at, at + SLOT);
    if (await isSlot(bytes)) slots.push(new Fields(bytes, at));
  }
  slots.sort((a, b) => b.u64(32) - a.u64(32));
  return parseSlot(slots[0] ?? invalid(0, "index: no slot of its header is right"), { least: 2 * SLOT, size: source.size });
}

/** Does the segment of a commit begin with an index record? The record is read with its head. */
async function beginsIndex(source, { segment, offset }) {
  const head = new Fields(await source.read(segment, Math.min(RECORD, offset - segment)), segment);
  return head.bytes.length === RECORD && head.u32(0) === MAGIC && text(head.slice(8, 6)) === "nbarcF";
}

/** The commit before another one, or null if there is none that can be used. */
async function before(source, commit, shared) {
  try {
    return commit.previous ? await readPrevious(source, commit, shared) : null;
  } catch (error) {
    // Damage to it is damage to the archive, and no index has been seen.
    if (error instanceof NbarcError && ["invalid", "unsupported"].includes(error.status)) return null;
    throw error;
  }
}

/** The header of the newest index that is embedded in an archive, or null if there is none where one is looked for. */
export async function findSlot({ source, header, commit }) {
  const far = !source.source?.local;
  let left = far ? LOOK_BACK_FAR : LOOK_BACK;
  while (commit && !(await beginsIndex(source, commit)))
    commit = --left ? await before(source, commit, header.shared) : null;
  if (!commit) return null;
  const { segment, offset } = commit;
  const record = await readRecord(source, segment, RECORD, "F");
  const slot = record.slice(16, SLOT);
  if (!(await isSlot(slot))) invalid(segment, "index: the record has no header of one");
  return parseSlot(new Fields(slot, segment + 16), { least: HEADER_SIZE, size: offset, embedded: true });
}
