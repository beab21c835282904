// SPDX-License-Identifier: Apache-2.0
// Checking a whole archive: every record, frame and hash, and the log.
import { Fields, equal, sha256, text } from "./bytes.js";
import { NbarcError, invalid } from "./errors.js";
import { PURGED } from "./leaf.js";
import { Log, compareLog, leafHash } from "./log.js";
import { COMMIT_SIZE, MAGIC, checkRecord, limit, recordHead } from "./record.js";
import { sourceOf } from "./sources.js";

const CHECKED_ALONE = "HDSTXLICEBPGRMU";

/** Walk over the file: {kind, offset, size}; a page frame has the kind "frame". */
async function* structures(archive) {
  const { source } = archive;
  const end = archive.commit.offset + COMMIT_SIZE;
  let at = 0;
  while (at < end) {
    const head = new Fields(await source.read(at, Math.min(24, end - at)), at);
    if (head.u32(0) !== MAGIC && (head.u32(0) & 0xfffffff0) === (0x184d2a50 | 0)) {
      at += head.u32(4) + 8;
      continue;
    }
    const { kind, size } = recordHead(head.bytes, at, end);
    yield { kind, offset: at, size };
    at += size;
    if (kind !== "D") continue;
    const frame = head.u64(16);
    yield { kind: "frame", offset: at, size: frame };
    at += frame;
  }
  if (at !== end) invalid(at, "a structure exceeds the archive");
}

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
    if (!entry) report(new NbarcError("invalid", `${page.id}: the catalogue does not list this page`, fields.offset));
    if (!entry || entry.state === PURGED) continue;
    if (entry.directory !== fields.offset || entry.pageIndex !== index || entry.offset !== page.offset ||
        entry.length !== page.length)
      report(new NbarcError("invalid", `${page.id}: the catalogue has this page in another place`, fields.offset));
  }
}

/** Check the log against all entries, and the root of every commit against the log. */
async function checkLog(archive, entries, report) {
  const sizes = new Map();
  for await (const commit of archive.commits()) sizes.set(commit.revisions, commit);
  const log = new Log();
  const check = async () => {
    const commit = sizes.get(log.size);
    if (commit && !equal(await log.root(), commit.root))
      report(new NbarcError("invalid", `the Merkle root of commit ${commit.number} is wrong`, commit.offset));
  };
  await check();
  for (const entry of entries.sort(compareLog)) {
    await log.add(entry.hash);
    await check();
  }
  const { commit } = archive;
  if (log.size !== commit.revisions) report(new NbarcError("invalid", "the number of revisions is wrong", commit.offset));
  else if (log.edge.some((hash, i) => !equal(hash, commit.edge[i])))
    report(new NbarcError("invalid", "the edge of the log is wrong", commit.offset));
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
  await attempt(async () => {
    for await (const { kind, offset, size } of structures(archive)) {
      if (!CHECKED_ALONE.includes(kind) || kind === "frame") continue;
      await attempt(async () => {
        if (size > limit(kind)) invalid(offset, `a record ${kind} is too large`);
        const fields = await checkRecord(await archive.source.read(offset, size), offset, kind);
        if (kind === "D") await checkPages(archive, fields, note);
      });
    }
  });
  const entries = [];
  await attempt(async () => {
    for await (const entry of archive.entries({ newest: false, titles: true, hashes: true })) {
      entries.push({ key: entry.key, commit: entry.commit, revision: entry.revision, hash: await leafHash(entry) });
      if (entry.state === PURGED) continue;
      await attempt(() => archive.document(entry));
      if (entry.hasSource) await attempt(() => sourceOf(archive.source, entry, () => archive.content(entry)));
    }
    await checkLog(archive, entries, note);
  });
  return problems;
}
