// SPDX-License-Identifier: Apache-2.0
// Counts over time as bars.
import { el, svg } from "./dom.js";

const WIDTH = 640;
const HEIGHT = 160;
const BASE = 24; // below the bars, for years
const TOP = 18; // above them, for the largest count
const LABELS = 12;

/** A figure of numbers by year. Years between the first and the last without any are shown as gaps. */
export function chart(byYear, title) {
  const years = [...byYear.keys()].map(Number).sort((a, b) => a - b);
  const count = years.at(-1) - years[0] + 1;
  const most = Math.max(...byYear.values());
  const step = WIDTH / count;
  const every = Math.ceil(count / LABELS);
  const bars = [];
  for (let i = 0; i < count; i++) {
    const year = years[0] + i;
    const value = byYear.get(String(year).padStart(4, "0")) ?? 0;
    const height = ((HEIGHT - BASE - TOP) * value) / most;
    const middle = (i + 0.5) * step;
    if (value) {
      bars.push(svg("rect", { x: i * step + step * 0.1, y: HEIGHT - BASE - height, width: step * 0.8, height }, svg("title", null, `${year}: ${value}`)));
      if (count <= LABELS) bars.push(svg("text", { x: middle, y: HEIGHT - BASE - height - 4, "text-anchor": "middle", "font-size": 12 }, String(value)));
    }
    if (i % every === 0) bars.push(svg("text", { x: middle, y: HEIGHT - 6, "text-anchor": "middle", "font-size": 12 }, String(year)));
  }
  const label = `${title}: ${[...byYear].map(([year, value]) => `${year} ${value}`).join(", ")}`;
  return el("figure", { class: "chart" }, el("figcaption", null, title),
    svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": label }, bars));
}
