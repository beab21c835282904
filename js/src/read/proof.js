// SPDX-License-Identifier: Apache-2.0
// Proofs (section 19 of the specification): making them of an archive, and checking them
// without one.
import { concat, equal, hex, sha256, strictText, utf8 } from "../base/bytes.js";
import { NbarcError, absent, invalid } from "../base/errors.js";
import { MOVED, PRESENT, PURGED, WITHDRAWN } from "../format/leaf.js";
import { innerHash, leafHash } from "../format/log.js";
import { LeavesTree, LogTree } from "../format/logtree.js";
import { splitItem, splitRevision } from "./names.js";
import { attribute, findTag } from "./tags.js";

/** The log of an archive as a tree. */
export async function logOf(archive) {
  if (archive.upto !== undefined) return new LeavesTree((await archive.leaves()).slice(0, archive.commit.revisions));
  return new LogTree(archive.source, archive.commit, archive.catalogue);
}

/** Replay an inclusion path (RFC 9162, section 2.1.3.2): the root that it leads to, or null. */
async function replay(hash, index, size, path) {
  let fn = index;
  let sn = size - 1;
  if (index >= size) return null;
  for (const one of path) {
    if (!sn) return null;
    if (fn % 2 || fn === sn) {
      hash = await innerHash(one, hash);
      while (fn % 2 === 0 && fn) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else hash = await innerHash(hash, one);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn ? null : hash;
}

/** Replay a consistency path (section 2.1.4.2): the two roots, or null. */
async function replayConsistency(old, size, oldRoot, path) {
  const rest = Number.isInteger(Math.log2(old)) ? [oldRoot, ...path] : path;
  let fn = old - 1;
  let sn = size - 1;
  while (fn % 2) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  if (!rest.length || !path.length) return null;
  let [fr] = rest;
  let sr = fr;
  for (const one of rest.slice(1)) {
    if (!sn) return null;
    if (fn % 2 || fn === sn) {
      [fr, sr] = [await innerHash(one, fr), await innerHash(one, sr)];
      while (fn % 2 === 0 && fn) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else sr = await innerHash(sr, one);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn ? null : [fr, sr];
}

// ---- making

/** The entry that a proof is about: resolve(), but for a page what is hidden can be proven by its hashes. */
async function provable(archive, id) {
  const [name, revision] = splitRevision(id);
  const parts = splitItem(name);
  const item = parts && (await archive.catalogue.find(utf8(parts.page))) ? parts : null;
  if (item) return archive.resolve(id, { hidden: true });
  const newest = (await archive.catalogue.find(utf8(name))) ?? absent(`${name}: not in the archive`);
  const entry = revision === undefined ? newest : (await archive.catalogue.find(utf8(name), revision)) ?? absent(`${id}: not in the archive`);
  return { entry, newest };
}

/** The proof that a page or an item belongs to the corpus, as bytes: `nbarc prove`. */
export async function prove(archive, id) {
  const { entry, newest } = await provable(archive, id);
  const log = await logOf(archive);
  const index = await log.indexOf(entry);
  const path = await log.path(index, archive.commit.revisions);
  if (!equal((await replay(await leafHash(entry), index, archive.commit.revisions, path)) ?? [], archive.commit.root))
    invalid(archive.commit.offset, "the log does not lead to the root");
  const hidden = newest.state !== PRESENT || entry.state === PURGED || newest.items.some((item) => item.state === WITHDRAWN);
  const document = hidden ? new Uint8Array() : await archive.document(entry);
  const lines = ["nbarc proof 1", `subject ${id}`, `root ${hex(archive.commit.root)}`, `leaves ${archive.commit.revisions}`,
    `leaf ${index}`, `page ${entry.id}`, `revision ${entry.revision}`,
    `state ${entry.state === PURGED ? entry.formerState : entry.state}`, `document ${hex(entry.hash)}`,
    `source ${hex(entry.sourceHash)}`,
    ...entry.items.filter((item) => item.state !== PRESENT).map((item) => `item ${item.number} ${item.state}`),
    ...path.map((hash) => `path ${hex(hash)}`), `text ${document.length}`];
  return concat(utf8(`${lines.join("\n")}\n${hidden ? "" : "\n"}`), document);
}

/** The proof that the corpus has all of what it had at an earlier commit, as bytes. */
export async function proveConsistency(archive, name) {
  const old = await archive.commitNamed(name);
  const log = await logOf(archive);
  if (!old.revisions) absent(`${name}: there was no page yet`);
  const path = await log.consistency(old.revisions, archive.commit.revisions);
  const lines = ["nbarc consistency 1", `old-leaves ${old.revisions}`, `old-root ${hex(old.root)}`,
    `leaves ${archive.commit.revisions}`, `root ${hex(archive.commit.root)}`, ...path.map((hash) => `path ${hex(hash)}`)];
  const proof = utf8(`${lines.join("\n")}\n`);
  await checkProof(proof);
  return proof;
}

// ---- checking

function broken(message) {
  throw new NbarcError("invalid", `proof: ${message}`);
}

/** Takes the lines of a proof one after the other. */
class Lines {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  peek() {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0 || end - this.at > 1024) return null;
    return strictText(this.bytes.subarray(this.at, end));
  }

  line() {
    const line = this.peek() ?? broken("a line is missing");
    this.at = this.bytes.indexOf(10, this.at) + 1;
    return line;
  }

  value(name) {
    const line = this.line();
    return line.startsWith(`${name} `) ? line.slice(name.length + 1) : broken(`a line '${name}' is missing`);
  }

  number(name, most) {
    const text = this.value(name);
    return /^(0|[1-9][0-9]*)$/.test(text) && Number(text) <= most ? Number(text) : broken(`'${name}' is out of range`);
  }

  hash(name) {
    const digits = this.value(name);
    if (!/^[0-9a-f]{64}$/.test(digits)) broken(`'${name}' is no hash`);
    return Uint8Array.from(digits.match(/../g), (byte) => parseInt(byte, 16));
  }

  path() {
    const path = [];
    while (this.peek()?.startsWith("path ")) path.push(this.hash("path"));
    return path;
  }
}

const LEAVES_MAX = 2 ** 32 - 1;

async function checkConsistency(lines) {
  const old = lines.number("old-leaves", LEAVES_MAX);
  const oldRoot = lines.hash("old-root");
  const size = lines.number("leaves", LEAVES_MAX);
  const root = lines.hash("root");
  const path = lines.path();
  if (lines.at !== lines.bytes.length || !old || old > size) broken("its numbers are out of range");
  const roots = old === size ? (path.length ? null : [oldRoot, root]) : await replayConsistency(old, size, oldRoot, path);
  if (!roots || !equal(roots[0], oldRoot) || !equal(roots[1], root) || (old === size && !equal(oldRoot, root)))
    broken("the path does not lead to the roots");
  return { kind: "consistency", root: hex(root), oldRoot: hex(oldRoot) };
}

function readLeaf(lines) {
  const leaf = { id: lines.value("page"), revision: lines.number("revision", LEAVES_MAX), state: lines.number("state", 1) };
  if (!leaf.revision) broken("'revision' is out of range");
  leaf.key = utf8(leaf.id);
  if (!leaf.key.length || leaf.key.length > 255) broken("'page' is no identifier");
  leaf.hash = lines.hash("document");
  leaf.sourceHash = lines.hash("source");
  leaf.items = [];
  for (let last = 0; lines.peek()?.startsWith("item "); ) {
    const match = /^([1-9][0-9]{0,4}) ([12])$/.exec(lines.value("item"));
    const number = Number(match?.[1]);
    if (!match || number > 65535 || number <= last) broken("'item' is invalid");
    leaf.items.push({ number, state: Number(match[2]) });
    last = number;
  }
  return leaf;
}

/** The number of the item that a proof is about, or undefined; it must be one of the page. */
function subjectItem(subject, leaf) {
  const [name, revision] = splitRevision(subject);
  if (revision !== undefined && revision !== leaf.revision) broken("its subject is of another revision");
  if (name === leaf.id) return undefined;
  const parts = splitItem(name);
  return parts?.page === leaf.id ? parts.number : broken("its subject is of another page");
}

/** What the text of a proof says of itself: the page, and the items in its body. */
function idsOf(text) {
  const ids = { page: null, items: new Set() };
  let body = false;
  for (let at = 0, tag; (tag = findTag(text, at)); at = tag.end) {
    if (tag.closes) continue;
    if (tag.name === "TEI") ids.page ??= attribute(tag, "xml:id");
    if (tag.name === "body") body = true;
    if (body && tag.name === "div") ids.items.add(attribute(tag, "xml:id"));
  }
  return ids;
}

/**
 * Check a proof (`nbarc check-proof`). `document` is the document of the page, for a proof
 * without its text. Throws an NbarcError if it does not hold; otherwise {kind, root, ...},
 * where the root is that which the proof leads to: compare it with one that you trust.
 */
export async function checkProof(bytes, document) {
  const lines = new Lines(bytes);
  const first = lines.line();
  if (first === "nbarc consistency 1") return checkConsistency(lines);
  if (first !== "nbarc proof 1") broken("not a proof of nbarc");
  const subject = lines.value("subject");
  const root = lines.hash("root");
  const size = lines.number("leaves", LEAVES_MAX);
  const index = lines.number("leaf", LEAVES_MAX);
  const leaf = readLeaf(lines);
  const path = lines.path();
  const length = lines.number("text", 2 ** 32 - 1);
  if (!equal((await replay(await leafHash(leaf), index, size, path)) ?? [], root)) broken("the path does not lead to the root");
  if (length && lines.line() !== "") broken("an empty line is missing");
  if (lines.at + length !== bytes.length) broken("its text has another length");
  const text = length ? bytes.subarray(lines.at) : document;
  const number = subjectItem(subject, leaf);
  const state = number === undefined ? leaf.state : leaf.items.find((item) => item.number === number)?.state ?? PRESENT;
  if (number !== undefined && state === MOVED) broken("its subject was moved to other items");
  if (text) await checkText(text, leaf, number, splitRevision(subject)[0], state);
  else if (number !== undefined && state !== WITHDRAWN) broken("the document of its page is needed");
  return { kind: "proof", subject, root: hex(root), page: leaf.id, revision: leaf.revision, state, hasText: Boolean(text) };
}

async function checkText(bytes, leaf, number, name, state) {
  if (!equal(await sha256(bytes), leaf.hash)) broken("the SHA-256 of the text is wrong");
  const ids = idsOf(strictText(bytes) ?? broken("the text is not UTF-8"));
  if (ids.page !== leaf.id) broken("the text is that of another page");
  if (number !== undefined && state !== WITHDRAWN && !ids.items.has(name)) broken("the page has no such item");
}
