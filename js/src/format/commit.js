// SPDX-License-Identifier: Apache-2.0
// The header, commit records, the roots record and the record of earlier commits
// (sections 4, 7 and 8 of the specification).
import { Fields, equal, sha256, text } from "../base/bytes.js";
import { invalid, unsupported } from "../base/errors.js";
import { COMMIT_SIZE, HEADER_SIZE, NODE_MAX, checkRecord, readRecord } from "./record.js";
import { Log } from "./log.js";
import { decompress } from "./zstd.js";

const SHA256 = 1;
const SHARED_TEXT = 1;
const SHARED_MAX = 2 ** 26;
const TREES_MAX = 16;
const EDGE_MAX = 32;

/** Check the header. @returns {Promise<{shared: number}>} */
export async function parseHeader(bytes) {
  if (text(bytes.subarray(8, 14)) !== "nbarcH") invalid(0, "not an nbarc archive");
  const fields = await checkRecord(bytes, 0, "H");
  if (fields.u16(16) !== 1) unsupported(16, "the format version is unknown");
  if (fields.u8(18) === 0) unsupported(18, "an archive of a draft of version 1: 'nbarc rescue' makes a new one of it");
  if (fields.u8(18) !== SHA256) unsupported(18, "the hash algorithm is unknown");
  const shared = fields.u64(24);
  if (shared && (shared < HEADER_SIZE + 24 || shared > SHARED_MAX)) invalid(24, "header: a shared text cannot end there");
  return { shared };
}

/** An offset and a size that must lie between the header and the commit record. */
function place(fields, at, end) {
  const offset = fields.u64(at);
  const size = fields.u32(at + 8);
  if (offset ? offset < HEADER_SIZE || offset + size > end : size)
    invalid(fields.offset + at, "commit record: a structure lies outside the archive");
  return { offset, size };
}

function parseTrees(fields, commit, count) {
  let next = 1;
  const trees = [];
  for (let i = 0, at = 216; i < count; i++, at += 40) {
    const tree = {
      offset: fields.u64(at), size: fields.u32(at + 8), level: fields.u8(at + 12),
      entries: fields.u64(at + 16), first: fields.u64(at + 24), last: fields.u64(at + 32),
    };
    if (tree.level > 8 || tree.offset < HEADER_SIZE || tree.offset + tree.size > commit.offset)
      invalid(commit.offset, "commit record: a tree lies outside the archive");
    if (tree.first !== next || tree.last < next || tree.last > commit.number)
      invalid(commit.offset, "commit record: the trees do not cover the commits");
    next = tree.last + 1;
    trees.push(tree);
  }
  if (count && next !== commit.number + 1) invalid(commit.offset, "commit record: the trees do not cover the commits");
  return trees;
}

function checkChain(commit) {
  const first = commit.previous === 0;
  if (commit.number === 0 || (!first && commit.number === 1) ||
      (first && (commit.number === 1) !== (commit.earlier.offset === 0)))
    invalid(commit.offset, "commit record: its number is invalid");
  if (first ? commit.previousHash.some((byte) => byte) : commit.previous + COMMIT_SIZE > commit.offset)
    invalid(commit.offset, "commit record: its previous commit is invalid");
  if (commit.segment !== (first ? HEADER_SIZE : commit.previous + COMMIT_SIZE))
    invalid(commit.offset, "commit record: its segment begins at the wrong place");
}

function parseEdge(fields, revisions) {
  const edge = [];
  for (let rest = revisions; rest; rest -= 2 ** Math.floor(Math.log2(rest)))
    edge.push(fields.slice(856 + 32 * edge.length, 32).slice());
  if (!fields.zero(856 + 32 * edge.length, 32 * (EDGE_MAX - edge.length)))
    invalid(fields.offset, "commit record: its edge is invalid");
  return edge;
}

/** Decode the commit record that stands at `at`. `shared` is that of the header. */
export async function parseCommit(bytes, at, shared) {
  const fields = await checkRecord(bytes, at, "C");
  if (bytes.length !== COMMIT_SIZE || fields.u64(16) !== at || at < HEADER_SIZE)
    invalid(at, "commit record: it does not belong here");
  if (fields.u64(88) > (shared ? SHARED_TEXT : 0)) unsupported(at + 88, "the archive needs a newer reader");
  if (shared && !fields.u64(88)) invalid(at + 88, "commit record: it does not need the shared text that the header names");
  if (fields.u8(180) !== SHA256) unsupported(at + 180, "the hash algorithm is unknown");
  const count = fields.u32(176);
  if (count > TREES_MAX) invalid(at, "commit record: it has too many trees");
  if (fields.end < 1924) invalid(at, "commit record: its extension area is too large");
  if (!fields.zero(216 + 40 * count, 640 - 40 * count)) unsupported(at, "commit record: unused trees are set");
  const commit = {
    offset: at, number: fields.u64(24), time: fields.u64(32), previous: fields.u64(40),
    previousHash: fields.slice(48, 32).slice(), segment: fields.u64(80), root: fields.slice(104, 32).slice(),
    revisions: fields.u64(136), pages: fields.u64(144), items: fields.u64(152),
    documentBytes: fields.u64(160), sourceBytes: fields.u64(168),
    writer: text(fields.slice(184, 32)).replace(/\0.*$/s, ""),
    log: { ...place(fields, 1880, at), level: fields.u8(1892) }, roots: place(fields, 1896, at),
    earlier: place(fields, 1912, at), hash: await sha256(bytes),
  };
  if (commit.revisions >= 2 ** 32) invalid(at, "commit record: it has too many revisions");
  commit.edge = parseEdge(fields, commit.revisions);
  checkChain(commit);
  commit.trees = parseTrees(fields, commit, count);
  return commit;
}

/** Read the commits from before the file was rewritten, oldest first. */
export async function readEarlier(source, commit) {
  const { offset, size } = commit.earlier;
  if (!offset) return [];
  const fields = await readRecord(source, offset, size, "E");
  const count = fields.u32(16);
  const first = fields.u64(24);
  if (!count || fields.u32(20) !== 144 * count || 144 * count > NODE_MAX || !first)
    invalid(offset, "record of earlier commits: its numbers are out of range");
  const content = await decompress(fields.slice(32, fields.end - 32), 144 * count, NODE_MAX, offset);
  const values = new Fields(content, offset);
  return Array.from({ length: count }, (_, i) => {
    const at = 144 * i;
    return {
      number: first + i, time: values.u64(at), root: values.slice(at + 8, 32), revisions: values.u64(at + 40),
      pages: values.u64(at + 48), items: values.u64(at + 56), documentBytes: values.u64(at + 64),
      sourceBytes: values.u64(at + 72), writer: text(values.slice(at + 80, 32)).replace(/\0.*$/s, ""),
      hash: values.slice(at + 112, 32),
    };
  });
}

/** True if the edge of a commit leads to its root (section 11.1). */
export async function edgeFits(commit) {
  const log = new Log();
  log.edge = commit.edge;
  log.size = commit.revisions;
  return equal(await log.root(), commit.root);
}

/** The commit before another one of the same file; the chain is checked. */
export async function readPrevious(source, commit, shared) {
  const before = await parseCommit(await source.read(commit.previous, COMMIT_SIZE), commit.previous, shared);
  if (!equal(before.hash, commit.previousHash) || before.number + 1 !== commit.number)
    invalid(commit.offset, "the chain of commits is broken");
  if (before.revisions > commit.revisions || !(await edgeFits(before)))
    invalid(before.offset, "the log has shrunk, or the root is not that of the edge");
  return before;
}
