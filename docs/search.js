// SPDX-License-Identifier: Apache-2.0
// Search the index that site.py wrote: every word has to be there; pages whose title has it come
// first, then parts whose heading has it.
"use strict";
const field = document.querySelector("#search input");
const found = document.querySelector("#found");
const MOST = 20;
const AROUND = 60;

function score(part, words) {
	const [title, head, text] = part.slice(1).map((field) => field.toLowerCase());
	let sum = 0;
	for (const word of words) {
		if (title.includes(word)) sum += 20;
		else if (head.includes(word)) sum += 10;
		else if (text.includes(word)) sum += 1;
		else return 0;
	}
	return sum;
}

function excerpt(text, word) {
	const at = Math.max(0, text.toLowerCase().indexOf(word) - AROUND);
	return (at ? "… " : "") + text.slice(at, at + 2 * AROUND) + (at + 2 * AROUND < text.length ? " …" : "");
}

function entry(part, words) {
	const item = document.createElement("li");
	const link = document.createElement("a");
	link.href = part[0];
	link.textContent = part[1] === part[2] ? part[1] : `${part[1]}: ${part[2]}`;
	const text = document.createElement("p");
	text.textContent = excerpt(part[3], words[0]);
	item.append(link, text);
	return item;
}

function search() {
	const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
	const hits = words.length
		? searchData.map((part) => [score(part, words), part]).filter((hit) => hit[0])
		: [];
	hits.sort((a, b) => b[0] - a[0]);
	found.replaceChildren(...hits.slice(0, MOST).map((hit) => entry(hit[1], words)));
	if (words.length && !hits.length) {
		const item = document.createElement("li");
		item.textContent = "Nothing has all these words.";
		found.append(item);
	}
}

field.addEventListener("input", search);
document.querySelector("#search").addEventListener("submit", (event) => {
	event.preventDefault();
	search();
});
// As on many sites, a slash leads to the field.
document.addEventListener("keydown", (event) => {
	if (event.key === "/" && !/^(INPUT|TEXTAREA)$/.test(event.target.tagName)) {
		event.preventDefault();
		field.focus();
	}
});
