// SPDX-License-Identifier: Apache-2.0
// Checking a whole archive: every record, frame and hash, and the log.
import { compare, equal, sha256, text } from "../base/bytes.js";
import { parseCommit } from "../format/commit.js";
import { NbarcError, invalid } from "../base/errors.js";
import { PRESENT, PURGED, compareKeys } from "../format/leaf.js";
import { Log, checkKeys } from "../format/log.js";
import { checkLogRecords } from "../format/logrecord.js";
import { parseNote } from "../format/note.js";
import { checkParity } from "../format/parity.js";
import { COMMIT_SIZE, HEADER_SIZE, checkRecord, limit } from "../format/record.js";
import { decisionsOf, sourceOf } from "../format/sources.js";
import { walk } from "../format/walk.js";
import { splitItem } from "./names.js";
import { checkSlice } from "./slice.js";

const CHECKED_ALONE = "DSTXLICEBPGRMUF"; // all kinds but the header, which openArchive() has checked

/** The pages that a page directory lists (section 5). */
function parseDirectory(fields) {
  const pages = [];
  const number = () => {
    let value = 0;
    for (let unit = 1; unit < 2 ** 35; unit *= 128) {
      const byte = at < fields.end ? fields.u8(at++) : invalid(fields.offset, "page directory: a number is cut off");
      value += (byte & 127) * unit;
      if (byte < 128) return value;
    }
    return invalid(fields.offset, "page directory: a number is too large");
  };
  let at = 40;
  let key = new Uint8Array();
  let offset = 0;
  for (let i = 0; i < fields.u32(28); i++) {
    const shared = fields.u8(at);
    const rest = fields.u8(at + 1);
    if (shared > key.length || at + 2 + rest > fields.end) invalid(fields.offset, "page directory: an entry is cut off");
    key = Uint8Array.from([...key.subarray(0, shared), ...fields.slice(at + 2, rest)]);
    at += 2 + rest;
    const page = { key, id: text(key), revision: number(), offset, length: number() };
    offset += page.length;
    pages.push(page);
  }
  if (at !== fields.end || offset !== fields.u32(24)) invalid(fields.offset, "page directory: its entries do not fill it");
  return pages;
}

/** Check the pages of a directory: the catalogue must have each of them at this place. */
async function checkPages(archive, fields, report) {
  const { source } = archive;
  const frame = await source.read(fields.offset + fields.bytes.length, fields.u64(16));
  if (!equal((await sha256(frame)).subarray(0, 8), fields.slice(32, 8)))
    report(new NbarcError("invalid", "a page frame is not the one that was written", fields.offset));
  for (const [index, page] of parseDirectory(fields).entries()) {
    const entry = await archive.catalogue.find(page.key, page.revision);
    // A commit from before the file was rewritten does not have the pages of later ones.
    if (!entry && archive.upto === undefined) report(new NbarcError("invalid", `${page.id}: the catalogue does not list this page`, fields.offset));
    if (!entry || entry.state === PURGED) continue;
    if (entry.directory !== fields.offset || entry.pageIndex !== index || entry.offset !== page.offset ||
        entry.length !== page.length)
      report(new NbarcError("invalid", `${page.id}: the catalogue has this page in another place`, fields.offset));
  }
}

/** Check a record whose kind says that it is one of ours. */
async function checkOne(archive, { kind, offset, size }, report) {
  if (size > limit(kind)) invalid(offset, `a record ${kind} is too large`);
  const fields = await checkRecord(await archive.source.read(offset, size), offset, kind);
  if (kind === "C") await parseCommit(fields.bytes, offset, archive.header.shared);
  if (kind === "D") await checkPages(archive, fields, report);
  if (kind === "G") parseNote(fields);
  if (kind === "M") await checkKeys(fields);
  if (kind === "U" && (offset !== HEADER_SIZE || offset + size !== archive.header.shared))
    invalid(offset, "the shared text is not where the header says");
  if (kind === "B" || kind === "P") await checkParity(fields, kind);
}

/** Check every record up to the end of the commit. */
async function checkStructures(archive, report, attempt) {
  for await (const place of walk(archive.source, HEADER_SIZE, archive.commit.offset + COMMIT_SIZE)) {
    if (place.disguised || place.kind === "?")
      report(new NbarcError("invalid", "the head of a record is damaged", place.offset));
    if (CHECKED_ALONE.includes(place.kind)) await attempt(() => checkOne(archive, place, report));
  }
}

/** Compare the roots record, and the number of entries of each tree, with the trees. */
async function checkTrees(archive, report, attempt) {
  const { catalogue, commit } = archive;
  const same = (a, b) => a.offset === b.offset && a.size === b.size && a.hashesSize === b.hashesSize && !compareKeys(a, b);
  let roots = [];
  await attempt(async () => (roots = await catalogue.readRoots()));
  for (const [index, tree] of commit.trees.entries()) {
    const { last, pointers, count } = await catalogue.describe(index);
    const root = roots[index];
    if (count !== tree.entries) report(new NbarcError("invalid", "a tree has another number of entries", commit.offset));
    if (root && (compareKeys(root.last, last) || (root.pointers &&
        (root.pointers.length !== pointers.length || !pointers.every((one, i) => same(one, root.pointers[i]))))))
      report(new NbarcError("invalid", "the roots record says something else of a tree than the tree", commit.roots.offset));
  }
}

/** No page may be called as an item of another one (section 7.1). */
async function checkNames(archive, report) {
  const names = new Set();
  for await (const entry of archive.entries({ newest: false })) names.add(entry.id);
  for (const name of names)
    if (names.has(splitItem(name)?.page))
      report(new NbarcError("invalid", `${name}: an item of another page could have this identifier`));
}

/** Compare the counts of the commit record with the catalogue. */
async function checkCounts(archive, report) {
  const { commit } = archive;
  const counts = { revisions: 0, pages: 0, items: 0, documentBytes: 0, sourceBytes: 0 };
  let last = null;
  for await (const entry of archive.entries({ newest: false })) {
    counts.revisions++;
    counts.documentBytes += entry.length;
    counts.sourceBytes += entry.sourceLength;
    const state = entry.state === PURGED && entry.purged > (archive.upto ?? Infinity) ? entry.formerState : entry.state;
    if ((!last || compare(last.key, entry.key)) && state === PRESENT) {
      counts.pages++;
      counts.items += entry.items.filter((item) => item.state === PRESENT).length;
    }
    last = entry;
  }
  if (Object.entries(counts).some(([name, value]) => commit[name] !== value))
    report(new NbarcError("invalid", "the counts of the commit record are not those of the catalogue", commit.offset));
}

/** Check the log against all entries, and the root of every commit against the log. */
async function checkLog(archive, report, attempt) {
  const { commit } = archive;
  const leaves = await archive.leaves();
  const sizes = new Map();
  for await (const one of archive.commits()) sizes.set(one.revisions, [...(sizes.get(one.revisions) ?? []), one]);
  const log = new Log();
  const check = async () => {
    for (const one of sizes.get(log.size) ?? [])
      if (!equal(await log.root(), one.root))
        report(new NbarcError("invalid", `the Merkle root of commit ${one.number} is wrong`, one.offset));
  };
  await check();
  for (const leaf of leaves) {
    await log.add(leaf.hash);
    await check();
  }
  if (archive.upto !== undefined) return;
  if (log.size === commit.revisions && log.edge.some((hash, i) => !equal(hash, commit.edge[i])))
    report(new NbarcError("invalid", "the edge of the log is wrong", commit.offset));
  await attempt(() => checkLogRecords(archive.source, commit, leaves));
}

/** Check the document, the source and the decisions of each entry. */
async function checkTexts(archive, attempt) {
  for await (const entry of archive.entries({ newest: false, titles: true, hashes: true })) {
    if (entry.state === PURGED) continue;
    await attempt(async () => {
      const document = await archive.document(entry);
      for (const item of entry.items) if (item.length) checkSlice(entry, item, document);
    });
    const content = () => archive.content(entry);
    if (entry.hasSource) await attempt(() => sourceOf(archive.source, entry, content));
    if (entry.hasDecisions) await attempt(() => decisionsOf(archive.source, entry, content));
  }
}

/**
 * Check a whole archive. `report` is called with an NbarcError for each problem; errors
 * of status "unsupported" are thrown. Returns the number of problems.
 */
export async function verify(archive, report) {
  let problems = 0;
  const note = (error) => {
    if (!(error instanceof NbarcError) || error.status === "unsupported") throw error;
    problems++;
    report(error);
  };
  const attempt = async (work) => {
    try {
      await work();
    } catch (error) {
      note(error);
    }
  };
  if (archive.tail)
    note(new NbarcError("invalid", archive.tail === "padding" ? "padding follows the newest commit"
      : "bytes of an unfinished append follow the newest commit", archive.commit.offset + COMMIT_SIZE));
  await attempt(() => checkStructures(archive, note, attempt));
  await attempt(() => checkTexts(archive, attempt));
  if (archive.upto === undefined) await attempt(() => checkTrees(archive, note, attempt));
  await attempt(() => checkNames(archive, note));
  await attempt(() => checkCounts(archive, note));
  await attempt(() => checkLog(archive, note, attempt));
  return problems;
}
