// SPDX-License-Identifier: Apache-2.0
// The trees of a commit as one catalogue (sections 7.5 and 9 of the specification).
import { Fields, compare } from "../base/bytes.js";
import { NbarcError, invalid } from "../base/errors.js";
import { Leaf, compareKeys, readTexts } from "./leaf.js";
import { NODE_MAX, readRecord } from "./record.js";
import { decompress } from "./zstd.js";

const HIGHEST = 0xffffffff;
const LEAVES_KEPT = 8; // decoded: what stands side by side is often looked up one after the other

/** The pointers in `content`: `count` of them, from `at` on. Returns [pointers, end]. */
function parsePointers(content, count, at, offset) {
  const fields = new Fields(content, offset);
  const pointers = [];
  for (let i = 0; i < count; i++) {
    if (at + 21 > content.length || at + 21 + fields.u8(at + 20) > content.length) invalid(offset, "a pointer is cut off");
    const length = fields.u8(at + 20);
    pointers.push({ offset: fields.u64(at), size: fields.u32(at + 8), hashesSize: fields.u32(at + 12),
      revision: fields.u32(at + 16), key: fields.slice(at + 21, length) });
    at += 21 + length;
    if (i && compareKeys(pointers[i - 1], pointers[i]) >= 0) invalid(offset, "pointers are not in order");
  }
  return [pointers, at];
}

/** Go to the next entry of a tree; `value` is undefined after the last one. */
async function advance(head) {
  head.value = (await head.tree.next()).value;
  head.unread = false;
}

/** All page entries that are valid with a commit. */
export class Catalogue {
  /** With `upto`, entries of commits with a higher number are passed over. */
  constructor(source, commit, upto = Infinity) {
    this.source = source;
    this.commit = commit;
    this.upto = upto;
    this.texts = { offset: 0, content: null };
    this.roots = null;
    this.decoded = new Map(); // leaves by their offsets
  }

  /** What the roots record says of each tree: its last key, and the pointers of its root, or null. */
  async readRoots() {
    const { offset, size } = this.commit.roots;
    if (this.roots || !offset) return this.roots ?? [];
    const fields = await readRecord(this.source, offset, size, "R");
    const length = fields.u32(20);
    const trees = fields.u32(16);
    if (!length || length > NODE_MAX || trees !== this.commit.trees.length)
      invalid(offset, "roots record: its numbers are out of range");
    const content = await decompress(fields.slice(32, fields.end - 32), length, NODE_MAX, offset);
    const values = new Fields(content, offset);
    const roots = [];
    let at = 0;
    for (let i = 0; i < trees; i++) {
      if (at + 9 > length || at + 9 + values.u8(at + 4) > length) invalid(offset, "roots record: it is cut off");
      const n = values.u8(at + 4);
      const last = { revision: values.u32(at), key: values.slice(at + 5, n) };
      const count = values.u32(at + 5 + n);
      const [pointers, end] = parsePointers(content, count, at + 9 + n, offset);
      roots.push({ last, pointers: count ? pointers : null });
      at = end;
    }
    if (at !== length) invalid(offset, "roots record: bytes are left over");
    this.roots = roots;
    return roots;
  }

  async node(offset, size, level, before) {
    if (offset + size > before) invalid(offset, "a node does not precede the one that points to it");
    const fields = await readRecord(this.source, offset, size, "I");
    const length = fields.u32(20);
    if (fields.u8(24) !== level || !length || length > NODE_MAX) invalid(offset, "an index node is invalid");
    const content = await decompress(fields.slice(32, fields.end - 32), length, NODE_MAX, offset);
    const [pointers, end] = parsePointers(content, fields.u32(16), 0, offset);
    if (!pointers.length || end !== length) invalid(offset, "an index node is invalid");
    return pointers;
  }

  async leaf(pointer, before) {
    const from = pointer.offset - pointer.hashesSize;
    const kept = this.decoded.get(pointer.offset);
    if (kept) return kept;
    if (pointer.offset + pointer.size > before) invalid(pointer.offset, "a leaf does not precede what points to it");
    if (pointer.size > NODE_MAX || pointer.hashesSize > NODE_MAX || from < 0) invalid(pointer.offset, "a leaf is too large");
    const bytes = await this.source.read(from, pointer.size + pointer.hashesSize);
    const hashes = pointer.hashesSize ? bytes.subarray(0, pointer.hashesSize) : undefined;
    const leaf = await Leaf.parse(bytes.subarray(pointer.hashesSize), pointer.offset, hashes);
    this.decoded.set(pointer.offset, leaf);
    if (this.decoded.size > LEAVES_KEPT) this.decoded.delete(this.decoded.keys().next().value);
    return leaf;
  }

  /**
   * What the roots record should say of a tree: its last key, and the pointers of its
   * root. Its entries are counted too.
   */
  async describe(index) {
    const tree = this.commit.trees[index];
    let count = 0;
    let first = null;
    let last = null;
    for await (const entry of this.treeEntries(index, { fromRoot: true })) {
      first ??= entry;
      last = entry;
      count++;
    }
    const pointers = tree.level ? await this.node(tree.offset, tree.size, tree.level, this.commit.offset)
      : [{ offset: tree.offset, size: tree.size, hashesSize: first.leaf.hashes.size, revision: first.revision, key: first.key }];
    return { last, pointers, count };
  }

  /** The pointers at the top of a tree, and the level of what they lead to. */
  async top(tree, index, fromRoot) {
    const root = fromRoot ? null : (await this.readRoots())[index];
    if (root?.pointers) return [root.pointers, Math.max(tree.level - 1, 0), tree.level ? tree.offset : this.commit.offset];
    if (tree.level) return [await this.node(tree.offset, tree.size, tree.level, this.commit.offset), tree.level - 1, tree.offset];
    return [[{ offset: tree.offset, size: tree.size, hashesSize: 0, revision: HIGHEST, key: new Uint8Array() }], 0,
      this.commit.offset];
  }

  /** The leaves below these pointers, from the one that can have `key` on; all if it is null. */
  async *leaves(pointers, level, before, key) {
    let first = 0;
    while (key && first + 1 < pointers.length && compareKeys(pointers[first + 1], key) <= 0) first++;
    for (let i = first; i < pointers.length; i++) {
      const pointer = pointers[i];
      if (!level) yield await this.leaf(pointer, before);
      else
        yield* this.leaves(await this.node(pointer.offset, pointer.size, level, before), level - 1, pointer.offset,
          i === first ? key : null);
    }
  }

  /** The entries of a tree in order, from the first that is not below `key` on; all if it is null. */
  async *treeEntries(index, { key = null, titles = false, hashes = false, fromRoot = false } = {}) {
    const tree = this.commit.trees[index];
    const [pointers, level, before] = await this.top(tree, index, fromRoot || !key);
    let last = null;
    for await (const leaf of this.leaves(pointers, level, before, key)) {
      if (titles) await leaf.addTexts((offset, size) => this.readTexts(offset, size));
      if (hashes) await leaf.addHashes(this.source);
      for (const entry of leaf.entries) {
        if (last && compareKeys(last, entry) >= 0) leaf.fail("its entries are not in order");
        last = entry;
        entry.leaf = leaf;
        if (entry.commit <= this.upto && (!key || compareKeys(entry, key) >= 0)) yield entry;
      }
    }
  }

  async readTexts(offset, size) {
    if (this.texts.offset !== offset) this.texts = { offset, content: await readTexts(this.source, offset, size) };
    return this.texts.content;
  }

  /** All entries of all trees in the order of the catalogue; with `key`, those that are not below it. */
  async *entries(options) {
    let roots = [];
    let fromRoot = false;
    try {
      roots = await this.readRoots();
    } catch (error) {
      if (!(error instanceof NbarcError) || error.status !== "invalid") throw error;
      fromRoot = true; // without the roots record
    }
    const { key } = options;
    const heads = [];
    for (const i of this.commit.trees.keys()) {
      if (key && roots[i] && compareKeys(roots[i].last, key) < 0) continue;
      const tree = this.treeEntries(i, { ...options, fromRoot });
      const first = key && roots[i]?.pointers?.[0];
      // A tree that begins later is not read before its first key comes.
      heads.push(first && compareKeys(first, key) > 0 ? { tree, value: first, unread: true } : { tree, unread: true });
    }
    await Promise.all(heads.filter((head) => !head.value).map(advance));
    for (;;) {
      let least = null;
      for (const head of heads) if (head.value && (!least || compareKeys(head.value, least.value) < 0)) least = head;
      if (!least) return;
      if (!least.unread) yield least.value;
      await advance(least);
    }
  }

  /**
   * The entry of a page: of this revision, or of the newest one. Null if there is none. A
   * roots record that is damaged, or leads nowhere, affects nothing.
   */
  async find(key, revision = HIGHEST) {
    try {
      return await this.search(key, revision, await this.readRoots(), false);
    } catch (error) {
      if (!(error instanceof NbarcError) || error.status !== "invalid") throw error;
      return this.search(key, revision, [], true);
    }
  }

  async search(key, revision, roots, fromRoot) {
    const wanted = { key, revision };
    // The first pointer of a root has the first key of its tree.
    const isBelow = (root) => root.pointers && compare(key, root.pointers[0].key) < 0;
    for (let i = this.commit.trees.length - 1; i >= 0; i--) {
      if (roots[i] && (compareKeys(roots[i].last, wanted) < 0 || isBelow(roots[i]))) continue;
      const { value, done } = await this.treeEntries(i, { key: wanted, fromRoot }).next();
      if (done || compareKeys(value, { key, revision: value.revision }) !== 0) continue;
      if (revision !== HIGHEST && value.revision !== revision) continue;
      await value.leaf.addHashes(this.source);
      return value;
    }
    return null;
  }
}
