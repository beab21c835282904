#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// A command line of the reader, for tests and for machines without nbarc. Options and exit
// codes are those of nbarc: 1 usage, 2 damaged or unsupported, 4 absent.
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { NbarcError, checkProof, open, verify } from "../src/index.js";
import { openFile } from "../src/node.js";

const USAGE = `usage: nbarc-js list ARCHIVE [ID|PREFIX]... [OPTION...]
       nbarc-js records ARCHIVE [ID|PREFIX]... [OPTION...]
       nbarc-js authors ARCHIVE [ID|PREFIX]...
       nbarc-js get ARCHIVE ID... [--format tei|text|source]
       nbarc-js decisions ARCHIVE ID...
       nbarc-js grep ARCHIVE TEXT... [OPTION...] [--not TEXT] [--in PART,...] [--context N] [--no-index]
       nbarc-js prove ARCHIVE ID
       nbarc-js prove ARCHIVE --since COMMIT
       nbarc-js check-proof PROOF
       nbarc-js info ARCHIVE
       nbarc-js verify ARCHIVE
ARCHIVE is a file or a URL. OPTION is --from DATE, --to DATE, --title CODE,..., --page PAGE,...,
--kind KIND,..., --author NAME, --head TEXT or --limit N. With --at COMMIT, the archive is
read as it was at that commit; with --requests, requests and bytes are said at the end.
`;
const CODES = { invalid: 2, unsupported: 2, absent: 4 };
const SEVERAL = ["title", "page", "kind", "author", "not"];
const TEXTS = ["from", "to", "head", "limit", "at", "format", "in", "context", "since"];
const OPTIONS = { ...Object.fromEntries(TEXTS.map((name) => [name, { type: "string" }])),
  ...Object.fromEntries(SEVERAL.map((name) => [name, { type: "string", multiple: true }])), "no-index": { type: "boolean" }, requests: { type: "boolean" } };
const COLUMNS = ["id", "page_id", "revision", "kind", "characters", "title", "kicker", "byline"];

async function writeAll(bytes) {
  if (bytes.length && !process.stdout.write(bytes)) await new Promise((resolve) => process.stdout.once("drain", resolve));
}

async function writeRows(rows) {
  for await (const row of rows) await writeAll(`${JSON.stringify(row)}\n`);
  return 0;
}

async function* columns(rows) {
  for await (const row of rows) yield Object.fromEntries(COLUMNS.map((name) => [name, row[name]]));
}

const formats = {
  tei: (archive, id) => archive.get(id),
  text: (archive, id) => archive.text(id),
  source: async (archive, id) => (await archive.getSource(id)).bytes,
};

/** What chooses items, as the reader takes it. */
function choice({ limit, ...options }) {
  return { ...options, limit: limit === undefined ? undefined : Number(limit) };
}

const commands = {
  list: (archive, options, ...names) => writeRows(columns(archive.list(names, choice(options)))),
  records: (archive, options, ...names) => writeRows(archive.list(names, { ...choice(options), text: true })),
  authors: (archive, options, ...names) => writeRows(archive.authors(names)),
  async get(archive, { format = "tei" }, ...ids) {
    for (const id of ids) await writeAll(await formats[format](archive, id));
    return 0;
  },
  async decisions(archive, options, ...ids) {
    for (const id of ids) await writeAll(await archive.getDecisions(id));
    return 0;
  },
  grep: (archive, { in: parts, context, "no-index": off, ...options }, ...texts) => writeRows(archive.search(texts, {
    ...choice(options), parts, context: context === undefined ? undefined : Number(context), index: !off,
    report: (error) => console.error(`nbarc-js: ${error.message}`) })),
  async prove(archive, { since }, id) {
    await writeAll(since === undefined ? await archive.prove(id) : await archive.proveConsistency(since));
    return 0;
  },
  async info(archive) {
    await writeAll(`${JSON.stringify(archive.info())}\n`);
    return 0;
  },
  async verify(archive) {
    return (await verify(archive, (error) => console.error(`nbarc-js: ${error.message}`))) ? 2 : 0;
  },
};

async function main(args) {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const [name, path, ...rest] = positionals;
  const { at, requests, ...options } = values;
  if (name === "check-proof" && path) {
    await writeAll(`${JSON.stringify(await checkProof(new Uint8Array(await readFile(path))))}\n`);
    return 0;
  }
  const needs = ["get", "grep"].includes(name) || (name === "prove" && options.since === undefined);
  if (!Object.hasOwn(commands, name ?? "") || !path || (needs && !rest.length) || !formats[options.format ?? "tei"]) {
    process.stderr.write(USAGE);
    return 1;
  }
  const archive = /^https?:/.test(path) ? await open(path) : await openFile(path);
  try {
    return await commands[name](at === undefined ? archive : await archive.at(at), options, ...rest);
  } finally {
    if (requests) console.error(JSON.stringify(await archive.traffic()));
    await archive.close?.();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`nbarc-js: ${error instanceof NbarcError ? error.message : error}`);
  process.exitCode = error instanceof NbarcError ? CODES[error.status] ?? 1 : 1;
}
