// SPDX-License-Identifier: Apache-2.0
// Catalogue leaves with the records beside them (sections 7.1 to 7.4 of the
// specification).
import { Column, compare, concat, equal, sha256, strictText, text } from "../base/bytes.js";
import { invalid, unsupported } from "../base/errors.js";
import { CONTENT_MAX, NODE_MAX, REFUSE, checkRecord, readRecord } from "./record.js";
import { decompress } from "./zstd.js";

const KEYS = ["shared", "rest", "identifier", "form", "revision", "commit", "purged"];
const REST = ["frames", "frame", "index", "offset", "head", "tail", "remainder", "source", "items", "name", "number",
  "itemForm", "characters", "length", "place", "reason"];
const FURTHER = { 1: "authors" }; // by tag
export const KINDS = ["article", "photo", "notice", "advertisement", "furniture"];
export const PRESENT = 0;
export const WITHDRAWN = 1;
export const PURGED = 2;
export const MOVED = 2;
const ITEMS_MAX = 65535;
const NO_PLACE = { directory: 0, directorySize: 0, frameSize: 0, contentSize: 0, sourcesSize: 0, pageIndex: 0,
  offset: 0, head: 0 };

/**
 * Divide the content of a frame into its columns, and pass over unknown ones. `further` has
 * the names of further columns by their tags.
 */
export function splitColumns(names, content, fail, offset, further = {}) {
  const all = new Column(content, fail);
  const columns = {};
  for (const name of names) columns[name] = new Column(all.take(all.number()), fail);
  while (!all.done) {
    const tag = all.number();
    if (!tag) fail("a column has no tag");
    const values = all.take(all.number());
    const known = further[tag];
    if (known && columns[known]) fail("a further column comes twice");
    if (known) columns[known] = new Column(values, fail);
    if (tag >= REFUSE) unsupported(offset, `column ${tag} needs a newer reader`);
  }
  return columns;
}

/**
 * A leaf, with all its page entries in `entries`. An entry has `key` (the bytes of its
 * identifier), `id`, `revision`, `commit`, `state`, places, sizes and `items`. Hashes and
 * texts are added by addHashes() and addTexts().
 */
export class Leaf {
  /** `before` has the bytes of the hashes record if it was read with the leaf. */
  static async parse(bytes, offset, before) {
    const leaf = new Leaf();
    const fields = await checkRecord(bytes, offset, "L");
    leaf.offset = offset;
    leaf.hashes = { offset: fields.u64(32), size: fields.u32(48), bytes: before };
    leaf.texts = { offset: fields.u64(40), size: fields.u32(52), from: fields.u32(56), length: fields.u32(60) };
    await leaf.decode(fields);
    return leaf;
  }

  fail(what) {
    invalid(this.offset, `catalogue leaf: ${what}`);
  }

  async decode(fields) {
    const [count, keys, keysSize, restSize] = [16, 20, 24, 28].map((at) => fields.u32(at));
    if (fields.end < 72 || !count || count > NODE_MAX / 64 || keys > fields.end - 72 || !keysSize || keysSize > NODE_MAX ||
        !restSize || restSize > NODE_MAX)
      this.fail("its counts are out of range");
    if (this.hashes.size < 24 + 64 * count || this.hashes.offset + this.hashes.size !== this.offset)
      this.fail("its hashes record does not precede it");
    if (this.texts.offset + this.texts.size > this.offset || (!this.texts.size && (this.texts.offset || this.texts.length)))
      this.fail("its texts record lies elsewhere");
    const check = (await sha256(fields.slice(0, 64 + keys))).subarray(0, 8);
    if (!equal(check, fields.slice(64 + keys, 8))) this.fail("the check of its keys is wrong");
    const fail = (what) => this.fail(what);
    const frames = [[64, keys, keysSize, KEYS, {}], [72 + keys, fields.end - 72 - keys, restSize, REST, FURTHER]];
    this.columns = {};
    for (const [at, length, size, names, further] of frames) {
      const content = await decompress(fields.slice(at, length), size, NODE_MAX, this.offset);
      Object.assign(this.columns, splitColumns(names, content, fail, this.offset, further));
    }
    this.frames = this.parseFrames();
    this.last = { key: new Uint8Array(), frame: -1, index: 0, end: 0 };
    this.entries = Array.from({ length: count }, () => this.entry());
    if (Object.values(this.columns).some((column) => !column.done)) this.fail("values are left over");
    this.checkOrder();
  }

  parseFrames() {
    const { bytes } = this.columns.frames;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes.length % 28) this.fail("its table of frames is cut off");
    this.columns.frames.at = bytes.length;
    return Array.from({ length: bytes.length / 28 }, (_, i) => ({
      directory: Number(view.getBigUint64(28 * i, true)), directorySize: view.getUint32(28 * i + 8, true),
      frameSize: Number(view.getBigUint64(28 * i + 12, true)), contentSize: view.getUint32(28 * i + 20, true),
      sourcesSize: view.getUint32(28 * i + 24, true),
    }));
  }

  checkOrder() {
    this.entries.forEach((entry, i) => {
      if (i && compareKeys(this.entries[i - 1], entry) >= 0) this.fail("its entries are not in order");
    });
  }

  entry() {
    const c = this.columns;
    const shared = c.shared.byte();
    const rest = c.rest.byte();
    const form = c.form.byte();
    if (shared > this.last.key.length || !(shared + rest) || shared + rest > 255) this.fail("an identifier is cut off");
    const key = concat(this.last.key.subarray(0, shared), c.identifier.take(rest));
    this.last.key = key;
    const e = { key, id: text(key), revision: c.revision.number(0xffffffff), commit: c.commit.number(0xffffffff),
      state: form & 3, hasSource: (form & 4) !== 0, hasDecisions: form >> 7 === 1, formerState: (form >> 3) & 1, purged: 0 };
    if (e.state > PURGED || form & (e.state === PURGED ? 0x84 : 8) || (form & 0x30) === 0x20 || !e.revision)
      this.fail("an entry is invalid");
    if (e.state === PURGED) Object.assign(e, NO_PLACE, { purged: c.purged.number() });
    else this.locate(e);
    e.name = (form & 0x20 ? e.id : "") + (form & 0x10 ? c.name.string() : "");
    e.reason = form & 0x40 ? c.reason.string() : "";
    const end = this.items(e);
    e.sourceLength = c.source.difference(3 * e.items.reduce((sum, item) => sum + item.characters, 0), Number.MAX_SAFE_INTEGER);
    e.tail = e.state === PURGED ? 0 : c.tail.difference(end);
    e.length = e.tail + c.remainder.number(0xffffffff - e.tail);
    if (e.state !== PURGED) this.last.end = e.offset + e.length;
    this.check(e);
    return e;
  }

  /** Read where the document is: its frame, and its place in the content. */
  locate(e) {
    const c = this.columns;
    const which = c.frame.number(this.frames.length);
    if (which) Object.assign(this.last, { frame: which - 1, index: 0, end: 0 });
    if (this.last.frame < 0) this.fail("the first entry has no frame");
    Object.assign(e, this.frames[this.last.frame]);
    e.pageIndex = c.index.difference(this.last.index);
    e.offset = c.offset.difference(this.last.end);
    e.head = c.head.number(0xffffffff);
    this.last.index = e.pageIndex + 1;
  }

  /** Read the items, without their texts. Returns the expected tail offset. */
  items(e) {
    const c = this.columns;
    let number = 0;
    let end = e.head;
    e.items = Array.from({ length: c.items.number(ITEMS_MAX) }, () => {
      number += 1 + c.number.number(ITEMS_MAX);
      const form = c.itemForm.byte();
      const last = (form & 12) === 12; // the kind 4, with its state where others have theirs
      const item = { number, kind: last ? 4 : form & 3, state: last ? form & 3 : (form >> 2) & 3, form, characters: c.characters.number(0xffffffff),
        offset: 0, length: 0, title: "", kicker: "", byline: "", reason: form & 0x80 ? c.reason.string() : "" };
      item.authors = this.authors();
      if (number > ITEMS_MAX || item.state > MOVED) this.fail("an item is invalid");
      if (e.state !== PURGED) {
        item.length = c.length.difference(112 + 3 * item.characters);
        item.offset = c.place.difference(item.length ? end : 0);
      }
      if (item.length) end = item.offset + item.length;
      return item;
    });
    return end;
  }

  /** The names of the authors of an item; null if the leaf does not say them. */
  authors() {
    const { authors } = this.columns;
    if (!authors) return null;
    const bytes = authors.take(authors.number(0xffff));
    if (bytes.length && bytes[bytes.length - 1]) this.fail("a string is cut off");
    return (strictText(bytes) ?? this.fail("a string is not UTF-8")).split("\0").slice(0, -1);
  }

  /** Check what section 7.1 demands of an entry. */
  check(e) {
    if (e.state === PURGED) {
      if (!e.purged) this.fail("a page was purged by no commit");
      return;
    }
    if (e.contentSize > CONTENT_MAX || e.offset + e.length > e.contentSize || e.head > e.tail || e.tail > e.length ||
        e.pageIndex > 65534)
      this.fail("a document lies outside its frame");
    let last = e.head;
    const there = e.items.filter((item) => item.length || item.state === PRESENT);
    for (const item of there.sort((a, b) => a.offset - b.offset)) {
      if (item.state === MOVED || item.offset < last || item.offset + item.length > e.tail)
        this.fail("items overlap or lie outside the document");
      last = item.offset + item.length;
    }
  }

  /** Add `hash` and `sourceHash` to all entries. */
  async addHashes(source) {
    if (this.hashed) return;
    const { offset, size, bytes } = this.hashes;
    const fields = bytes ? await checkRecord(bytes, offset, "X") : await readRecord(source, offset, size, "X");
    if (fields.end !== 16 + 64 * this.entries.length) invalid(offset, "hashes record: it has another size");
    this.entries.forEach((e, i) => {
      e.hash = fields.slice(16 + 64 * i, 32);
      e.sourceHash = fields.slice(48 + 64 * i, 32);
    });
    this.hashed = true;
  }

  /** Add titles, kickers and bylines. `texts` gives the content of a texts record. */
  async addTexts(texts) {
    if (this.titled) return;
    const { offset, size, from, length } = this.texts;
    const content = size ? await texts(offset, size) : new Uint8Array();
    if (from + length > content.length) this.fail("its texts exceed their record");
    const column = new Column(content.subarray(from, from + length), (what) => this.fail(what));
    for (const item of this.entries.flatMap((e) => e.items)) {
      if (item.form & 0x10) item.title = column.string();
      if (item.form & 0x20) item.kicker = column.string();
      if (item.form & 0x40) item.byline = column.string();
    }
    if (!column.done) this.fail("texts are left over");
    this.titled = true;
  }
}

/** Compare keys in the order of the catalogue: by identifier, then by revision from high to low. */
export function compareKeys(a, b) {
  return compare(a.key, b.key) || b.revision - a.revision;
}

/** The content of the texts record at `offset`. */
export async function readTexts(source, offset, size) {
  const fields = await readRecord(source, offset, size, "T");
  const length = fields.u32(16);
  if (!length || length > NODE_MAX) invalid(offset, "texts record: its size is out of range");
  return decompress(fields.slice(32, fields.end - 32), length, NODE_MAX, offset);
}
