// SPDX-License-Identifier: Apache-2.0
// Opening an archive, and what may be given out of it (section 9 of the specification).
import { concat, equal, hex, sha256, text, utf8 } from "./base/bytes.js";
import { Catalogue } from "./format/catalogue.js";
import { parseCommit, parseHeader, readEarlier, readPrevious } from "./format/commit.js";
import { compareLog, leafHash } from "./format/log.js";
import { NbarcError, absent, invalid, usage } from "./base/errors.js";
import { MOVED, PRESENT, PURGED, WITHDRAWN } from "./format/leaf.js";
import { COMMIT_SIZE, CONTENT_MAX, HEADER_SIZE } from "./format/record.js";
import { TailSource } from "./source/tail.js";
import { decisionsOf, sourceOf } from "./format/sources.js";
import { findCommit, observeTail } from "./format/walk.js";
import { decompress } from "./format/zstd.js";
import { Filter } from "./read/filter.js";
import { catalogueFields, documentFields, fromDocument } from "./read/item.js";
import { isIssue, itemId, splitItem, splitRevision } from "./read/names.js";
import { search } from "./find/search.js";
import { logOf, prove, proveConsistency } from "./read/proof.js";
import { checkSlice, withoutWithdrawn } from "./read/slice.js";
import { textOf, wordsOf } from "./read/text.js";

const STATES = ["present", "withdrawn", "purged"];
const ROOT_DIGITS = 6; // the fewest digits of a Merkle root that name a commit
const HIGHEST = 0xffffffff;
const RENAMED_MAX = 64; // how often a page can be renamed so that it is found by its first name

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

  /** What the commit says of the archive. */
  info() {
    const { number, revisions, pages, items, documentBytes, sourceBytes, writer, time, root } = this.commit;
    return { commit: number, pages, items, revisions, root: hex(root), time: Number(time), writer, document_bytes: documentBytes,
      source_bytes: sourceBytes, file_bytes: this.source.size, shared_bytes: this.header.shared };
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

  /** The commit with this number, or whose root begins with these digits. */
  async commitNamed(name) {
    for await (const commit of this.commits())
      if (String(commit.number) === name || (name.length >= ROOT_DIGITS && hex(commit.root).startsWith(name))) return commit;
    return absent(`${name}: no such commit`);
  }

  /** The archive as it was at the commit with this number, or whose root begins with these digits. */
  async at(name) {
    const commit = await this.commitNamed(String(name));
    if (commit.number === this.commit.number) return this;
    await this.checkPrefix(commit);
    // One from before the file was rewritten is read with the trees of the first commit of the file.
    const earlier = commit.offset !== undefined ? new Archive(this.source, this.header, commit)
      : new Archive(this.source, this.header, { ...(await this.firstCommit()), ...commit }, commit.number);
    earlier.newest = this.newest ?? this;
    return earlier;
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
    const log = await logOf(this);
    let root = commit.root;
    try {
      if (commit.revisions && commit.revisions <= log.size) root = await log.range(0, commit.revisions);
    } catch (error) {
      // A log that cannot be read shows nothing of the commit, whose documents do not depend on it.
      if (!(error instanceof NbarcError) || error.status !== "invalid") throw error;
    }
    if (commit.revisions > log.size || !equal(root, commit.root))
      invalid(this.commit.offset, `commit ${commit.number}: its root is not that of the first leaves of the log`);
  }

  // ---- pages

  /**
   * All entries, in order; with `newest`, only the newest revision of each page. With
   * `from`, those whose identifiers are not below it; with `below`, those of which
   * identifiers begin with it.
   */
  async *entries({ newest = true, titles = false, hashes = false, from = "", below = "" } = {}) {
    const start = from > below ? from : below;
    const key = start ? { key: utf8(start), revision: HIGHEST } : null;
    let last = null;
    for await (const entry of this.catalogue.entries({ titles, hashes, key })) {
      if (below && !entry.id.startsWith(below)) return;
      if (newest && last && equal(last.key, entry.key)) continue;
      last = entry;
      yield entry;
    }
  }

  /**
   * What a name stands for (section 9.4): {below, page, number}, with the beginning of the
   * identifiers of its pages, and the page or the item alone that it names. All of them
   * without a name.
   */
  async chooser(name) {
    if (!name) return { below: "" };
    const parts = splitItem(name);
    if (await this.catalogue.find(utf8(name))) return { below: name, page: name };
    if (parts && (await this.catalogue.find(utf8(parts.page)))) return { below: parts.page, ...parts };
    if (isIssue(name)) return { below: `${name}-` };
    for await (const _ of this.entries({ below: `${name}-` })) return { below: `${name}-` };
    return { below: "", items: name };
  }

  /** {entry, item} of all items that a name stands for and may be given out. */
  async *named(name, detail) {
    const { below, page, number, items } = await this.chooser(name);
    // What begins with the beginning of an item's identifier can be on a page whose own is shorter.
    const from = items ? items.replace(/-[0-9]*$/, "") : "";
    for await (const entry of this.entries({ ...detail, below: below || from, from: detail.from })) {
      if ((page && entry.id !== page) || entry.state !== PRESENT) continue;
      for (const item of entry.items)
        if (item.state === PRESENT && (!number || item.number === number) && (!items || itemId(entry, item).startsWith(items)))
          yield { entry, item };
    }
  }

  /** {entry, item} of all items that a filter chooses, with titles if `titles`. Pages that it cannot choose are not read. */
  async *filtered(filter, { titles = false, hashes = false } = {}) {
    const detail = { titles: titles || filter.needsTexts, hashes };
    for (let from = filter.start, next = from; next !== null; from = next) {
      next = null;
      for await (const entry of this.entries({ ...detail, from })) {
        const judged = filter.judge(entry.id);
        if (judged.next > entry.id) {
          next = judged.next;
          break;
        }
        if (!judged.chosen || entry.state !== PRESENT) continue;
        for (const item of entry.items)
          if (item.state === PRESENT && (await this.choosesItem(filter, entry, item))) yield { entry, item };
      }
    }
  }

  /** Does the filter choose the item? The document is read if the catalogue does not have its authors. */
  async choosesItem(filter, entry, item) {
    const judged = filter.judgeItem(item);
    if (judged !== null) return judged;
    await entry.leaf.addHashes(this.source);
    const document = await this.document(entry);
    checkSlice(entry, item, document);
    return filter.choosesAuthor(fromDocument(entry, document.subarray(item.offset, item.offset + item.length), wordsOf).authors);
  }

  /** {entry, item} of all items that may be given out; of those that `names` stand for, and `filter` chooses. */
  async *items(names, filter = new Filter(), detail = {}) {
    const list = [names ?? []].flat();
    if (!list.length) yield* this.filtered(filter, detail);
    for (const name of list) {
      let any = false;
      for await (const one of this.named(name, { ...detail, titles: detail.titles || filter.needsTexts })) {
        any = true;
        if (filter.judge(one.entry.id).chosen && (await this.choosesItem(filter, one.entry, one.item))) yield one;
      }
      if (!any) await this.refuseNamed(name);
    }
  }

  /** Throw the answer for a name that stands for nothing that may be given out. */
  async refuseNamed(name) {
    await this.resolve(name);
    absent(`${name}: nothing of it is present`);
  }

  /**
   * The records of items (nbarc(5)): of those that `names` stand for, one or several
   * identifiers or beginnings of them, or of all. `options` choose further: from, to, title,
   * page, kind, author, head, limit. With `text`, a record has the fields of the document too.
   */
  async *list(names, { limit = Infinity, text = false, hashes = text, ...options } = {}) {
    let count = 0;
    if (limit <= 0) return;
    for await (const { entry, item } of this.items(names, new Filter(options), { titles: true, hashes })) {
      yield text ? await this.describe(entry, item, entry) : catalogueFields(entry, item);
      if (++count >= limit) return;
    }
  }

  /** The identifiers of these items, and who wrote them: null where the catalogue does not say it. */
  async *authors(names) {
    for await (const { entry, item } of this.items(names)) yield { id: itemId(entry, item), authors: item.authors };
  }

  /** The whole record of an item: that of `entry`, which may be shown. */
  async describe(entry, item, newest) {
    const record = catalogueFields(entry, item, newest);
    if (record.state !== "present") return record;
    const document = await this.document(entry);
    checkSlice(entry, item, document);
    return documentFields(record, entry, item, document);
  }

  /** The record of the item with this identifier, with all fields. */
  async find(id) {
    const { entry, item, newest } = await this.resolve(id);
    if (!item) usage(`${id}: the identifier of a page, not of an item`);
    await entry.leaf.addTexts((offset, size) => this.catalogue.readTexts(offset, size));
    return this.describe(entry, item, newest);
  }

  /** The revisions of a page, or of the page of an item, the newest first: {revision, commit, state, reason}. */
  async revisions(id) {
    const page = (await this.catalogue.find(utf8(id))) ? id : splitItem(id)?.page ?? id;
    const found = [];
    for await (const entry of this.entries({ newest: false, below: page }))
      if (entry.id === page)
        found.push({ id: page, revision: entry.revision, commit: entry.commit, state: STATES[entry.state], reason: entry.reason });
    return found.length ? found : absent(`${id}: not in the archive`);
  }

  /**
   * What `id` means: {entry, item, newest}; item is undefined for a page. With `hidden`, an
   * item that is withdrawn is found too.
   */
  async resolve(id, { hidden = false } = {}) {
    const [name, revision] = splitRevision(id);
    let page = name;
    let number;
    const parts = splitItem(name);
    // If there is the page, no other one is called as an item of it.
    let newest = parts && (await this.catalogue.find(utf8(parts.page)));
    if (newest) ({ page, number } = parts);
    else newest = (await this.catalogue.find(utf8(name))) ?? absent(`${name}: not in the archive`);
    await this.refuseHidden(name, newest, number);
    const entry = revision === undefined || revision === newest.revision ? newest
      : await this.catalogue.find(utf8(page), revision);
    if (!entry) absent(`${name}: it has no revision ${revision}`);
    if (entry.state === PURGED) absent(`${name}: purged: ${entry.reason}`);
    if (number === undefined) return { entry, newest };
    const item = entry.items.find((one) => one.number === number) ?? absent(`${name}: not in the archive`);
    const now = newest.items.find((one) => one.number === number);
    if (hidden && item.state !== MOVED) return { entry, item, newest };
    if (now?.state === WITHDRAWN) absent(`${name}: withdrawn: ${now.reason}`);
    if (item.state !== PRESENT) absent(`${name}: its text is now in: ${item.reason}`);
    return { entry, item, newest };
  }

  async refuseHidden(name, newest, number) {
    if (newest.state === PRESENT) return;
    const now = await this.renamedTo(newest);
    if (now) absent(`${name}: renamed to ${now}${number === undefined ? "" : name.slice(newest.id.length)}`);
    absent(`${name}: ${STATES[newest.state]}: ${newest.reason}`);
  }

  /** The identifier that a hidden page has now (section 9.5), or "". Both sides must say it. */
  async renamedTo(hidden) {
    let now = "";
    let at = hidden;
    for (let hops = 0; at && at.state !== PRESENT && hops < RENAMED_MAX; hops++) {
      const to = /^renamed to (.+)$/s.exec(at.reason)?.[1];
      if (!to || to === hidden.id) break;
      at = await this.catalogue.find(utf8(to));
      if (at && (await this.wasCalled(to, hidden.id))) now = to;
    }
    return now;
  }

  /** Does the document of a revision of the page `to` say that the page was called `id`? */
  async wasCalled(to, id) {
    const mark = utf8(`<idno type="previous">${id}</idno>`);
    for await (const entry of this.entries({ newest: false, hashes: true, below: to })) {
      if (entry.id !== to) break;
      if (entry.state === PURGED || !entry.length) continue;
      const head = (await this.document(entry)).subarray(0, entry.head);
      const [publication] = /<publicationStmt>.*?<\/publicationStmt>/s.exec(text(head)) ?? [""];
      if (publication.includes(text(mark))) return true;
    }
    return false;
  }

  /** The hits of one or several texts: find/search.js. */
  search(texts, options) {
    return search(this, texts, options);
  }

  // ---- proofs

  /** The proof that a page or an item belongs to the corpus, as bytes; checkProof() checks it. */
  prove(id) {
    return prove(this, id);
  }

  /** The proof that the corpus has all of what it had at an earlier commit. */
  proveConsistency(commit) {
    return proveConsistency(this, String(commit));
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

  /** The text of a page or an item, as `nbarc get --format text` prints it. */
  async text(id) {
    const { entry, item, newest } = await this.resolve(id);
    const document = await this.document(entry);
    if (item) checkSlice(entry, item, document);
    const shown = item ? document.subarray(item.offset, item.offset + item.length) : withoutWithdrawn(entry, document, newest);
    return fromDocument(entry, shown, textOf);
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
    const item = splitItem(name);
    const parts = item && (await this.catalogue.find(utf8(item.page))) ? item : { page: name };
    const { entry, newest } = await this.resolve(revision === undefined ? parts.page : `${parts.page}@${revision}`);
    if (parts.number && !entry.items.some((one) => one.number === parts.number)) absent(`${name}: not in the archive`);
    const hidden = newest.items.find((one) => one.state === WITHDRAWN);
    if (hidden) absent(`${id}: its source contains the text of ${itemId(newest, hidden)}, withdrawn: ${hidden.reason}`);
    return entry;
  }
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
