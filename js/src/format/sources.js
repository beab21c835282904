// SPDX-License-Identifier: Apache-2.0
// Sources records: pages as they were received, their journals, and what persons decided
// about them (section 6 of the specification).
import { concat, equal, sha256, strictText, text } from "../base/bytes.js";
import { absent, invalid, unsupported } from "../base/errors.js";
import { toGb18030 } from "./gb18030.js";
import { CONTENT_MAX, readRecord } from "./record.js";
import { decompress } from "./zstd.js";

const GB18030_BOM = new Uint8Array([0x84, 0x31, 0x95, 0x33]);
const INDEPENDENT = 1;
const ZONED = 2;
const NOT_KEPT = 2;
const DECIDED = 2;
const DECISIONS_MAX = 16384;
const DECISIONS_SIZE_MAX = 1 << 22;
const WORDS = ["keep", "join", "inside", "item", "article", "photo", "notice", "advertisement", "furniture", "column",
  "kicker", "main", "sub", "crosshead", "paragraph", "byline", "caption", "credit", "dateline", "next", "prev", "text", "after"];
const ITEM = /^\S+-(0[1-9]|[1-9][0-9]{1,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])$/;
const WHITE = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]/;
const ZONE = /<zone type="line" ulx="(N)" lrx="(N)" uly="(N)" lry="(N)"\/>/.source.replaceAll("N", "0|[1-9][0-9]{0,5}");

/** Can an entry have its form? One without a source has decisions and nothing else. */
function validForm(entry) {
  if (!/^[!-~]{0,31}$/.test(entry.charset)) return false;
  if (entry.flags & DECIDED && !entry.decisions) return false;
  if (entry.form === NOT_KEPT)
    return entry.flags === DECIDED && !entry.charset && !entry.stored && !entry.journal;
  return entry.form === 0 ? entry.charset !== "" : entry.form === 1 && entry.charset === "GB18030";
}

/** The entries of a sources record, each with the places of its parts in the blob. */
function parseEntries(fields, count, size, listed) {
  const entries = [];
  let at = 32;
  let start = 0;
  let journals = 0;
  let decisions = 0;
  for (let i = 0; i < count; i++) {
    if (at + 16 > 32 + listed || at + 16 + fields.u8(at + 6) + 2 * (fields.u8(at + 5) & DECIDED) > 32 + listed)
      invalid(fields.offset, "sources record: an entry is cut off");
    const entry = { page: fields.u32(at), form: fields.u8(at + 4), flags: fields.u8(at + 5),
      charset: text(fields.slice(at + 16, fields.u8(at + 6))), start, stored: fields.u32(at + 8),
      journalStart: journals, journal: fields.u32(at + 12), decisionsStart: decisions, decisions: 0 };
    const reserved = fields.u8(at + 7);
    at += 16 + fields.u8(at + 6);
    if (entry.flags & ~3 || reserved)
      unsupported(fields.offset, "sources record: reserved bits of an entry are set: a newer reader is needed");
    if (entry.flags & DECIDED) {
      entry.decisions = fields.u32(at);
      at += 4;
    }
    if (!validForm(entry) || (i && entry.page <= entries[i - 1].page))
      invalid(fields.offset, "sources record: an entry is invalid");
    start += entry.stored;
    journals += entry.journal;
    decisions += entry.decisions;
    entries.push(entry);
  }
  if (at !== 32 + listed || start + journals + decisions !== size)
    invalid(fields.offset, "sources record: its entries do not fill it");
  for (const entry of entries) {
    entry.journalStart += start;
    entry.decisionsStart += start + journals;
  }
  return entries;
}

/** What the codes 1 to 6 stand for, for each line zone in the content of a page frame (section 6.3). */
function zonesOf(content) {
  const zones = [];
  for (const zone of new TextDecoder("latin1").decode(content).matchAll(new RegExp(ZONE, "g"))) {
    const [left, right, top, bottom] = zone.slice(1).map(Number);
    if (left <= right && top <= bottom) zones.push([left, right, top, bottom, right - left, bottom - top]);
  }
  return zones;
}

/** The content of a zoned blob: `size` bytes, of which the first `sources` are stored forms. */
function unfold(folded, content, sources, size, offset) {
  const zones = zonesOf(content);
  const out = new Uint8Array(size);
  const fail = () => invalid(offset, "sources record: its numbers do not fit the zones of its documents");
  const byte = () => (at < folded.length ? folded[at++] : fail());
  const number = () => {
    let value = 0;
    for (let i = 0, part = 128; part > 127; i++) {
      if (i === 7) fail();
      part = byte();
      value += (part & 127) * 128 ** i;
    }
    return value;
  };
  let at = 0;
  let made = 0;
  let current = -1;
  while (made < sources) {
    const code = byte();
    if (code >= 1 && code <= 6) {
      if (current < 0) fail();
      for (const digit of String(zones[current][code - 1])) {
        if (made === sources) fail();
        out[made++] = digit.charCodeAt(0);
      }
    } else if (code === 7 || code === 8) {
      current = code === 7 ? current + 1 : number();
      if (current >= zones.length) fail();
    } else out[made++] = code === 14 ? byte() : code;
  }
  if (folded.length - at !== size - sources) fail();
  out.set(folded.subarray(at), sources);
  return out;
}

/**
 * The sources of the pages of a frame: a function from a page index to
 * {bytes, charset, journal, decisions}; bytes is null if only decisions are kept.
 * `content` gives the content of the page frame, which is the prefix of the blob unless the
 * record is independent.
 */
export async function readSources(source, at, size, content) {
  const fields = await readRecord(source, at, size, "S");
  if (fields.end < 32) invalid(at, "sources record: it is too short");
  const [count, length, listed, flags] = [16, 20, 24, 28].map((place) => fields.u32(place));
  if (!count || length > CONTENT_MAX || 32 + listed > fields.end || 16 * count > listed)
    invalid(at, "sources record: its sizes are out of range");
  const entries = parseEntries(fields, count, length, listed);
  const zoned = flags & ZONED;
  const start = 32 + listed + (zoned ? 4 : 0);
  if (zoned && (flags & INDEPENDENT || start > fields.end)) invalid(at, "sources record: its sources cannot be zoned");
  const folded = zoned ? fields.u32(start - 4) : length;
  if (folded > length) invalid(at, "sources record: its sizes are out of range");
  const prefix = flags & INDEPENDENT ? undefined : await content();
  let blob = await decompress(fields.slice(start, fields.end - start), folded, CONTENT_MAX, at, prefix);
  if (zoned) blob = unfold(blob, prefix, entries.reduce((sum, entry) => sum + entry.stored, 0), length, at);
  return (page) => {
    const entry = entries.find((one) => one.page === page);
    if (!entry) return null;
    let bytes = entry.form === NOT_KEPT ? null : blob.subarray(entry.start, entry.start + entry.stored);
    if (entry.form === 1) {
      const stored = strictText(bytes) ?? invalid(at, "sources record: a stored form is not UTF-8");
      bytes = concat(entry.flags & 1 ? GB18030_BOM : new Uint8Array(), toGb18030(stored));
    }
    return { bytes, charset: entry.charset, journal: blob.subarray(entry.journalStart, entry.journalStart + entry.journal),
      decisions: blob.subarray(entry.decisionsStart, entry.decisionsStart + entry.decisions) };
  };
}

/** The source of an entry, whose length and hash are right. */
export async function sourceOf(source, entry, content) {
  if (!entry.hasSource) absent(`${entry.id}: the archive keeps no source`);
  const at = entry.directory + entry.directorySize + entry.frameSize;
  const found = (await readSources(source, at, entry.sourcesSize, content))(entry.pageIndex);
  if (!found?.bytes) invalid(at, `${entry.id}: its source is missing`);
  if (found.bytes.length !== entry.sourceLength || !equal(await sha256(found.bytes), entry.sourceHash))
    invalid(at, `${entry.id}: the SHA-256 of its source is wrong`);
  return found;
}

/** Is this a day of the calendar, such as 2026-03-31? */
function isDay(when) {
  const [, year, month, day] = (/^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(when) ?? []).map(Number);
  // The calendar repeats after 400 years.
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

/** Does a line of decisions keep the rules of section 6.4? */
function isDecision(line) {
  const columns = line.split("\t");
  if (columns.length < 3 || columns.length > 10 || line.endsWith("\r")) return false;
  const [word, left, right, occurrence = "", page = "", , when = "", , subject = "", reading = ""] = columns;
  if (word === "text" || word === "after") {
    if (WHITE.test(subject) || (word === "after" && (right === "" || reading))) return false;
  } else if (right === "" || reading || (subject && (!["next", "prev"].includes(word) || !ITEM.test(subject)))) {
    return false;
  }
  return WORDS.includes(word) && (left !== "" || !["keep", "join", "inside"].includes(word)) &&
    !WHITE.test(left + right) && /^([1-9][0-9]{0,8})?$/.test(occurrence) && page === "" && (when === "" || isDay(when));
}

/** The lines of stored decisions, or null if they break a rule of section 6.4. */
function decisionLines(stored) {
  const lines = strictText(stored)?.split("\n");
  return lines && stored.length <= DECISIONS_SIZE_MAX && !stored.includes(0) && lines.pop() === "" &&
    lines.length <= DECISIONS_MAX && lines.every(isDecision) ? lines : null;
}

/** What persons decided about the page of an entry: lines of a file of decisions, which name the page (section 6.4). */
export async function decisionsOf(source, entry, content) {
  if (!entry.hasDecisions) return "";
  const at = entry.directory + entry.directorySize + entry.frameSize;
  const found = (await readSources(source, at, entry.sourcesSize, content))(entry.pageIndex);
  if (!found?.decisions.length) invalid(at, `${entry.id}: its decisions are missing`);
  const lines = decisionLines(found.decisions);
  if (!lines) invalid(at, `${entry.id}: its decisions break a rule of section 6.4`);
  return lines.map((line) => {
    const columns = line.split("\t");
    while (columns.length < 5) columns.push("");
    columns[4] = entry.id;
    return `${columns.join("\t").replace(/\t+$/, "")}\n`;
  }).join("");
}
