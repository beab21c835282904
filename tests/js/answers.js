// SPDX-License-Identifier: Apache-2.0
// For each identifier on standard input, print what the reader in JavaScript answers:
// the identifier, then for its document, text and source the exit code that nbarc
// would have and the SHA-256 of the bytes, or of the reason why there are none.
//
// usage: answers.js READER-FOLDER ARCHIVE <IDS
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";

const [folder, path] = process.argv.slice(2);
const { NbarcError, openArchive } = await import(`${folder}/src/index.js`);
const { FileSource } = await import(`${folder}/src/node.js`);
const hash = (data) => createHash("sha256").update(data).digest("hex");

async function answer(work) {
  try {
    return `0 ${hash(await work())}`;
  } catch (error) {
    if (!(error instanceof NbarcError)) throw error;
    const reason = /: ((?:withdrawn: |purged: |renamed to ).*)/s.exec(error.message);
    return `${error.status === "absent" ? 4 : 2} ${hash(reason ? reason[1] : "")}`;
  }
}

const archive = await openArchive(await FileSource.open(path));
for await (const id of createInterface({ input: process.stdin })) {
  const document = await answer(() => archive.get(id));
  const text = await answer(() => archive.text(id));
  const source = await answer(async () => (await archive.getSource(id)).bytes);
  console.log(id, document, text, source);
}
process.exit(0);
