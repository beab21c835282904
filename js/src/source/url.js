// SPDX-License-Identifier: Apache-2.0
// A source over HTTP, read by ranges (section 9.8 of the specification). It reads one
// version of the file: every answer must state the size and the entity tag of the first.
import { NbarcError, changed } from "../base/errors.js";
import { Blocks } from "./blocks.js";
import { readRange } from "./range.js";

// Bytes of the end that usually have the commit record, the roots of the catalogue and, in an
// archive of 1 GB, the node of a root that the record of roots leaves out.
const TAIL = 98304;
const RETRIES = 4;
const PAUSE = 250; // milliseconds before the first retry; doubled each time
const PAUSE_MAX = 30000;
const TIMEOUT = 60000;
const MEMORY = 2 ** 26;

/** Wait; an aborted signal ends it with its reason. */
function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

/** The URL as messages name it: without a name, a password, or a query, which may be a signature. */
function publicName(url) {
  const shown = new URL(url);
  shown.username = shown.password = shown.search = shown.hash = "";
  return shown.href;
}

/** A source over a file of an HTTP server. Use UrlSource.open(). */
export class UrlSource {
  /**
   * Open `url`. Two requests, at the same time, read the end of the file and its beginning.
   * Options: `signal`, an AbortSignal for all requests; `headers`; `tail`, bytes of the end
   * that are read at once; `memory`, bytes of blocks that are kept; `retries`; `timeout` of a
   * request in milliseconds; `fetch`, in place of the runtime's.
   */
  static async open(url, options = {}) {
    const base = globalThis.location?.href;
    const source = new UrlSource(new URL(url, base).href, options);
    const [tail] = await Promise.all([source.request(-source.tailSize), source.readHead()]);
    source.from = tail.from;
    source.tail = tail.bytes;
    return source;
  }

  constructor(url, { signal, headers, fetch = globalThis.fetch, tail = TAIL, memory = MEMORY, retries = RETRIES, timeout = TIMEOUT }) {
    this.url = url;
    this.name = publicName(url);
    Object.assign(this, { signal, headers, retries, timeout, tailSize: tail });
    this.fetch = (...args) => fetch(...args);
    this.version = null; // {size, tag}, of the first answer
    this.from = Infinity; // where the tail begins
    this.tail = null;
    this.requests = 0;
    this.received = 0;
    this.blocks = new Blocks((from, to) => this.request(from, to), memory);
  }

  get size() {
    return this.version.size;
  }

  /** Read the first block, which has the header, before the size of the file is known. */
  async readHead() {
    const { bytes } = await this.request(0, this.blocks.block);
    this.blocks.keep(0, bytes);
  }

  /** As many bytes as asked for; fewer at the end of the file. */
  async read(offset, length) {
    const end = Math.min(offset + length, this.size);
    if (offset >= end) return new Uint8Array();
    if (offset >= this.from) return this.tail.subarray(offset - this.from, end - this.from);
    if (end <= this.from) return this.blocks.read(offset, end, this.from);
    const before = await this.blocks.read(offset, this.from, this.from);
    const bytes = new Uint8Array(end - offset);
    bytes.set(before);
    bytes.set(this.tail.subarray(0, end - this.from), before.length);
    return bytes;
  }

  /** The bytes of a range, {from, bytes}; of the last ones if `from` is negative. Tried again after failures that may pass. */
  async request(from, to) {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.once(from, to);
      } catch (error) {
        this.signal?.throwIfAborted();
        if (!(error instanceof NbarcError) || !error.passing) throw error;
        if (attempt >= this.retries) throw error;
        const wait = error.after ?? PAUSE * 2 ** attempt * (0.5 + Math.random() / 2);
        await pause(Math.min(wait, PAUSE_MAX), this.signal);
      }
    }
  }

  async once(from, to) {
    const clock = AbortSignal.timeout(this.timeout);
    const signal = this.signal ? AbortSignal.any([this.signal, clock]) : clock;
    const range = from < 0 ? `bytes=${from}` : `bytes=${from}-${to - 1}`;
    this.requests++;
    const answer = await readRange(this, { from, to, range, signal });
    this.received += answer.bytes.length;
    this.pin(answer);
    return answer;
  }

  /** The version of an answer must be that of the first one. */
  pin({ size, tag }) {
    this.version ??= { size, tag };
    if (this.version.size !== size || this.version.tag !== tag)
      changed(`${this.name}: the file changed while it was read; open it again`);
  }
}

/** A source over a URL, or null if the server says that there is no such file. */
export async function openIfThere(url, options) {
  try {
    return await UrlSource.open(url, options);
  } catch (error) {
    if (error instanceof NbarcError && error.http && [403, 404, 410].includes(error.http)) return null;
    throw error;
  }
}

