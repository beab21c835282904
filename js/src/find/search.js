// SPDX-License-Identifier: Apache-2.0
// Searching the text of items, as nbarc-grep(1) does: hits of several texts, of which any
// counts, with full and half width alike. With an index, only items that may have a hit are
// read.
import { compare } from "../base/bytes.js";
import { NbarcError, usage } from "../base/errors.js";
import { PRESENT } from "../format/leaf.js";
import { Filter } from "../read/filter.js";
import { fromDocument } from "../read/item.js";
import { isoDate, itemId, parseNewspaper } from "../read/names.js";
import { logOf } from "../read/proof.js";
import { checkSlice } from "../read/slice.js";
import { blocksOf } from "../read/text.js";
import { fold } from "./fold.js";
import { Index } from "./index.js";
import { findSlot, readSlot } from "./slot.js";

const PARTS = { head: "head", byline: "byline", dateline: "text", p: "text" };
const CONTEXT = 12; // Han characters on each side of a hit

/** Does a character take two columns? As East Asian Width says, for what newspapers have. */
function isWide(char) {
  return /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(char);
}

/** As many characters as there is room for, in columns. */
function take(chars, room) {
  let n = 0;
  for (const char of chars) {
    room -= isWide(char) ? 2 : 1;
    if (room < 0) break;
    n += char.length;
  }
  return n;
}

/** What is looked for: `texts` of which any is a hit, `not` within which a hit does not count, `parts` of an item. */
class Pattern {
  constructor(texts, { not = [], parts } = {}) {
    this.texts = [texts].flat();
    if (!this.texts.length || this.texts.some((one) => typeof one !== "string" || !one || /\n/.test(one)))
      usage("a text to be looked for is empty or has several lines");
    // Of several that begin at one place the longest counts.
    const escaped = this.texts.map(fold).sort((a, b) => b.length - a.length).map((one) => one.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
    this.regex = new RegExp(escaped.join("|"), "gu");
    this.not = [not].flat().map(fold);
    this.parts = parts ? new Set([parts].flat().flatMap((one) => one.split(","))) : null;
    for (const part of this.parts ?? []) if (!Object.values(PARTS).includes(part)) usage(`${part}: no such part; there are head, byline and text`);
  }

  excluded(line, start, end) {
    return this.not.some((word) => {
      for (let at = line.indexOf(word, Math.max(0, end - word.length)); at >= 0 && at <= start; at = line.indexOf(word, at + 1))
        if (at + word.length >= end) return true;
      return false;
    });
  }

  /** The hits in an item: {part, position, line, start, end}. */
  *hits(xml) {
    let before = 0; // characters of the text of the item
    for (const { element, text } of blocksOf(xml)) {
      const part = PARTS[element];
      const folded = fold(text);
      // A paragraph can have ends of lines of its own.
      for (const match of folded.matchAll(this.regex)) {
        const [start, end] = [match.index, match.index + match[0].length];
        if ((this.parts && !this.parts.has(part)) || this.excluded(folded, start, end)) continue;
        const from = text.lastIndexOf("\n", start - 1) + 1;
        const to = text.indexOf("\n", end);
        yield { part, position: before + [...text.slice(0, start)].length, line: text.slice(from, to < 0 ? undefined : to),
          start: start - from, end: end - from };
      }
      before += [...text].length + 2;
    }
  }
}

/** The record of a hit, with `context` Han characters, or twice as many of half width, on each side. */
function describe(entry, item, hit, context) {
  const parts = parseNewspaper(entry.id);
  const before = hit.line.slice(0, hit.start);
  const left = take([...before].reverse(), 2 * context);
  const after = hit.line.slice(hit.end);
  return {
    id: itemId(entry, item), date: parts ? isoDate(parts.date) : "", title: item.title, part: hit.part, position: hit.position,
    left: before.slice(before.length - left), hit: hit.line.slice(hit.start, hit.end), right: after.slice(0, take([...after], 2 * context)),
  };
}

/** The result of some work with the index, or null if the index cannot be used; `report` is told why. */
async function unlessDamaged(work, report) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof NbarcError) || !["invalid", "unsupported"].includes(error.status)) throw error;
    report?.(error);
    return null;
  }
}

/** Where an index can be, in the order of preference: each gives {source, slot}, or null if there is none. */
const PLACES = [
  async (archive) => {
    const source = await archive.openIndex?.();
    return source ? { source, slot: await readSlot(source) } : null;
  },
  async (archive) => {
    const slot = await findSlot(archive);
    return slot && { source: archive.source, slot };
  },
];

async function openIndex(archive, place) {
  const found = await place(archive);
  return found && Index.open(found.source, found.slot, await logOf(archive));
}

/**
 * What an index says of texts: {index, candidates}, of the first one that can be used, or null.
 * An earlier state is searched with those of the newest, which keeps them open.
 */
async function consult(archive, texts, report) {
  const owner = archive.newest ?? archive;
  let trouble = null;
  owner.indexes ??= [];
  for (const [i, place] of PLACES.entries()) {
    try {
      const found = await unlessDamaged(async () => {
        const index = await (owner.indexes[i] ??= openIndex(owner, place));
        return index && { index, candidates: await index.candidates(texts) };
      }, report);
      if (found) return found;
    } catch (error) {
      // A server that does not give the file may give the archive all the same.
      if (!(error instanceof NbarcError) || error.status !== "unavailable") throw error;
      // The next search asks again.
      owner.indexes[i] = undefined;
      trouble ??= error;
    }
  }
  if (trouble) throw trouble;
  return null;
}

/** {entry, item} of candidates, in the order of the catalogue; and of entries that the index does not know. */
async function* among(archive, index, candidates, filter) {
  candidates.sort((a, b) => compare(a.key, b.key) || b.revision - a.revision);
  const later = archive.commit.revisions > index.entries ? await laterEntries(archive, index, candidates) : candidates;
  for (const { key, id, revision, items } of later) {
    const judged = filter.judge(id);
    if (!judged.chosen) continue;
    const entry = await archive.catalogue.find(key);
    if (!entry || entry.revision !== revision || entry.state !== PRESENT) continue;
    await entry.leaf.addTexts((offset, size) => archive.catalogue.readTexts(offset, size));
    for (const item of entry.items)
      if (item.state === PRESENT && item.length && (!items || items.includes(item.number)) && (await archive.choosesItem(filter, entry, item)))
        yield { entry, item };
  }
}

/** The candidates with all page entries that came after the index was made. */
async function laterEntries(archive, index, candidates) {
  const log = await logOf(archive);
  const keys = await log.keysFrom(index.entries);
  const all = [...candidates, ...keys.map(({ key, revision }) => ({ key, id: new TextDecoder().decode(key), revision, items: null }))];
  return all.sort((a, b) => compare(a.key, b.key) || b.revision - a.revision);
}

/**
 * The hits of `texts`, one or several, in the order of identifiers. Options: those of list()
 * but text; `not`, `parts`, `context`; `index` false to search everything; `scan`, how many
 * items are read at most where no index helps; `report`, which is told why an index is not
 * used; `signal`, an AbortSignal.
 */
export async function* search(archive, texts, { limit = Infinity, context = CONTEXT, index: use = true, scan = Infinity, report, signal,
  not, parts, ...options } = {}) {
  const pattern = new Pattern(texts, { not, parts });
  const filter = new Filter(options);
  const { index, candidates } = (use && (await consult(archive, pattern.texts, report))) || { index: null, candidates: null };
  const items = candidates ? among(archive, index, candidates, filter) : archive.filtered(filter, { titles: true, hashes: true });
  let read = 0;
  let count = 0;
  if (limit <= 0) return;
  for await (const { entry, item } of items) {
    signal?.throwIfAborted();
    if (!item.length) continue;
    if (!candidates && read++ >= scan) usage(`no hit can be looked for after ${scan} items without an index`);
    const document = await archive.document(entry);
    checkSlice(entry, item, document);
    const hits = fromDocument(entry, document.subarray(item.offset, item.offset + item.length), (xml) => [...pattern.hits(xml)]);
    for (const hit of hits) {
      yield describe(entry, item, hit, context);
      if (++count >= limit) return;
    }
  }
}
