// SPDX-License-Identifier: Apache-2.0
// The image of the page of an item, with boxes around its blocks. Images are not in archives: the
// document names one, and --images of nbarc publish says where they are.
import { placesOf } from "../read/places.js";
import { el, svg } from "./dom.js";
import { say } from "./words.js";

const SERVICE = /\/info\.json$/; // of IIIF; each must answer for the whole image (Image API 3, compliance)

/** The address of an image below `base`, which ends with a slash; null for one of another place. */
function addressOf(base, name) {
  if (name.includes("://") && !name.startsWith(base)) return null;
  return (name.includes("://") ? name : base + name).replace(SERVICE, "/full/max/0/default.jpg");
}

/** The boxes in the units of the image, so that they fit whatever size it is shown in. */
function drawing({ size: [x0, y0, x1, y1], boxes }) {
  return svg("svg", { viewBox: `${x0} ${y0} ${x1 - x0} ${y1 - y0}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    boxes.map(([left, top, right, bottom]) => svg("rect", { class: "zone", x: left, y: top, width: right - left, height: bottom - top })));
}

/** The image of the page that the document `xml` of an item names; nothing if none may be shown. */
export function pageImage(base, xml, page) {
  if (!base) return null;
  const places = placesOf(xml);
  const address = places.image && addressOf(base, places.image);
  if (!address) return null;
  const failed = () => figure.replaceChildren(el("figcaption", null, `${say("noImage")} `, el("a", { href: address }, address)));
  const figure = el("figure", { class: "page-image" }, el("img", { loading: "lazy", alt: `${say("image")} ${page}`, src: address, onerror: failed }),
    places.size && places.boxes.length ? drawing(places) : null);
  return [el("h2", null, say("image")), figure];
}
