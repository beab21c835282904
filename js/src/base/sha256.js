// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4) in JavaScript. Browsers have crypto.subtle on secure origins only, and
// a reading room may stand on a server of the house without TLS.

/** The first 32 bits of the fractional parts of `root` of the first `count` primes. */
function fractions(count, root) {
  const out = [];
  for (let n = 2; out.length < count; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) prime &&= n % d !== 0;
    if (prime) out.push(((root(n) % 1) * 2 ** 32) | 0);
  }
  return Int32Array.from(out);
}

const K = fractions(64, Math.cbrt);
const START = fractions(8, Math.sqrt);

function rotate(x, n) {
  return (x >>> n) | (x << (32 - n));
}

/** Add a block of 64 bytes to the state; `w` is room for 64 words. */
function addBlock(state, view, at, w) {
  for (let i = 0; i < 16; i++) w[i] = view.getInt32(at + 4 * i);
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15];
    const y = w[i - 2];
    w[i] = w[i - 16] + (rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3)) + w[i - 7] + (rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const t = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
    const u = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t) | 0, c, b, a, (t + u) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] += word));
}

/** The SHA-256 of bytes. */
export function sha256InScript(bytes) {
  const state = START.slice();
  const w = new Int32Array(64);
  const whole = bytes.length - (bytes.length % 64);
  const rest = new Uint8Array(bytes.length - whole < 56 ? 64 : 128);
  rest.set(bytes.subarray(whole));
  rest[bytes.length - whole] = 0x80;
  const end = new DataView(rest.buffer);
  end.setUint32(rest.length - 8, Math.floor(bytes.length / 2 ** 29));
  end.setUint32(rest.length - 4, (bytes.length * 8) >>> 0);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < whole; at += 64) addBlock(state, view, at, w);
  for (let at = 0; at < rest.length; at += 64) addBlock(state, end, at, w);
  const out = new Uint8Array(32);
  state.forEach((word, i) => new DataView(out.buffer).setInt32(4 * i, word));
  return out;
}
