// SPDX-License-Identifier: Apache-2.0
// The decoder of Zstandard that is written in JavaScript, beside the program zstd: frames of
// every level, with and without a prefix, and frames that were damaged; and SHA-256 beside
// Node's. Prints TAP.
//
// usage: decoder.js READER-FOLDER TEXT WORK-FOLDER
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [folder, path, work] = process.argv.slice(2);
const { decode } = await import(`${folder}/src/zstd/decode.js`);
const { decode: libzstd } = await import(`${folder}/src/format/decoder.js`);
const { sha256InScript } = await import(`${folder}/src/base/sha256.js`);
const [input, output, dictionary] = ["input", "input.zst", "prefix"].map((name) => join(work, name));
let count = 0;
let seed = 20190304;

function check(good, what) {
  console.log(`${good ? "ok" : "not ok"} ${++count} - ${what}`);
}

/** Numbers that are the same in each run. */
function random(below) {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return (seed >>> 8) % below;
}

function compress(bytes, ...args) {
  writeFileSync(input, bytes);
  execFileSync("zstd", ["-q", "-f", "--check", "-o", output, ...args, input]);
  return new Uint8Array(readFileSync(output));
}

const text = readFileSync(path);
const noise = (length, values) => Buffer.from(Array.from({ length }, () => random(values)));
const inputs = { "a text": text, "a text that repeats": Buffer.concat([text, text.subarray(99), text, text]), nothing: Buffer.alloc(0),
  "one byte": Buffer.from("a"), "a run": Buffer.alloc(300000, 97), noise: noise(140000, 256), "few values": noise(200000, 3),
  "skewed values": Buffer.from(Array.from({ length: 150000 }, () => random(1 + random(40)))) };
for (let length = 2; length < 70; length += 7) inputs[`${length} bytes`] = text.subarray(0, length);
const prefix = new Uint8Array(text.subarray(0, text.length / 2));
writeFileSync(dictionary, prefix);
for (const args of [["-1"], ["-5"], ["-12"], ["-19"], ["--ultra", "-22"], ["--fast=7"], ["-19", "-D", dictionary]]) {
  const wrong = [];
  for (const [name, bytes] of Object.entries(inputs)) {
    const content = await decode(compress(bytes, ...args), bytes.length, args.includes("-D") ? prefix : undefined);
    if (Buffer.compare(Buffer.from(content), bytes)) wrong.push(name);
  }
  check(!wrong.length, `zstd ${args.slice(0, 2).join(" ")}: ${Object.keys(inputs).length} contents ${wrong.join()}`);
}

// Whatever is done to a frame, it is decoded as libzstd does it, or refused.
const whole = compress(text, "-19");
let refused = 0;
const differ = [];
for (let i = 0; i < 400; i++) {
  const frame = whole.slice();
  const at = 6 + random(frame.length - 6);
  frame[at] ^= 1 << random(8);
  const [ours, theirs] = await Promise.all([decode, libzstd].map((one) => one(frame, text.length).then((bytes) => Buffer.from(bytes)).catch(() => null)));
  if (!ours) refused++;
  if (ours && (!theirs || Buffer.compare(ours, theirs))) differ.push(at);
}
check(!differ.length && refused > 390, `of 400 damaged frames ${refused} are refused ${differ.join()}`);
let cut = 0;
for (let length = 9; length < whole.length; length += 3) cut += await decode(whole.subarray(0, length), text.length).then(() => 1).catch(() => 0);
check(cut === 0, "a frame that is cut off is refused");
const hashes = [...Array(200).keys(), 5000, 65536 + 17].filter((length) => {
  const bytes = noise(length, 256);
  return Buffer.from(sha256InScript(new Uint8Array(bytes))).toString("hex") !== createHash("sha256").update(bytes).digest("hex");
});
check(!hashes.length, `SHA-256 of 202 lengths ${hashes.join()}`);
console.log(`1..${count}`);
