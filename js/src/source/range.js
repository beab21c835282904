// SPDX-License-Identifier: Apache-2.0
// One range request, and what its answer must be. Nothing that a server says is believed
// without being compared with what was asked for.
import { NbarcError } from "../base/errors.js";

const PASSING = [408, 425, 429, 500, 502, 503, 504]; // tried again
const AFTER_MAX = 30; // seconds of Retry-After that are waited

/** Throw an error of the server. `more` has `passing` if it may pass, and the status as `http`. */
function refuse(source, message, more) {
  throw Object.assign(new NbarcError("unavailable", `${source.name}: ${message}`), more);
}

/** Milliseconds that the server asks to wait, or undefined. */
function retryAfter(response) {
  const seconds = Number(response.headers.get("retry-after") ?? NaN);
  return seconds >= 0 ? 1000 * Math.min(seconds, AFTER_MAX) : undefined;
}

/** Refuse an answer that is not a range. */
function checkStatus(source, response) {
  const { status } = response;
  if (status === 206) return;
  if (status === 200)
    refuse(source, "the server does not serve ranges, so that the whole file would have to be downloaded", { http: status });
  if (status === 416) refuse(source, "the server has no such bytes: the file is empty or has become shorter", { http: status });
  refuse(source, `the server answered ${status}${response.statusText ? ` ${response.statusText}` : ""}`,
    { http: status, passing: PASSING.includes(status), after: retryAfter(response) });
}

/** The range that an answer says it has, {from, to, size}, which must be the one that was asked for. */
function checkRange(source, response, { from, to }) {
  const coding = response.headers.get("content-encoding");
  if (coding && coding !== "identity")
    refuse(source, `the server compresses the file (${coding}); it must be served as it is`);
  if (/^multipart\//i.test(response.headers.get("content-type") ?? "")) refuse(source, "the server answered with several ranges");
  const header = response.headers.get("content-range");
  if (header === null)
    refuse(source, "the answer has no Content-Range; a server of another origin must allow it with Access-Control-Expose-Headers");
  const match = /^bytes ([0-9]{1,15})-([0-9]{1,15})\/([0-9]{1,15})$/.exec(header);
  const [first, last, size] = (match ?? []).slice(1).map(Number);
  const wanted = from < 0 ? [Math.max(0, size + from), size] : [from, Math.min(to, size)];
  if (!match || first !== wanted[0] || last + 1 !== wanted[1])
    refuse(source, `the server answered with another range (${header.slice(0, 60)})`);
  return { from: first, to: last + 1, size };
}

/** The body, which must have exactly `length` bytes. */
async function readBody(source, response, length) {
  const bytes = new Uint8Array(length);
  const reader = response.body.getReader();
  let at = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (at + value.length > length) {
      await reader.cancel();
      refuse(source, "the answer is longer than it says");
    }
    bytes.set(value, at);
    at += value.length;
  }
  if (at < length) refuse(source, `the answer ended after ${at} of ${length} bytes`, { passing: true });
  return bytes;
}

/** Request a range: {from, bytes, size, tag}. */
export async function readRange(source, { from, to, range, signal }) {
  let response;
  try {
    response = await source.fetch(source.url, { headers: { ...source.headers, Range: range }, signal });
    checkStatus(source, response);
    const answer = checkRange(source, response, { from, to });
    const tag = response.headers.get("etag") ?? response.headers.get("last-modified");
    return { from: answer.from, size: answer.size, tag, bytes: await readBody(source, response, answer.to - answer.from) };
  } catch (error) {
    response?.body?.cancel?.().catch(() => {});
    if (error instanceof NbarcError || source.signal?.aborted) throw error;
    const reason = error.name === "TimeoutError" ? "no answer in time" : error.cause?.message ?? error.message;
    return refuse(source, reason, { passing: true });
  }
}
