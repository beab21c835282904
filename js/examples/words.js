// SPDX-License-Identifier: Apache-2.0
// Count a word by year in an archive, which can be a file or a URL.
//
// usage: node words.js ARCHIVE WORD
import { open } from "nbarc";
import { openFile } from "nbarc/node";

const [where, word] = process.argv.slice(2);
const archive = /^https?:/.test(where) ? await open(where) : await openFile(where);
const years = new Map();
for await (const { date } of archive.search(word)) years.set(date.slice(0, 4), (years.get(date.slice(0, 4)) ?? 0) + 1);
for (const [year, count] of years) console.log(year, count);
await archive.close?.();
