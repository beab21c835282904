// SPDX-License-Identifier: Apache-2.0
// Elements. Text is always a text node, so that nothing of an archive becomes markup.

const SVG = "http://www.w3.org/2000/svg";

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An HTML element; attributes that begin with "on" are listeners. */
export function el(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function svg(name, attributes, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

/** A link to a place of the room. */
export function link(fragment, attributes, ...children) {
  return el("a", { href: `#${fragment}`, ...attributes }, ...children);
}

/** A link that downloads bytes or text. */
export function download(name, content, type, label) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  return el("a", { href: url, download: name }, label);
}
