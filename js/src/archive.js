// SPDX-License-Identifier: Apache-2.0
// Opening an archive, and what may be given out of it (section 9 of the specification).
import { concat, equal, hex, sha256, utf8 } from "./bytes.js";
import { Catalogue } from "./catalogue.js";
import { parseCommit, parseHeader, readEarlier, readPrevious } from "./commit.js";
import { Log, compareLog, leafHash } from "./log.js";
import { NbarcError, absent, invalid } from "./errors.js";
import { KINDS, PRESENT, PURGED, WITHDRAWN } from "./leaf.js";
import { COMMIT_SIZE, CONTENT_MAX, HEADER_SIZE } from "./record.js";
import { TailSource } from "./source.js";
import { decisionsOf, sourceOf } from "./sources.js";
import { findCommit, observeTail } from "./walk.js";
import { decompress } from "./zstd.js";

const STATES = ["present", "withdrawn", "purged"];
const ISSUE = /^[a-z][a-z0-9]{1,11}-[0-9]{8}[a-z]?$/; // of a newspaper: nbarc(5)
const ROOT_DIGITS = 6; // the fewest digits of a Merkle root that name a commit

/** The identifier of an item. */
export function itemId(entry, item) {
  return `${entry.id}-${String(item.number).padStart(2, "0")}`;
}

/** Split "ID@REVISION". */
function splitRevision(id) {
  const match = /^(.*)@([1-9][0-9]{0,9})$/s.exec(id);
  return match ? [match[1], Number(match[2])] : [id, undefined];
}

/** The page and the number that an item's identifier consists of, or null. */
export function splitItem(id) {
  const match = /^(.+)-(0[1-9]|[1-9][0-9]{1,4})$/s.exec(id);
  return match ? { page: match[1], number: Number(match[2]) } : null;
}

/** An archive, open at one of its commits. Use openArchive(). */
export class Archive {
  /** `upto` is the number of a commit from before the file was rewritten, if it is open at one. */
  constructor(source, header, commit, upto) {
    this.source = source;
    this.header = header;
    this.commit = commit;
    this.upto = upto;
    this.tail = ""; // what follows the commit: observeTail()
    this.catalogue = new Catalogue(source, commit, upto);
    this.frame = { offset: 0, content: null };
    this.prefix = null;
  }

  // ---- commits

  /** The commits, the newest first, with those from before the file was rewritten. */
  async *commits() {
    let commit = this.commit;
    yield commit;
    while (commit.previous) yield (commit = await readPrevious(this.source, commit, this.header.shared));
    const earlier = await readEarlier(this.source, commit);
    if (earlier.length && this.upto === undefined && earlier.at(-1).number + 1 !== commit.number)
      invalid(commit.earlier.offset, "record of earlier commits: it does not lead to the first of the file");
    for (const one of earlier.reverse()) if (one.number < commit.number) yield one;
  }

  /** The archive as it was at the commit with this number, or whose root begins with these digits. */
  async at(name) {
    for await (const commit of this.commits()) {
      if (String(commit.number) !== name && !(name.length >= ROOT_DIGITS && hex(commit.root).startsWith(name))) continue;
      if (commit.number !== this.commit.number) await this.checkPrefix(commit);
      if (commit.offset !== undefined) return new Archive(this.source, this.header, commit);
      // It is read with the trees of the first commit of the file.
      return new Archive(this.source, this.header, { ...(await this.firstCommit()), ...commit }, commit.number);
    }
    return absent(`${name}: no such commit`);
  }

  async firstCommit() {
    let commit = this.commit;
    while (commit.previous) commit = await readPrevious(this.source, commit, this.header.shared);
    return commit;
  }

  /** The leaves of the log as they follow from the catalogue: the entries with their hashes, in order. */
  async leaves() {
    const leaves = [];
    for await (const entry of this.entries({ newest: false, hashes: true }))
      leaves.push({ key: entry.key, commit: entry.commit, revision: entry.revision, hash: await leafHash(entry) });
    return leaves.sort(compareLog);
  }

  /** Check that the root of an earlier commit is that of the first leaves of the log as it is now. */
  async checkPrefix(commit) {
    const log = new Log();
    for (const leaf of (await this.leaves()).slice(0, commit.revisions)) await log.add(leaf.hash);
    if (log.size !== commit.revisions || !equal(await log.root(), commit.root))
      invalid(this.commit.offset, `commit ${commit.number}: its root is not that of the first leaves of the log`);
  }

  // ---- pages

  /** All entries, in order; with `newest`, only the newest revision of each page. */
  async *entries({ newest = true, titles = false, hashes = false } = {}) {
    let last = null;
    for await (const entry of this.catalogue.entries({ titles, hashes })) {
      if (newest && last && equal(last.key, entry.key)) continue;
      last = entry;
      yield entry;
    }
  }

  /**
   * What of an entry a name stands for (section 9, "Naming pages and items"): a function
   * of an entry and an item. All of them without a name.
   */
  async chooser(name) {
    if (!name) return () => true;
    if (await this.catalogue.find(utf8(name))) return (entry) => entry.id === name;
    const parts = splitItem(name);
    if (parts && (await this.catalogue.find(utf8(parts.page))))
      return (entry, item) => entry.id === parts.page && item.number === parts.number;
    let below = ISSUE.test(name);
    for await (const entry of this.entries()) below ||= entry.id.startsWith(`${name}-`);
    return below ? (entry) => entry.id.startsWith(`${name}-`) : (entry, item) => itemId(entry, item).startsWith(name);
  }

  /** {entry, item} of all items that may be given out; of those that `name` stands for. */
  async *items(name, detail = {}) {
    const chosen = await this.chooser(name);
    for await (const entry of this.entries(detail)) {
      if (entry.state !== PRESENT) continue;
      for (const item of entry.items)
        if (item.state === PRESENT && chosen(entry, item)) yield { entry, item };
    }
  }

  /** The same as `nbarc list --json` describes them. */
  async *list(name) {
    for await (const { entry, item } of this.items(name, { titles: true }))
      yield { id: itemId(entry, item), page_id: entry.id, revision: entry.revision, kind: KINDS[item.kind],
        characters: item.characters, title: item.title, kicker: item.kicker, byline: item.byline };
  }

  /** The identifiers of these items, and who wrote them: null where the catalogue does not say it. */
  async *authors(name) {
    for await (const { entry, item } of this.items(name)) yield { id: itemId(entry, item), authors: item.authors };
  }

  /** What `id` means: {entry, item, newest}; item is undefined for a page. */
  async resolve(id) {
    const [name, revision] = splitRevision(id);
    let page = name;
    let number;
    let newest = await this.catalogue.find(utf8(page));
    if (!newest) {
      ({ page, number } = splitItem(name) ?? absent(`${name}: not in the archive`));
      newest = (await this.catalogue.find(utf8(page))) ?? absent(`${name}: not in the archive`);
    }
    this.refuseHidden(name, newest);
    const entry = revision === undefined || revision === newest.revision ? newest
      : await this.catalogue.find(utf8(page), revision);
    if (!entry) absent(`${name}: it has no revision ${revision}`);
    if (entry.state === PURGED) absent(`${name}: purged: ${entry.reason}`);
    if (number === undefined) return { entry, newest };
    const item = entry.items.find((one) => one.number === number) ?? absent(`${name}: not in the archive`);
    const now = newest.items.find((one) => one.number === number);
    if (now?.state === WITHDRAWN) absent(`${name}: withdrawn: ${now.reason}`);
    if (item.state !== PRESENT) absent(`${name}: its text is now in: ${item.reason}`);
    return { entry, item, newest };
  }

  refuseHidden(name, newest) {
    if (newest.state !== PRESENT) absent(`${name}: ${STATES[newest.state]}: ${newest.reason}`);
  }

  // ---- texts

  /** The bytes of the start of the file that are the prefix of page frames, or undefined. */
  async readPrefix() {
    if (this.header.shared && !this.prefix) this.prefix = await this.source.read(0, this.header.shared);
    return this.prefix ?? undefined;
  }

  /** The content of the page frame of an entry; the last one is kept. */
  async content(entry) {
    const at = entry.directory + entry.directorySize;
    if (this.frame.offset !== at) {
      const frame = await this.source.read(at, entry.frameSize);
      const content = await decompress(frame, entry.contentSize, CONTENT_MAX, at, await this.readPrefix());
      this.frame = { offset: at, content };
    }
    return this.frame.content;
  }

  /** The document of an entry as it is stored, whose hash is right. */
  async document(entry) {
    const content = await this.content(entry);
    const document = content.subarray(entry.offset, entry.offset + entry.length);
    if (!equal(await sha256(document), entry.hash)) invalid(entry.directory, `${entry.id}: the SHA-256 of the document is wrong`);
    return document;
  }

  /** The document of a page or an item as UTF-8 bytes, without what is withdrawn. */
  async get(id) {
    const { entry, item, newest } = await this.resolve(id);
    const document = await this.document(entry);
    if (item) checkSlice(entry, item, document);
    if (item) return concat(document.subarray(0, entry.head), document.subarray(item.offset, item.offset + item.length), document.subarray(entry.tail));
    return withoutWithdrawn(entry, document, newest);
  }

  /** The source of a page, or of the page of an item, as it was received: {bytes, charset, journal}. */
  async getSource(id) {
    const entry = await this.withSource(id);
    return sourceOf(this.source, entry, () => this.content(entry));
  }

  /** What persons decided about a page, as a file of decisions; "" if they decided nothing. */
  async getDecisions(id) {
    const entry = await this.withSource(id);
    return decisionsOf(this.source, entry, () => this.content(entry));
  }

  /** The entry of a page, or of the page of an item, if its source may be given out. */
  async withSource(id) {
    const [name, revision] = splitRevision(id);
    const parts = (await this.catalogue.find(utf8(name))) ? { page: name } : splitItem(name) ?? { page: name };
    const { entry, newest } = await this.resolve(revision === undefined ? parts.page : `${parts.page}@${revision}`);
    if (parts.number && !entry.items.some((one) => one.number === parts.number)) absent(`${name}: not in the archive`);
    const hidden = newest.items.find((one) => one.state === WITHDRAWN);
    if (hidden) absent(`${id}: its source contains the text of ${itemId(newest, hidden)}, withdrawn: ${hidden.reason}`);
    return entry;
  }
}

/** The bytes of an item must be the element that has its identifier (section 9.6). */
export function checkSlice(entry, item, document) {
  const data = new TextDecoder("latin1").decode(document.subarray(item.offset, item.offset + item.length));
  const id = new TextDecoder("latin1").decode(utf8(itemId(entry, item)));
  const begin = /^<div [^>]*>/.exec(data);
  let depth = 0;
  let end = -1;
  for (const tag of data.matchAll(/<(\/?)div(?=[ />])[^>]*?(\/?)>/g)) {
    depth += tag[2] ? 0 : tag[1] ? -1 : 1;
    if (depth) continue;
    end = tag.index + tag[0].length;
    break;
  }
  if (!begin?.[0].includes(` xml:id="${id}"`) || end < 0 || data.slice(end) !== "\n")
    invalid(entry.directory, `${entry.id}: the catalogue has item ${item.number} in another place`);
}

/** The document of a page in which an empty element stands for each withdrawn item. */
function withoutWithdrawn(entry, document, newest) {
  const hidden = new Set(newest.items.filter((item) => item.state === WITHDRAWN).map((item) => item.number));
  const parts = [];
  let at = 0;
  for (const item of entry.items.filter((one) => one.length && hidden.has(one.number)).sort((a, b) => a.offset - b.offset)) {
    checkSlice(entry, item, document);
    parts.push(document.subarray(at, item.offset), utf8(
      `<div type="${KINDS[item.kind]}" subtype="withdrawn" xml:id="${itemId(entry, item)}" n="${item.number}">` +
      '<p><gap reason="withdrawn"/></p></div>\n'));
    at = item.offset + item.length;
  }
  return concat(...parts, document.subarray(at));
}

/**
 * Open an archive. `source` has `size` in bytes and read(offset, length), which returns
 * a promise of exactly so many bytes. After an append that was not finished, the archive
 * is as the commit before says. If what follows that may have been a commit, the archive
 * is refused.
 */
export async function openArchive(source) {
  if (source.size < HEADER_SIZE + COMMIT_SIZE) invalid(0, "not an nbarc archive, or cut off");
  const tail = new TailSource(source);
  const [header, bytes] = await Promise.all([tail.read(0, HEADER_SIZE), tail.read(source.size - COMMIT_SIZE, COMMIT_SIZE)]);
  const parsed = await parseHeader(header);
  let commit;
  try {
    commit = await parseCommit(bytes, source.size - COMMIT_SIZE, parsed.shared);
  } catch (error) {
    if (!(error instanceof NbarcError) || error.status !== "invalid") throw error;
    commit = await findCommit(tail, parsed.shared, error);
  }
  const archive = new Archive(tail, parsed, commit);
  archive.tail = await observeTail(tail, commit.offset + COMMIT_SIZE);
  return archive;
}
