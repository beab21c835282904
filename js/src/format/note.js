// SPDX-License-Identifier: Apache-2.0
// Notes: checkpoints with their lines of signatures (section 18 of the specification).
import { invalid } from "../base/errors.js";

const NOTE_MAX = 2 ** 18;
const LINES_MAX = 64;
const SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000+]/;
const CONTROL = /[\0-\x09\x0b-\x1f]/;

/** The bytes of base64 as an encoder writes it, or null. */
function base64(string) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(string) || string.length % 4) return null;
  const binary = atob(string);
  return btoa(binary) === string ? Uint8Array.from(binary, (c) => c.charCodeAt(0)) : null;
}

/** The parts of a line of signatures, or null. */
function parseLine(line) {
  const match = /^\u2014 ([^ ]+) ([^ ]+)$/.exec(line);
  const blob = match && !SPACE.test(match[1]) ? base64(match[2]) : null;
  return blob && blob.length >= 5 ? { name: match[1], number: blob.subarray(0, 4), signature: blob.subarray(4) } : null;
}

/** The first three lines of a checkpoint, and that its other lines are not empty; or null. */
function parseText(lines) {
  const [origin, size, root] = lines;
  const hash = base64(root ?? "");
  if (lines.length < 3 || lines.includes("") || !/^(0|[1-9][0-9]*)$/.test(size) || BigInt(size) >= 2n ** 64n || hash?.length !== 32)
    return null;
  return { origin, size: BigInt(size), root: hash };
}

/** The note of a note record: {origin, size, root, lines}. */
export function parseNote(fields) {
  const length = fields.end >= 24 ? fields.u32(16) : Infinity;
  const fail = () => invalid(fields.offset, "note record: it has no note");
  if (length > NOTE_MAX || 24 + length !== fields.end) fail();
  let note;
  try {
    note = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(fields.slice(24, length));
  } catch {
    fail();
  }
  const split = note.lastIndexOf("\n\n");
  if (CONTROL.test(note) || split < 0 || !note.endsWith("\n")) fail();
  const lines = note.slice(split + 2, -1).split("\n");
  const parsed = lines.map(parseLine);
  const checkpoint = parseText(note.slice(0, split).split("\n"));
  if (!checkpoint || parsed.includes(null) || lines.length > LINES_MAX || new Set(lines).size !== lines.length) fail();
  return { ...checkpoint, lines: parsed };
}
