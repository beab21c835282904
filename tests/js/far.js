// SPDX-License-Identifier: Apache-2.0
// Reading an archive over HTTP: how many requests it takes, and what becomes of servers that
// do not behave. Prints TAP.
//
// usage: far.js READER-FOLDER ARCHIVE ITEM WORD
// ARCHIVE has an index beside it. Beside it is embedded.nbarc, which has one in itself, and the same
// hits of WORD.
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";

const [folder, path, item, word] = process.argv.slice(2);
const { NbarcError, UrlSource, open } = await import(`${folder}/src/index.js`);
const { openFile } = await import(`${folder}/src/node.js`);
const files = new Map([["/a.nbarc", readFileSync(path)], ["/a.nbarc.idx", readFileSync(`${path}.idx`)]]);
const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");
let requests = 0;
let count = 0;

function check(good, what) {
  console.log(`${good ? "ok" : "not ok"} ${++count} - ${what}`);
}

/** What a server does to an answer: `edit` changes {status, headers, body}, and is told the number of the request, and the request. */
async function serve(edit, work, archives = files) {
  requests = 0;
  const server = createServer((request, response) => {
    requests++;
    const { pathname } = new URL(request.url, "http://localhost");
    const file = archives.get(pathname) ?? files.get(pathname);
    if (!file) return response.writeHead(404).end("no such file");
    const [, first, last] = /^bytes=([0-9]*)-([0-9]*)$/.exec(request.headers.range ?? "");
    const from = first === "" ? Math.max(0, file.length - Number(last)) : Number(first);
    const to = first === "" || last === "" ? file.length : Math.min(file.length, Number(last) + 1);
    const answer = { status: 206, headers: { etag: '"1"', "content-range": `bytes ${from}-${to - 1}/${file.length}` },
      body: file.subarray(from, to) };
    const { status, headers, body, cut, hang } = edit(answer, requests, request) ?? answer;
    if (hang) return undefined;
    response.writeHead(status, { "content-length": body.length, ...headers });
    if (!cut) return response.end(body);
    return response.write(body.subarray(0, cut), () => response.destroy());
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await work(`http://127.0.0.1:${server.address().port}/a.nbarc`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const local = await openFile(path);
const document = hash(await local.get(item));
const hits = [];
for await (const hit of local.search(word)) hits.push(JSON.stringify(hit));

async function get(url, options) {
  const archive = await open(url, { timeout: 1000, retries: 2, ...options });
  return hash(await archive.get(item));
}

await serve(() => null, async (url) => {
  const archive = await open(url);
  check(hash(await archive.get(item)) === document, "the same document by ranges");
  const { requests: made, bytes } = archive.traffic();
  check(made === requests && made <= 4, `a cold get takes ${requests} requests, and ${bytes} bytes`);
});
await serve(() => null, async (url) => {
  const found = [];
  for await (const hit of (await open(url)).search(word)) found.push(JSON.stringify(hit));
  check(found.join() === hits.join() && hits.length > 0, `the same ${hits.length} hits by ranges`);
  check(requests <= 8, `a search takes ${requests} requests`);
});

// With the index in the archive: there is no other, or the server has trouble with it.
const embedded = new Map([["/a.nbarc", readFileSync(path.replace(/[^/]*$/, "embedded.nbarc"))]]);
for (const [what, edit, most] of [
  ["there is none beside it", ({ status, headers, body }, n, { url }) => (url.endsWith(".idx") ? { status: 404, headers: {}, body: Buffer.from("no") } : { status, headers, body }), 8],
  ["that beside it cannot be had", (answer, n, { url }) => (url.endsWith(".idx") ? { status: 503, headers: { "retry-after": "0" }, body: Buffer.from("") } : null), 10],
])
  await serve(edit, async (url) => {
    const found = [];
    for await (const hit of (await open(url, { retries: 1 })).search(word, { scan: 0 })) found.push(JSON.stringify(hit));
    check(found.join() === hits.join() && requests <= most, `with the index in the archive, since ${what}, a search takes ${requests} requests`);
  }, embedded);
let busy = true;
await serve((answer, n, { url }) => (busy && url.endsWith(".idx") ? { status: 503, headers: { "retry-after": "0" }, body: Buffer.from("") } : null), async (url) => {
  const archive = await open(url, { retries: 0 });
  const refused = await archive.search(word).next().catch((one) => one);
  busy = false;
  const found = [];
  for await (const hit of archive.search(word)) found.push(JSON.stringify(hit));
  check(refused.status === "unavailable" && found.join() === hits.join(), "an index that could not be had is asked for again");
});
await serve(() => null, async (url) => {
  const source = await UrlSource.open(url, { tail: 100, memory: 20000 });
  const bytes = files.get("/a.nbarc");
  let same = true;
  for (let from = 0; from < bytes.length; from += 777)
    same &&= Buffer.compare(Buffer.from(await source.read(from, 1111)), bytes.subarray(from, from + 1111)) === 0;
  const parts = await Promise.all([source.read(0, 10), source.read(bytes.length - 150, 100), source.read(5, 2000)]);
  check(same && parts[1].length === 100 && source.blocks.kept.size <= 1, "reads across blocks and the tail, with one block kept");
});

// What each server does, and what the error says; without it, the document is right all the same.
const servers = [
  ["ignores ranges", () => ({ status: 200, headers: {}, body: files.get("/a.nbarc") }), /does not serve ranges/],
  ["answers with a page", () => ({ status: 200, headers: { "content-type": "text/html" }, body: Buffer.from("<p>hello") }), /does not serve ranges/],
  ["has no such file", () => ({ status: 404, headers: {}, body: Buffer.from("no") }), /answered 404/],
  ["forbids it", () => ({ status: 403, headers: {}, body: Buffer.from("no") }), /answered 403/],
  ["has no such range", () => ({ status: 416, headers: {}, body: Buffer.from("") }), /no such bytes/],
  ["compresses", (answer) => ({ ...answer, headers: { ...answer.headers, "content-encoding": "zz" } }), /compresses the file/],
  ["answers with several ranges", (answer) => ({ ...answer, headers: { ...answer.headers, "content-type": "multipart/byteranges; boundary=x" } }), /several ranges/],
  ["does not say the range", ({ status, body }) => ({ status, body, headers: { etag: '"1"' } }), /no Content-Range/],
  ["says another range", (answer) => ({ ...answer, headers: { ...answer.headers, "content-range": "bytes 1-9/100" } }), /another range/],
  ["says an unknown size", (answer) => ({ ...answer, headers: { ...answer.headers, "content-range": "bytes 0-9/*" } }), /another range/],
  ["sends too much", (answer) => ({ ...answer, body: Buffer.concat([answer.body, answer.body]) }), /longer than it says/],
  ["always stops early", (answer) => ({ ...answer, cut: Math.ceil(answer.body.length / 2) }), /./],
  ["is always busy", () => ({ status: 503, headers: { "retry-after": "0" }, body: Buffer.from("") }), /answered 503/],
  ["never answers", () => ({ hang: true }), /in time/],
  ["replaces the file", (answer, n) => (n > 1 ? { ...answer, headers: { ...answer.headers, etag: '"2"' } } : null), /changed while it was read/],
  ["lets the file grow", (answer, n) => (n > 1 ? { ...answer, headers: { ...answer.headers, etag: '"2"',
    "content-range": answer.headers["content-range"].replace(/[0-9]+$/, (size) => Number(size) + 1) } } : null), /another range|changed/],
  ["turns a byte round", (answer) => ({ ...answer, body: Buffer.from(answer.body).fill(255, 20, 21) }), /./],
  ["is busy once", (answer, n) => (n === 2 ? { status: 503, headers: { "retry-after": "0" }, body: Buffer.from("") } : null)],
  ["stops early once", (answer, n) => (n === 2 ? { ...answer, cut: 3 } : null)],
  ["has no entity tag", ({ status, headers, body }) => ({ status, body, headers: { "content-range": headers["content-range"] } })],
];
for (const [what, edit, message] of servers)
  await serve(edit, async (url) => {
    let said = null;
    try {
      check((await get(`${url}?token=secret`, { tail: 2048 })) === document && !message, `a server that ${what}`);
    } catch (error) {
      said = error;
    }
    if (said) check(said instanceof NbarcError && message?.test(said.message) && !/secret/.test(said.message), `a server that ${what}: ${said.message.replace(/[0-9]{4,5}/, "PORT")}`);
  });

await serve(() => ({ hang: true }), async (url) => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 50);
  const error = await get(url, { signal: controller.signal, timeout: 60000 }).catch((one) => one);
  check(error.name === "AbortError", "a signal ends requests");
});
const refused = await get("http://127.0.0.1:9/a.nbarc", { retries: 0 }).catch((one) => one);
check(refused.status === "unavailable", "nobody listens");
check(statSync(path).size === files.get("/a.nbarc").length, "the archive is as it was");
console.log(`1..${count}`);
process.exit(0);
