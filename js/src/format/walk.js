// SPDX-License-Identifier: Apache-2.0
// The walk from structure to structure, and the search for the newest commit of a file
// that does not end with one (sections 10.2 and 14.2 of the specification).
import { Fields, equal, text } from "../base/bytes.js";
import { parseCommit, readPrevious } from "./commit.js";
import { NbarcError, invalid } from "../base/errors.js";
import { COMMIT_SIZE, HEADER_SIZE, MAGIC, NODE_MAX, checkRecord } from "./record.js";

const FOREIGN = 0x184d2a50; // the first of 16 magic numbers of skippable frames
const WINDOW = 2 ** 20; // bytes that are searched at a time
const PADDING_MAX = 2 ** 20;
const MARK = "nbarcC";

function cutOff(offset) {
  throw Object.assign(new NbarcError("invalid", "a structure exceeds the file", offset), { cutOff: true });
}

/** Describe the structure at `at` by its head: {kind, size, frame, disguised}. */
async function identify(source, at, end) {
  const bytes = new Uint8Array(24);
  bytes.set(await source.read(at, Math.min(24, end - at)));
  const head = new Fields(bytes, at);
  const foreign = head.u32(0) !== MAGIC && (head.u32(0) & ~15) >>> 0 === FOREIGN;
  const signed = text(head.slice(8, 5)) === "nbarc";
  if (!foreign && (head.u32(0) !== MAGIC || !signed)) invalid(at, "there is no record here");
  const size = head.u32(4) + 8;
  if (!foreign && size < 24) invalid(at, "a record is too short");
  const kind = foreign ? "foreign" : String.fromCharCode(head.u8(13));
  return { kind, size, frame: kind === "D" ? head.u64(16) : 0, disguised: foreign && signed };
}

/**
 * Walk from `at` to `end` without testing checksums: {kind, offset, size, disguised}. A
 * page frame has the kind "frame", a skippable frame of somebody else "foreign"; it is
 * `disguised` if it is a record of ours whose magic number was damaged. Ends with an
 * error where no structure begins, or where one exceeds `end`.
 */
export async function* walk(source, at, end) {
  while (at < end) {
    const { kind, size, frame, disguised } = await identify(source, at, end);
    if (at + size > end) cutOff(at);
    yield { kind, offset: at, size, disguised };
    at += size;
    if (!frame) continue;
    if (at + frame > end) cutOff(at);
    yield { kind: "frame", offset: at, size: frame, disguised: false };
    at += frame;
  }
}

/** The commit records that a walk from the header comes to, and where and how it ends. */
async function noteCommits(source) {
  const noted = { commits: [], reached: HEADER_SIZE, over: false };
  try {
    for await (const { kind, offset, size } of walk(source, HEADER_SIZE, source.size)) {
      if (kind === "?") return { ...noted, reached: offset, over: true };
      if (kind === "C") noted.commits.push(offset);
      noted.reached = offset + size;
    }
  } catch (error) {
    if (!(error instanceof NbarcError)) throw error;
    noted.over = error.cutOff === true;
  }
  return noted;
}

/** True if the work ends without an error of the archive. */
async function succeeds(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof NbarcError)) throw error;
    return false;
  }
}

function arrives(source, commit) {
  return succeeds(async () => {
    for await (const _ of walk(source, commit.segment, commit.offset));
    return true;
  });
}

/** Does the chain lead from a commit to one that was noted, or through the damage to the first? */
async function chainHolds(source, commit, noted, shared) {
  if (!(await arrives(source, commit))) return false;
  while (commit.previous) {
    commit = await readPrevious(source, commit, shared);
    if (noted.commits.includes(commit.offset)) return true;
    const damaged = commit.segment <= noted.reached && noted.reached < commit.offset;
    if (commit.offset < noted.reached || (!damaged && !(await arrives(source, commit)))) return false;
  }
  return true;
}

/** A commit record at `at`. One of a newer version can have another size, and is refused. */
async function readCandidate(source, at, shared) {
  try {
    return await parseCommit(await source.read(at, COMMIT_SIZE), at, shared);
  } catch (error) {
    if (!(error instanceof NbarcError) || error.status === "unsupported") throw error;
    const { size } = await identify(source, at, source.size);
    if (size <= NODE_MAX) await checkRecord(await source.read(at, size), at, "C");
    throw error;
  }
}

/** The last index below `from` at which the mark begins, or -1. */
function lastMark(bytes, from) {
  const mark = Array.from(MARK, (c) => c.charCodeAt(0));
  for (let at = from - 1; at >= 0; at--) if (mark.every((byte, i) => bytes[at + i] === byte)) return at;
  return -1;
}

/** The last commit after the end of the walk whose chain holds, or null. */
async function searchBack(source, noted, shared) {
  for (let end = source.size; end > noted.reached; end -= WINDOW) {
    const from = Math.max(noted.reached, end - WINDOW);
    const bytes = await source.read(from, Math.min(source.size, end + MARK.length - 1) - from);
    for (let at = lastMark(bytes, end - from); at >= 0; at = lastMark(bytes, at)) {
      const offset = from + at - 8;
      if (offset < HEADER_SIZE) continue;
      try {
        const commit = await readCandidate(source, offset, shared);
        if (await succeeds(() => chainHolds(source, commit, noted, shared))) return commit;
      } catch (error) {
        if (!(error instanceof NbarcError) || error.status === "unsupported") throw error;
      }
    }
  }
  return null;
}

/** The newest commit of a file that does not end with one. Throws `cause` if there is none. */
export async function findCommit(source, shared, cause) {
  const noted = await noteCommits(source);
  const found = noted.over ? null : await searchBack(source, noted, shared);
  if (found) return found;
  for (const offset of noted.commits.reverse()) {
    try {
      return await readCandidate(source, offset, shared);
    } catch (error) {
      if (!(error instanceof NbarcError) || error.status === "unsupported") throw error;
    }
  }
  throw cause;
}

/**
 * What follows the newest commit, which ends at `end`: "" for nothing, "padding" or
 * "unfinished". Anything else may have been a commit, and is an error.
 */
export async function observeTail(source, end) {
  const { size } = source;
  if (end === size) return "";
  const doubt = () => invalid(end, "what follows the newest commit may be a damaged one ('nbarc verify' tells more)");
  if (size - end >= COMMIT_SIZE) {
    const last = new Fields(await source.read(size - COMMIT_SIZE, 24), size - COMMIT_SIZE);
    const signs = [last.u32(0) === MAGIC && last.u32(4) === COMMIT_SIZE - 8,
      text(last.slice(8, 6)) === MARK && last.u16(14) === 1,
      last.view.getBigUint64(16, true) === BigInt(size - COMMIT_SIZE)];
    if (signs.filter(Boolean).length >= 2) doubt();
  }
  if (size - end < PADDING_MAX && size % 512 === 0 && end % 512) {
    const bytes = await source.read(end, size - end);
    if (bytes.every((byte) => byte === 0)) return "padding";
  }
  if (size - end < 24) return "unfinished";
  const head = await source.read(end, 16);
  const unsealed = new Uint8Array([0x5b, 0x2a, 0x4d, 0x18, ...head.subarray(4, 8), ...new TextEncoder().encode("nbarc?"), 1, 0]);
  return equal(head, unsealed) ? "unfinished" : doubt();
}
