// SPDX-License-Identifier: Apache-2.0
// Uses of the package that the compiler checks; nothing of it is run.
import { type Archive, type Hit, type ItemRecord, NbarcError, checkProof, cite, differences, open, verify } from "./src/index.js";
import { openFile } from "./src/node.js";

export async function use(url: string, file: File): Promise<string> {
  const controller = new AbortController();
  const far: Archive = await open(url, { signal: controller.signal, memory: 1 << 24 });
  const near = await open(file, { index: null });
  for await (const record of near.list("jdrb-20190304", { kind: ["article", "photo"], limit: 10 })) console.log(record.title, record.authors?.length);
  for await (const record of far.list(undefined, { from: "2019", text: true })) take(record);
  const hits: Hit[] = [];
  for await (const hit of far.search(["春耕", "夜校"], { parts: "head", context: 8 })) hits.push(hit);
  const proven = await checkProof(await far.prove("jdrb-20190304-a01-02"));
  for await (const record of far.list(undefined, { text: true })) console.log(cite(record, far.info().root, "ris", "2026-11-29"));
  const [[[kind, piece]]] = differences(["春耕"], ["秋收"]);
  console.log(kind === "same", piece.length);
  // @ts-expect-error: a proof of consistency has no subject
  console.log(proven.subject);
  // @ts-expect-error: there is no such option
  await open(url, { colour: "red" });
  await verify(near, (error: NbarcError) => console.log(error.status === "invalid", error.offset));
  const local = await openFile("corpus.nbarc");
  await local.close();
  return proven.kind === "proof" ? proven.page : proven.oldRoot;
}

function take(record: ItemRecord): void {
  console.log(record.subheads.join(), record.text.length);
}
