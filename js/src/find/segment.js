// SPDX-License-Identifier: Apache-2.0
// A segment of an index (sections 4 and 5 of its specification): lists of documents by
// characters and pairs, and the page entries that the documents are of. Only the blocks that
// are asked for are read.
import { Column, Fields, concat, equal, sha256, text } from "../base/bytes.js";
import { invalid } from "../base/errors.js";
import { BitReader } from "./bits.js";

const BLOCK = 4096;
const CONTENT = 4088;
const RUN = 4095; // blocks of a record, in an index that is embedded
const BETWEEN = 24; // bytes from the last block of such a record to the first one of the next
const LONG = 64; // documents of a list that has bytes of its own
const GROUP = 64; // page entries
const MEMORY = 2 ** 26; // bytes of a part that is read at once
const COUNT_MAX = 2 ** 32;

/** Where a block stands in the file. */
function placeOf({ offset, embedded }, block) {
  return offset + BLOCK * block + (embedded ? BETWEEN * Math.floor(block / RUN) : 0);
}

/** Numbers of a segment as its slot has them. Its blocks stand from `least` on, and before `end`. */
export function parseSegment(fields, at, { least, end, embedded = false }) {
  const [offset, blocks, first, entries] = [0, 8, 16, 24].map((i) => fields.u64(at + i));
  const [documents, characters, groups] = [32, 36, 40].map((i) => fields.u32(at + i));
  const [charactersAt, groupsAt, changedAt] = [48, 56, 64].map((i) => fields.u64(at + i));
  const segment = { offset, blocks, first, entries, documents, characters, groups, charactersAt, groupsAt, changedAt, embedded };
  const size = blocks * CONTENT;
  if (offset < least || blocks >= COUNT_MAX || (blocks && placeOf(segment, blocks - 1) + BLOCK > end) || !entries ||
      groups !== Math.ceil(entries / GROUP) || fields.u32(at + 44) || fields.u32(at + 76) ||
      charactersAt + 8 * (characters + 1) > size || groupsAt + 16 * (groups + 1) > size || documents > size || entries > size)
    invalid(fields.offset + at, "index: a segment is invalid");
  return segment;
}

/** A segment of an index in `source`. In a small index, `grain` is not 0. */
export class Segment {
  constructor(source, numbers, grain) {
    Object.assign(this, numbers, { source, grain });
    this.alphabet = null;
    this.table = null;
  }

  fail(what) {
    invalid(this.offset, `index: ${what}`);
  }

  /** The content from `from` to before `to`. The check of each block of it is tested. */
  async content(from, to) {
    if (from > to || to > this.blocks * CONTENT || to - from > MEMORY) this.fail("a part of it exceeds the segment");
    const first = Math.floor(from / CONTENT);
    const count = Math.ceil(to / CONTENT) - first;
    if (!count) return new Uint8Array();
    const [start, end] = [placeOf(this, first), placeOf(this, first + count - 1) + BLOCK];
    const bytes = await this.source.read(start, end - start);
    if (bytes.length !== end - start) this.fail("the file is shorter than it says");
    const out = new Uint8Array(count * CONTENT);
    await Promise.all(Array.from({ length: count }, async (_, i) => {
      const at = placeOf(this, first + i) - start;
      const block = bytes.subarray(at, at + BLOCK);
      const sealed = new Uint8Array(BLOCK);
      sealed.set(block.subarray(0, CONTENT));
      new DataView(sealed.buffer).setUint32(CONTENT, this.first, true);
      new DataView(sealed.buffer).setUint32(CONTENT + 4, first + i, true);
      if (!equal((await sha256(sealed)).subarray(0, 8), block.subarray(CONTENT))) this.fail(`the check of block ${first + i} is wrong`);
      out.set(block.subarray(0, CONTENT), i * CONTENT);
    }));
    return out.subarray(from - first * CONTENT, to - first * CONTENT);
  }

  // ---- characters

  /** Read the tables of characters and of groups, at the same time. */
  async open() {
    const [characters, groups] = await Promise.all([
      this.content(this.charactersAt, this.charactersAt + 8 * (this.characters + 1)),
      this.content(this.groupsAt, this.groupsAt + 16 * (this.groups + 1))]);
    const view = new DataView(characters.buffer, characters.byteOffset, characters.byteLength);
    const places = Array.from({ length: this.characters + 1 }, (_, i) => view.getBigUint64(8 * i, true));
    this.alphabet = places.map((place) => Number(place >> 40n));
    this.chunks = places.map((place) => Number(place & 0xffffffffffn));
    this.alphabet.forEach((char, i) => {
      if (i && (char <= this.alphabet[i - 1] || this.chunks[i] < this.chunks[i - 1])) this.fail("characters are not in order");
    });
    const fields = new Fields(groups, this.offset);
    this.table = Array.from({ length: this.groups + 1 }, (_, i) => ({ at: fields.u64(16 * i), document: fields.u64(16 * i + 8) }));
  }

  rank(char) {
    let [low, high] = [0, this.characters];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.alphabet[middle] < char) low = middle + 1;
      else high = middle;
    }
    return low < this.characters && this.alphabet[low] === char ? low : -1;
  }

  /** Bytes of the chunk of a character; Infinity if it is in no document. */
  chunkSize(char) {
    const rank = this.rank(char);
    return rank < 0 ? Infinity : this.chunks[rank + 1] - this.chunks[rank];
  }

  async chunk(rank) {
    const bytes = await this.content(this.chunks[rank], this.chunks[rank + 1]);
    return new Chunk(bytes, this, rank);
  }

  /** The documents that have a key of keysOf(). */
  async documentsOf([first, second]) {
    const rank = this.rank(first);
    if (rank < 0) return new Uint32Array();
    if (second === undefined) return (await this.chunk(rank)).own();
    const other = this.rank(second);
    if (other < 0) return new Uint32Array();
    // The list is in one of the two chunks, most likely in the smaller one, of the rarer character.
    const order = this.chunkSize(first) <= this.chunkSize(second) ? [[rank, other, true], [other, rank, false]]
      : [[other, rank, false], [rank, other, true]];
    for (const [mine, theirs, begins] of order) {
      const found = (await this.chunk(mine)).pair(theirs, begins);
      if (found) return found;
    }
    return new Uint32Array();
  }

  // ---- page entries

  /** The group that has a document, by halves. */
  groupOf(document) {
    let [low, high] = [0, this.groups - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.table[middle].document <= document) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  async readGroup(index) {
    const content = new Column(await this.content(this.table[index].at, this.table[index + 1].at), (what) => this.fail(what));
    const entries = [];
    let key = new Uint8Array();
    let document = this.table[index].document;
    const count = Math.min(GROUP, this.entries - index * GROUP);
    for (let i = 0; i < count; i++) {
      const shared = content.byte();
      if (shared > key.length) this.fail("an identifier is cut off");
      key = concat(key.subarray(0, shared), content.take(content.byte()));
      const entry = { key, id: text(key), revision: content.number(), index: this.first + index * GROUP + i, document, items: null };
      if (!this.grain) {
        let number = 0;
        const items = content.number();
        if (items > 65535) this.fail("an entry has too many documents");
        entry.items = Array.from({ length: items }, () => (number += content.number() + 1));
        document += entry.items.length;
      }
      entries.push(entry);
    }
    if (!content.done) this.fail("a group has bytes left over");
    return entries;
  }

  /** {key, id, revision, items} of the page entries that these documents are of; items is null for all of a page. */
  async entriesOf(documents) {
    return this.grain ? this.grainsOf(documents) : this.itemsOf(documents);
  }

  async itemsOf(documents) {
    const byGroup = new Map();
    for (const document of documents) {
      const group = this.groupOf(document);
      byGroup.set(group, [...(byGroup.get(group) ?? []), document]);
    }
    const found = await Promise.all([...byGroup].map(async ([group, wanted]) => {
      const set = new Set(wanted);
      return (await this.readGroup(group)).map((entry) => ({ ...entry, items: entry.items.filter((_, i) => set.has(entry.document + i)) }));
    }));
    return found.flat().filter((entry) => entry.items.length);
  }

  async grainsOf(documents) {
    const first = Math.floor(this.first / this.grain);
    const wanted = new Set(documents);
    const groups = new Set();
    for (const document of documents) {
      const from = Math.max((first + document) * this.grain - this.first, 0);
      const to = Math.min((first + document + 1) * this.grain - this.first, this.entries) - 1;
      for (let group = Math.floor(from / GROUP); group <= Math.floor(to / GROUP); group++) groups.add(group);
    }
    const entries = (await Promise.all([...groups].map((group) => this.readGroup(group)))).flat();
    return entries.filter((entry) => wanted.has(Math.floor(entry.index / this.grain) - first));
  }
}

/** The chunk of a character: its dictionary, and the places of its lists. */
class Chunk {
  constructor(bytes, segment, rank) {
    const numbers = new Column(bytes, (what) => segment.fail(what));
    const [dictionary, shorts] = [numbers.number(), numbers.number()];
    const bits = new BitReader(numbers.take(dictionary));
    this.shorts = numbers.take(shorts);
    this.longs = numbers;
    this.segment = segment;
    this.rank = rank;
    const own = bits.count();
    const begins = bits.count() - 1;
    const ends = bits.count() - 1;
    if (own > segment.documents) segment.fail("a count of documents is too large");
    this.begins = begins;
    this.others = [...bits.list(begins, segment.characters), ...bits.list(ends, segment.characters)];
    this.counts = [own, ...this.others.map(() => bits.count())];
    this.lengths = this.counts.map((count) => (count >= LONG ? bits.count() - 1 : 0));
    if (this.counts.some((count) => count > own)) segment.fail("a count of documents is too large");
  }

  /** The list with this index: of the documents that have the character, or of their indexes. */
  list(index) {
    const limit = index ? this.counts[0] : this.segment.documents;
    if (this.counts[index] >= LONG) {
      const before = this.lengths.slice(0, index).reduce((sum, length) => sum + length, 0);
      const bytes = this.longs.bytes.subarray(this.longs.at + before, this.longs.at + before + this.lengths[index]);
      return new BitReader(bytes).list(this.counts[index], limit);
    }
    const bits = new BitReader(this.shorts);
    for (let i = 0; i < index; i++)
      if (this.counts[i] < LONG) bits.list(this.counts[i], i ? this.counts[0] : this.segment.documents);
    return bits.list(this.counts[index], limit);
  }

  own() {
    return this.list(0);
  }

  /** The documents of a pair with the other character, or null if the chunk does not have it. */
  pair(other, begins) {
    const from = begins ? 0 : this.begins;
    const to = begins ? this.begins : this.others.length;
    const index = this.others.slice(from, to).indexOf(other);
    if (index < 0) return null;
    const own = this.own();
    return this.list(1 + from + index).map((place) => own[place]);
  }
}
