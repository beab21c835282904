// SPDX-License-Identifier: Apache-2.0
// Elements without a browser, for tests of the reading room, and results as TAP.
let count = 0;

/** Print a result. */
export function check(good, what) {
  console.log(`${good ? "ok" : "not ok"} ${++count} - ${what}`);
}

const escape = (text) => text.replace(/[&<]/g, (one) => (one === "&" ? "&amp;" : "&lt;"));

/** As much of an element as the room uses. */
class Element {
  constructor(name) {
    Object.assign(this, { name, attributes: {}, children: [] });
  }
  setAttribute(name, value) {
    this.attributes[name] = String(value);
  }
  addEventListener() {}
  append(...children) {
    this.children.push(...children);
  }
  prepend(...children) {
    this.children.unshift(...children);
  }
  appendChild(child) {
    this.children.push(child);
    return child;
  }
  toString() {
    const attributes = Object.entries(this.attributes).map(([name, value]) => ` ${name}="${value}"`).join("");
    return `<${this.name}${attributes}>${this.children.map((one) => (one instanceof Element ? one : escape(String(one)))).join("")}</${this.name}>`;
  }
}

/** Let the modules of the room make such elements. */
export function provideDocument() {
  globalThis.document = { createElement: (name) => new Element(name), createElementNS: (_, name) => new Element(name), documentElement: {} };
  URL.createObjectURL = () => "blob:";
}
