// SPDX-License-Identifier: Apache-2.0
// Reading any part of the log by a few records (section 11.3 of the specification): hashes of
// ranges of leaves, and the paths of RFC 9162 that are made of them.
import { compare, equal } from "../base/bytes.js";
import { absent, invalid } from "../base/errors.js";
import { compareLog, innerHash, leafHash } from "./log.js";
import { GROUP, KEYS_MAX, LEAVES, parseKeys } from "./logrecord.js";
import { NODE_MAX, readRecord } from "./record.js";
import { decompress } from "./zstd.js";

/** The largest power of two below n. */
function split(n) {
  return 2 ** Math.floor(Math.log2(n - 1));
}

/** The hash of the tree over hashes of perfect trees of the same size, of which there are a power of two. */
async function fold(hashes) {
  while (hashes.length > 1)
    hashes = await Promise.all(Array.from({ length: hashes.length / 2 }, (_, i) => innerHash(hashes[2 * i], hashes[2 * i + 1])));
  return hashes[0];
}

/** A tree of hashes. Subclasses have `size`, and perfect(start, height). */
class HashTree {
  /** The hash of the tree of the leaves from `from` to before `to`; `from` is a multiple of the largest perfect tree in it. */
  async range(from, to) {
    const count = to - from;
    if (Number.isInteger(Math.log2(count))) return this.perfect(from, Math.log2(count));
    const k = split(count);
    return innerHash(await this.range(from, from + k), await this.range(from + k, to));
  }

  /** The inclusion path of a leaf in the tree of `to` leaves, from the leaf up. */
  async path(index, to = this.size, from = 0) {
    if (to - from === 1) return [];
    const middle = from + split(to - from);
    return index < middle ? [...(await this.path(index, middle, from)), await this.range(middle, to)]
      : [...(await this.path(index, to, middle)), await this.range(from, middle)];
  }

  /** The consistency path of the tree of the first `old` leaves with that of `to` leaves. */
  async consistency(old, to = this.size, from = 0, whole = true) {
    if (old === to) return whole ? [] : [await this.range(from, to)];
    const middle = from + split(to - from);
    return old <= middle ? [...(await this.consistency(old, middle, from, whole)), await this.range(middle, to)]
      : [...(await this.consistency(old, to, middle, false)), await this.range(from, middle)];
  }
}

/** The log of a commit from before the file was rewritten: all leaves have to be known. */
export class LeavesTree extends HashTree {
  constructor(leaves) {
    super();
    this.leaves = leaves;
    this.size = leaves.length;
  }

  perfect(start, height) {
    return fold(this.leaves.slice(start, start + 2 ** height).map((leaf) => leaf.hash));
  }

  async indexOf(key) {
    const index = this.leaves.findIndex((leaf) => !compareLog(leaf, key));
    return index < 0 ? absent("the log has no such leaf") : index;
  }
}

/** The log of a commit, by its records. */
export class LogTree extends HashTree {
  constructor(source, commit, catalogue) {
    super();
    Object.assign(this, { source, commit, catalogue });
    this.size = commit.revisions;
    this.records = new Map(); // by "level first"
  }

  /** The record of this level that has the leaf `index`: {fields, level, first, count, before}. */
  async record(level, index) {
    const { log, offset } = this.commit;
    let place = { level: log.level, first: 0, count: this.size, offset: log.offset, size: log.size, before: offset };
    for (;;) {
      const record = await this.open(place);
      if (record.level === level) return record;
      const span = LEAVES * 16 ** (record.level - 1);
      const child = Math.floor((index - record.first) / span);
      const first = record.first + child * span;
      const at = 40 + 44 * child;
      place = { level: record.level - 1, first, count: Math.min(span, record.first + record.count - first),
        offset: record.fields.u64(at + 32), size: record.fields.u32(at + 40), before: record.offset };
    }
  }

  async open(place) {
    const name = `${place.level} ${place.first}`;
    if (!this.records.has(name)) this.records.set(name, this.read(place));
    return this.records.get(name);
  }

  async read(place) {
    const { offset, size, level, first, count, before } = place;
    if (offset + size > before) invalid(offset, "log record: it does not precede what points to it");
    const fields = await readRecord(this.source, offset, size, "M");
    const body = level ? 44 * Math.ceil(count / (LEAVES * 16 ** (level - 1))) : 32 * Math.floor(count / GROUP);
    if (fields.end < 40 + body || fields.u64(16) !== first || fields.u64(24) !== count || fields.u8(32) !== level)
      invalid(offset, "log record: it has other leaves");
    return { ...place, fields };
  }

  /** The keys of the leaves of a record of level 0. */
  async keys(record) {
    const { fields, offset, count } = record;
    const fail = (what) => invalid(offset, `log record: ${what}`);
    const at = 40 + 32 * Math.floor(count / GROUP);
    const length = fields.u32(36);
    if (!length || length > KEYS_MAX) fail("its size is out of range");
    record.keys ??= [...parseKeys(await decompress(fields.slice(at, fields.end - at), length, NODE_MAX, offset), count, fail, offset)];
    return record.keys;
  }

  /** The hash of the perfect tree of 2^height leaves from `start` on. */
  async perfect(start, height) {
    const edge = this.edgeAt(start, height);
    if (edge) return edge;
    if (height < 4) return fold(await this.leafHashes(start, 2 ** height));
    if (height < 8) {
      const { fields, first } = await this.record(0, start);
      return fold(Array.from({ length: 2 ** (height - 4) }, (_, i) => fields.slice(40 + 32 * ((start - first) / GROUP + i), 32)));
    }
    const level = 1 + Math.floor((height - 8) / 4);
    const { fields, first } = await this.record(level, start);
    const span = LEAVES * 16 ** (level - 1);
    return fold(Array.from({ length: 2 ** height / span }, (_, i) => fields.slice(40 + 44 * ((start - first) / span + i), 32)));
  }

  edgeAt(start, height) {
    let at = 0;
    let bit = 2 ** Math.floor(Math.log2(this.size));
    for (const hash of this.commit.edge) {
      while (Math.floor(this.size / bit) % 2 === 0) bit /= 2;
      if (at === start && bit === 2 ** height) return hash;
      at += bit;
      bit /= 2;
    }
    return null;
  }

  /** The hashes of leaves, which follow from their entries. */
  async leafHashes(start, count) {
    const record = await this.record(0, start);
    const keys = (await this.keys(record)).slice(start - record.first, start - record.first + count);
    return Promise.all(keys.map(async ({ key, revision, commit }) => {
      const entry = await this.catalogue.find(key, revision);
      if (entry?.commit !== commit) invalid(record.offset, "log record: a key is not that of the catalogue");
      return leafHash(entry);
    }));
  }

  /** The keys of the leaves from `from` on. */
  async keysFrom(from) {
    const all = [];
    for (let at = from - (from % LEAVES); at < this.size; at += LEAVES) all.push(...(await this.keys(await this.record(0, at))));
    return all.slice(from % LEAVES);
  }

  /** The index of the leaf with this key. */
  async indexOf(key) {
    let low = 0;
    let high = Math.ceil(this.size / LEAVES) - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const [first] = await this.keys(await this.record(0, middle * LEAVES));
      if (compareLog(first, key) <= 0) low = middle;
      else high = middle - 1;
    }
    const keys = await this.keys(await this.record(0, low * LEAVES));
    const index = keys.findIndex((one) => one.commit === key.commit && one.revision === key.revision && !compare(one.key, key.key));
    return index < 0 ? absent("the log has no such leaf") : low * LEAVES + index;
  }

  /** The root of the first leaves, which must be that of the commit if these are all. */
  async root(count) {
    const root = await this.range(0, count);
    if (count === this.size && !equal(root, this.commit.root)) invalid(this.commit.offset, "the root is not that of the edge");
    return root;
  }
}
