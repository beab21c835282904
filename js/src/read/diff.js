// SPDX-License-Identifier: Apache-2.0
// How two texts differ: paragraph by paragraph, and within those that are alike by characters.

// Steps of a comparison of two texts, however they differ: some tenths of a second. What is compared after that is
// replaced as a whole.
const STEPS_MAX = 2e7;
const CELLS_MAX = 4e6; // of one table, for memory
const PAIRS_MAX = 1e4; // of paragraphs in a gap

/** Counts steps: take(n) is false, and takes none, where fewer than n are left. */
function budget() {
  let left = STEPS_MAX;
  return { take: (steps) => steps <= left && ((left -= steps), true) };
}

/** [[i, j], …] of a longest common subsequence, in order. */
function common(a, b, steps) {
  let start = 0;
  let ends = 0;
  const most = Math.min(a.length, b.length);
  while (start < most && a[start] === b[start]) start++;
  while (ends < most - start && a[a.length - 1 - ends] === b[b.length - 1 - ends]) ends++;
  const [n, m] = [a.length - start - ends, b.length - start - ends];
  const pairs = Array.from({ length: start }, (_, i) => [i, i]);
  if (n && m && n * m <= CELLS_MAX && steps.take(n * m)) {
    const width = m + 1;
    const best = new Uint32Array((n + 1) * width);
    for (let i = n - 1; i >= 0; i--)
      for (let j = m - 1; j >= 0; j--)
        best[i * width + j] = a[start + i] === b[start + j] ? best[(i + 1) * width + j + 1] + 1
          : Math.max(best[(i + 1) * width + j], best[i * width + j + 1]);
    for (let i = 0, j = 0; i < n && j < m;)
      if (a[start + i] === b[start + j]) pairs.push([start + i++, start + j++]);
      else if (best[(i + 1) * width + j] >= best[i * width + j + 1]) i++;
      else j++;
  }
  for (let i = ends; i > 0; i--) pairs.push([a.length - i, b.length - i]);
  return pairs;
}

/** The gaps between common elements: [from, to, from, to] of both sides. */
function* gaps(a, b, steps) {
  let [i, j] = [0, 0];
  for (const [x, y] of [...common(a, b, steps), [a.length, b.length]]) {
    if (x > i || y > j) yield [i, x, j, y];
    [i, j] = [x + 1, y + 1];
  }
}

/** The pieces of a paragraph that was changed: ["same" | "del" | "ins", text]. */
export function comparePieces(before, after, steps = budget()) {
  const [a, b] = [[...before], [...after]];
  const pieces = [];
  const add = (kind, text) => text.length && pieces.push([kind, text.join("")]);
  let at = 0;
  for (const [i, x, j, y] of gaps(a, b, steps)) {
    add("same", a.slice(at, i));
    add("del", a.slice(i, x));
    add("ins", b.slice(j, y));
    at = x;
  }
  add("same", a.slice(at));
  return pieces;
}

/** How many characters two paragraphs have in common, in whatever order; 0 unless that is half of the longer one. */
function alike(before, after) {
  const counts = new Map();
  for (const one of before) counts.set(one, (counts.get(one) ?? 0) + 1);
  let shared = 0;
  let length = 0;
  for (const one of after) {
    const left = counts.get(one) ?? 0;
    if (left) shared++;
    counts.set(one, left - (left > 0));
    length++;
  }
  return 2 * shared >= Math.max([...before].length, length) ? shared : 0;
}

/** Pair paragraphs of a gap that are alike, in order, so that they have the most in common. */
function pairUp(a, b, steps) {
  const size = (list) => list.reduce((sum, one) => sum + one.length + 1, 0);
  if (a.length * b.length > PAIRS_MAX || !steps.take(a.length * size(b) + b.length * size(a))) return [];
  const likeness = a.map((one) => b.map((other) => alike(one, other)));
  const best = Array.from({ length: a.length + 1 }, () => new Float64Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      best[i][j] = Math.max(best[i + 1][j], best[i][j + 1], likeness[i][j] ? best[i + 1][j + 1] + likeness[i][j] : 0);
  const pairs = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;)
    if (likeness[i][j] && best[i][j] === best[i + 1][j + 1] + likeness[i][j]) pairs.push([i++, j++]);
    else if (best[i][j] === best[i + 1][j]) i++;
    else j++;
  return pairs;
}

/** The paragraphs that differ, each as its pieces. What is left out of the pieces is nothing: they give both texts. */
export function differences(before, after) {
  const edits = [];
  const steps = budget();
  const add = (kind, texts) => texts.forEach((text) => edits.push([[kind, text]]));
  for (const [i, x, j, y] of gaps(before, after, steps)) {
    const [a, b] = [before.slice(i, x), after.slice(j, y)];
    let [p, q] = [0, 0];
    for (const [u, v] of [...pairUp(a, b, steps), [a.length, b.length]]) {
      add("del", a.slice(p, u));
      add("ins", b.slice(q, v));
      if (u < a.length) edits.push(comparePieces(a[u], b[v], steps));
      [p, q] = [u + 1, v + 1];
    }
  }
  return edits;
}
