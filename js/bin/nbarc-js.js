#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// A command line of the reader, for tests and for machines without nbarc. Exit codes
// are those of nbarc: 1 usage, 2 damaged or unsupported, 4 absent.
import { NbarcError, openArchive, verify } from "../src/index.js";
import { FileSource } from "../src/node.js";

const USAGE = `usage: nbarc-js list ARCHIVE [PREFIX]
       nbarc-js authors ARCHIVE [PREFIX]
       nbarc-js get ARCHIVE ID... [--format tei|source]
       nbarc-js decisions ARCHIVE ID...
       nbarc-js info ARCHIVE
       nbarc-js verify ARCHIVE
With --at COMMIT, the archive is read as it was at that commit.
`;
const CODES = { invalid: 2, unsupported: 2, absent: 4 };

async function writeAll(bytes) {
  if (!process.stdout.write(bytes)) await new Promise((resolve) => process.stdout.once("drain", resolve));
}

const commands = {
  async list(archive, options, prefix) {
    for await (const item of archive.list(prefix)) await writeAll(`${JSON.stringify(item)}\n`);
    return 0;
  },
  async authors(archive, options, prefix) {
    for await (const item of archive.authors(prefix)) await writeAll(`${JSON.stringify(item)}\n`);
    return 0;
  },
  async get(archive, { format }, ...ids) {
    for (const id of ids)
      await writeAll(format === "source" ? (await archive.getSource(id)).bytes : await archive.get(id));
    return 0;
  },
  async decisions(archive, options, ...ids) {
    for (const id of ids) await writeAll(await archive.getDecisions(id));
    return 0;
  },
  async info(archive) {
    const { number, pages, items, revisions, root } = archive.commit;
    await writeAll(`${JSON.stringify({ commit: number, pages, items, revisions, root: Buffer.from(root).toString("hex") })}\n`);
    return 0;
  },
  async verify(archive) {
    return (await verify(archive, (error) => console.error(`nbarc-js: ${error.message}`))) ? 2 : 0;
  },
};

/** Take the option of this name and its value out of the arguments. */
function takeOption(args, name) {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args.splice(at, 2)[1];
}

async function main(args) {
  const at = takeOption(args, "--at");
  const format = takeOption(args, "--format") ?? "tei";
  const [name, path, ...rest] = args;
  if (!Object.hasOwn(commands, name ?? "") || !path || (name === "get" && !rest.length) || !["tei", "source"].includes(format)) {
    process.stderr.write(USAGE);
    return 1;
  }
  const source = await FileSource.open(path);
  try {
    const archive = await openArchive(source);
    return await commands[name](at === undefined ? archive : await archive.at(at), { format }, ...rest);
  } finally {
    await source.close();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`nbarc-js: ${error instanceof NbarcError ? error.message : error}`);
  process.exitCode = error instanceof NbarcError ? CODES[error.status] : 1;
}
