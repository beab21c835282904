// SPDX-License-Identifier: Apache-2.0
// Searching with the index that an archive has in itself: that it is used, which index comes
// first, and that one which is stale, damaged or of another archive costs no hit. Prints TAP.
//
// usage: embedded.js READER-FOLDER ARCHIVE OTHER-ARCHIVE WORD
// ARCHIVE has an index in itself and one beside it; OTHER-ARCHIVE has one beside it.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const [folder, path, otherPath, word] = process.argv.slice(2);
const { NbarcError, open } = await import(`${folder}/src/index.js`);
const { Segment } = await import(`${folder}/src/find/segment.js`);
const archive = readFileSync(path);
const beside = readFileSync(`${path}.idx`);
const other = readFileSync(`${otherPath}.idx`);
const mark = Buffer.from("nbarcidx");
let count = 0;

function check(good, what) {
  console.log(`${good ? "ok" : "not ok"} ${++count} - ${what}`);
}

/** What a search finds, and what is said of indexes. With `scan` 0, it needs an index. */
async function find(bytes, index, options) {
  const [hits, said] = [[], []];
  const report = (error) => said.push(error.message);
  for await (const hit of (await open(bytes, { index })).search(word, { report, ...options })) hits.push(JSON.stringify(hit));
  return { hits: hits.join("\n"), said };
}

/** A copy in which bytes from `at` on are others. */
function damaged(bytes, at) {
  const copy = Buffer.from(bytes);
  for (let i = at; i < at + 4; i++) copy[i] ^= 0x55;
  return copy;
}

const { hits: all } = await find(archive, null, { index: false });
check(all.includes(word), "the word is there");
const own = await find(archive, null, { scan: 0 });
check(own.hits === all && !own.said.length, "the index in the archive is used");
const first = await find(archive, beside, { scan: 0 });
check(first.hits === all && !first.said.length, "so is the one beside it");
const broken = damaged(archive, archive.lastIndexOf(mark) + 100);
check((await find(broken, beside, { scan: 0 })).hits === all, "which comes first: damage to the other is not met");
const refused = await find(broken, null, { scan: 0 }).catch((error) => error);
check(refused instanceof NbarcError && refused.status === "usage", "one that is damaged is not used");
const without = await find(broken, null);
check(without.hits === all && /checksum/.test(without.said.join()), `but everything is found, and it is said: ${without.said}`);

for (const [what, index, message] of [
  ["is no index", Buffer.from("x"), /no slot/],
  ["has a damaged header", damaged(beside, 4096 + 200), /no slot/],
  ["is that of another archive", other, /another/],
  ["was cut off", beside.subarray(0, -4096), /shorter/],
  ["has damaged lists", Buffer.concat([beside.subarray(0, 8192), Buffer.alloc(beside.length - 8192)]), /check of block/],
]) {
  const found = await find(archive, index, { scan: 0 });
  check(found.hits === all && found.said.length === 1 && message.test(found.said[0]), `one beside it that ${what}: ${found.said}`);
}

// Each part of the index is damaged: no hit is lost.
const from = archive.lastIndexOf(mark) - 16;
let lost = 0;
let said = 0;
let places = 0;
for (let at = from; at < archive.length - 2100; at += 997, places++) {
  const found = await find(damaged(archive, at), null);
  if (found.hits !== all) lost++;
  if (found.said.length) said++;
}
check(!lost && said > 1, `damage at ${places} places of it costs no hit, and is met ${said} times`);

// Blocks that stand in several records.
const blocks = 4095 * 2 + 3;
const file = Buffer.alloc(100 + 4096 * blocks + 48, 0xee);
for (let i = 0; i < blocks; i++) {
  const block = Buffer.alloc(4096, i % 251);
  block.writeUInt32LE(7, 4088);
  block.writeUInt32LE(i, 4092);
  createHash("sha256").update(block).digest().copy(block, 4088, 0, 8);
  block.copy(file, 100 + 4096 * i + 24 * Math.floor(i / 4095));
}
const source = { read: async (offset, length) => file.subarray(offset, offset + length) };
const segment = new Segment(source, { offset: 100, blocks, first: 7, embedded: true }, 0);
let same = true;
for (const [begin, end] of [[0, 1], [4094, 4097], [4095, 4096], [8188, 8193], [8190, 8191]]) {
  const content = await segment.content(begin * 4088, end * 4088);
  same &&= content.length === (end - begin) * 4088 && content.every((byte, i) => byte === (begin + Math.floor(i / 4088)) % 251);
}
check(same, "blocks are found across the records that have them");
console.log(`1..${count}`);
