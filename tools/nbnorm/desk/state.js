// SPDX-License-Identifier: Apache-2.0
// The pages of a job, what a person decided about them, and the file of
// decisions (nbnorm(1), DECISIONS). Nothing here touches the document.
//
// A place is the start of a line of a page: the break before it, and the block
// that begins there if the break is kept. Of a place some things can be decided,
// each by itself: "break", "item", "role", "next" and "prev", which are about
// its item, and "text", which is all of the line as it is to be read. Of a page
// "order" can be decided: its lines, by number, as they are to be read.
"use strict";

// The longest rising subsequence of numbers, as a set of indices.
function rising(numbers) {
	const ends = [], before = [];
	numbers.forEach((n, i) => {
		let low = 0, high = ends.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if (numbers[ends[middle]] < n)
				low = middle + 1;
			else
				high = middle;
		}
		before[i] = low ? ends[low - 1] : -1;
		ends[low] = i;
	});
	const found = new Set();
	for (let i = ends.length ? ends[ends.length - 1] : -1; i >= 0; i = before[i])
		found.add(i);
	return found;
}

// All characters of a page as received, without white space, in an order of its
// lines; and where each line begins and ends among them.
class Characters {
	constructor(page, order) {
		this.order = order;
		this.all = [];
		this.starts = [];
		this.ends = [];
		this.keys = []; // for each line, once it was asked for
		for (const i of order) {
			this.starts[i] = this.all.length;
			this.all.push(...page.source(i).replace(/\s/g, ""));
			this.ends[i] = this.all.length;
		}
		this.folded = Characters.fold(this.all);
	}

	// Marks of any width count as equal, and other marks, too: what is unique so
	// is unique for every profile.
	static fold(characters) {
		return characters.map((c) => /[\p{P}\p{S}]/u.test(c) ? "." : c);
	}

	text(a, b) {
		return this.all.slice(a, b).join("");
	}

	// Where folded characters stand, of up to two places.
	find(folded) {
		const found = [];
		for (let i = 0; found.length < 2 && i + folded.length <= this.all.length; i++) {
			let k = 0;
			while (k < folded.length && this.folded[i + k] === folded[k])
				k++;
			if (k === folded.length)
				found.push(i);
		}
		return found;
	}

	// Characters before a and after b, as few as tell the place from all
	// others, but no fewer than twelve.
	around(a, b) {
		for (let n = 12; ; n += 12) {
			const from = Math.max(0, a - n), to = Math.min(this.all.length, b + n);
			if ((!from && to === this.all.length) || this.find(this.folded.slice(from, to)).length < 2)
				return [this.text(from, a), this.text(b, to)];
		}
	}

	// Those around the place where a line begins.
	key(line) {
		return this.keys[line] ||= this.around(this.starts[line], this.starts[line]);
	}

	// The characters with which a line begins or, `before` its end, ends: as
	// many as tell it from all `others`, but no fewer than twelve.
	edge(line, before, others) {
		const place = (i) => before ? this.ends[i] : this.starts[i];
		const same = (i, n) => {
			for (let k = before ? -n : 0; k < (before ? 0 : n); k++)
				if (this.folded[place(i) + k] !== this.folded[place(line) + k])
					return false;
			return true;
		};
		const room = before ? place(line) : this.all.length - place(line);
		let n = Math.min(12, room);
		while (n < room && others.some((i) => i !== line && same(i, n)))
			n++;
		return this.text(place(line) - (before ? n : 0), place(line) + (before ? 0 : n));
	}

	// The line in which the characters from a to b are, or begin; undefined if
	// they are in several.
	lineOf(a, b) {
		return this.order.find((i) => this.starts[i] <= a && a < this.ends[i] && b <= this.ends[i]);
	}
}

class Page {
	// breaks[i] is before line i + 1: characters before, characters after,
	// which of the places with these characters (from 1), joined,
	// probability in thousandths, decided by a person before. blocks: line, role, kind of
	// the item that begins (-1: none), whether nothing can be decided, and the
	// probability in thousandths that an item begins (-1: not known). order:
	// if a person decided it before, the numbers of the lines as received.
	constructor(data) {
		Object.assign(this, data);
		this.roles = new Map(data.blocks.map((b) => [b[0], b[1]]));
		this.kinds = new Map(data.blocks.filter((b) => b[2] >= 0)
			.map((b) => [b[0], b[2]]));
		this.locked = new Set(data.blocks.filter((b) => b[3]).map((b) => b[0]));
		this.numbers = this.lines.map((_, i) => i);
		if (data.order)
			this.numbers = data.order.split(" ").flatMap((run) => {
				const [from, to = from] = run.split("-").map(Number);
				return Array.from({length: to - from + 1}, (_, i) => from - 1 + i);
			});
	}

	// The text of a line as it was received, and as it was repaired.
	source(line) {
		const text = this.lines[line];
		return typeof text === "string" ? text : text[0];
	}

	text(line) {
		const text = this.lines[line];
		return typeof text === "string" ? text : text[1];
	}

	// Its characters in an order of the lines; those asked for last are there.
	characters(order) {
		if (!this.arranged || this.arranged.order.some((line, i) => line !== order[i]))
			this.arranged = new Characters(this, order);
		return this.arranged;
	}

	// Do the lines stand in the order in which the program read them?
	static stands(order) {
		return order.every((line, i) => line === i);
	}

	// What is to be read in place of what, for the line to become `text`:
	// characters before, after, old, new. White space alone is no change. What
	// is lacking between two characters is said with the one before, so that
	// it belongs to this line.
	reading(line, text, order) {
		const old = [...this.text(line)], now = [...text];
		let from = 0, end = 0;
		while (from < old.length && from < now.length && old[from] === now[from])
			from++;
		while (end < old.length - from && end < now.length - from &&
			old[old.length - 1 - end] === now[now.length - 1 - end])
			end++;
		const visible = (list) => list.join("").replace(/\s/g, "");
		while (from && (!visible(old.slice(from, old.length - end)) || /\s/.test(now[from])))
			from--;
		while (end && !visible(old.slice(from, old.length - end)))
			end--;
		const all = this.characters(order);
		const count = (list) => [...visible(list)].length;
		const a = all.starts[line] + count(old.slice(0, from));
		const b = all.starts[line] + count(old.slice(0, old.length - end));
		return [...all.around(a, b), all.text(a, b),
			now.slice(from, now.length - end).join("").trim()];
	}

	// The characters around a place, and their number on the page. The program
	// has found those of the order in which it read the page. Any move may
	// change which characters are around a place that stays, too.
	key(line, order) {
		if (!Page.stands(order))
			return [...this.characters(order).key(line), 1];
		return line ? this.breaks[line - 1].slice(0, 3) : ["", this.first, 1];
	}

	// The line in which a former decision, as columns, has its place, where that
	// begins and ends in it, and the characters by which it was found; undefined
	// if there is no such place, or not one alone.
	placeOf(columns) {
		const all = this.read ||= new Characters(this, this.lines.map((_, i) => i));
		const [left, right, old] = [1, 2, columns[0] === "text" ? 8 : -1].map((i) => [...columns[i] || ""]);
		const key = Characters.fold([...left, ...old, ...right]), found = all.find(key);
		const a = found[0] + left.length, b = a + old.length;
		const line = found.length === 1 && (left.length || !a) ? all.lineOf(a, b) : undefined;
		return line === undefined ? undefined :
			{key, line, from: a - all.starts[line], to: b - all.starts[line]};
	}

	// The columns of a former decision, with the characters that are around its
	// place in another order if its own are there no more. Undefined as for
	// placeOf().
	restate(columns, order) {
		const all = this.characters(order), place = this.placeOf(columns);
		if (!place)
			return undefined;
		const at = all.starts[place.line] + place.from, to = all.starts[place.line] + place.to;
		const [now] = all.find(place.key), stands = now + [...columns[1]].length === at;
		return stands ? columns : [columns[0], ...all.around(at, to), "", ...columns.slice(4)];
	}

	// Decisions with which the lines of the page, as they were received, come
	// into an order: the first columns of a line of the file, and the ninth.
	// Lines that a person moved before are named again.
	moves(order) {
		const was = rising(this.numbers), stay = [];
		order.forEach((line, i) => {
			if (was.has(line))
				stay.push(i);
		});
		const kept = rising(stay.map((i) => this.numbers[order[i]]));
		const still = new Set([...kept].map((k) => order[stay[k]]));
		const received = [...order].sort((a, b) => this.numbers[a] - this.numbers[b]);
		const all = this.received ||= new Characters(this, received);
		const found = [];
		for (let i = 0; i < order.length; i++) {
			const first = i;
			if (still.has(order[i]))
				continue;
			while (i + 1 < order.length && !still.has(order[i + 1]) &&
				this.numbers[order[i + 1]] === this.numbers[order[i]] + 1)
				i++;
			const from = this.numbers[order[first]], to = this.numbers[order[i]];
			let last = "";
			// The first line from there on that ends so is meant.
			if (to > from) {
				const length = all.ends[order[i]] - all.starts[order[first]];
				last = [...all.edge(order[i], true, received.slice(from, to))].slice(-length).join("");
			}
			found.push([["after", first ? all.edge(order[first - 1], true, received) : "",
				all.edge(order[first], false, received), ""], last]);
		}
		return found;
	}
}

class Desk {
	// `job`: names of the roles and kinds, the former decisions as lines,
	// and the limits of doubt.
	constructor(job, pages) {
		this.job = job;
		this.pages = pages.map((data) => new Page(data));
		this.decisions = new Map(); // address -> {page, line, aspect, what, when}
		this.done = [];   // steps to undo: lists of [address, before, after]
		this.undone = []; // and done again
		this.doubts = this.findDoubts();
	}

	// The places for review of all pages, the most doubtful first: breaks, and
	// blocks of which it is doubtful whether an item begins there. Where the
	// probability contradicts what stands, nothing is more doubtful.
	findDoubts() {
		const doubts = [];
		const distance = (p, stands) => stands === undefined || stands === p >= .5 ?
			Math.abs(p - .5) : 0;
		this.pages.forEach((p, page) => {
			p.breaks.forEach((b, i) => {
				if (!b[5] && b[4] >= this.job.low && b[4] <= this.job.high)
					doubts.push({page, line: i + 1, aspect: "break", probability: b[4] / 1000,
						distance: distance(b[4] / 1000)});
			});
			p.blocks.forEach(([line, , kind, locked, begins]) => {
				const against = begins >= 500 !== kind >= 0;
				if (!locked && begins >= 0 &&
					(against || (begins >= this.job.low && begins <= this.job.high)))
					doubts.push({page, line, aspect: "item", probability: begins / 1000,
						distance: distance(begins / 1000, kind >= 0)});
			});
		});
		return doubts.sort((a, b) => a.distance - b.distance);
	}

	static address(page, line, aspect) {
		return `${page}:${line}:${aspect}`;
	}

	// What was decided here, or undefined.
	decided(page, line, aspect) {
		const d = this.decisions.get(Desk.address(page, line, aspect));
		return d && d.what;
	}

	// A block that is joined to another begins no item, and a line that was
	// moved has another break before it.
	isSettled(doubt) {
		return this.decided(doubt.page, doubt.line, doubt.aspect) !== undefined ||
			(doubt.aspect === "break" && !this.follows(doubt.page, doubt.line)) ||
			(doubt.aspect === "item" && this.joined(doubt.page, doubt.line));
	}

	// A line as it is read.
	text(page, line) {
		const what = this.decided(page, line, "text");
		return what === undefined ? this.pages[page].text(line) : what;
	}

	// ---- what stands now

	// The lines of a page as they are to be read.
	order(page) {
		const what = this.decided(page, 0, "order");
		return what === undefined ? this.pages[page].lines.map((_, i) => i) :
			what.split(" ").map(Number);
	}

	isFirst(page, line) {
		return this.order(page)[0] === line;
	}

	// Does the line come after the one that it came after on the page?
	follows(page, line) {
		const order = this.order(page), at = order.indexOf(line);
		return at > 0 && order[at - 1] === line - 1;
	}

	// Is the break before the line joined? A block that something is decided
	// about begins where it begins.
	joined(page, line) {
		const what = this.decided(page, line, "break");
		if (this.isFirst(page, line))
			return false;
		if (what !== undefined)
			return what === "join";
		if (this.decided(page, line, "item") || this.decided(page, line, "role"))
			return false;
		// What follows another line only now, a program will judge.
		return this.follows(page, line) && this.pages[page].breaks[line - 1][3];
	}

	// The role of the block that begins at the line; undefined: a person
	// parted it from another, and a program will name it.
	role(page, line) {
		return this.decided(page, line, "role") ||
			this.job.roles[this.pages[page].roles.get(line)];
	}

	// The kind of the item that begins at the line, or undefined.
	kind(page, line) {
		const what = this.decided(page, line, "item");
		const stands = this.job.kinds[this.pages[page].kinds.get(line)];
		const first = this.isFirst(page, line);
		if (what === "inside" && !first)
			return undefined;
		if (what === "item" || what === "inside")
			return stands || "article";
		return what || stands || (first ? "article" : undefined);
	}

	// The lines of a page where blocks begin.
	blocks(page) {
		return this.order(page).filter((line) => !this.joined(page, line));
	}

	// The lines of the block that begins at a line; or, with `item`, of all
	// blocks from there to the end of its item.
	linesOf(page, from, item) {
		const order = this.order(page), start = order.indexOf(from);
		let to = start + 1;
		while (to < order.length && (this.joined(page, order[to]) || (item && !this.kind(page, order[to]))))
			to++;
		return order.slice(start, to);
	}

	// ---- deciding

	put(address, value) {
		if (value)
			this.decisions.set(address, value);
		else
			this.decisions.delete(address);
	}

	// Carry out changes, lists of [line, aspect, what], as one step. `what`
	// undefined takes a decision back.
	change(page, changes) {
		const step = [];
		for (const [line, aspect, what] of changes) {
			const address = Desk.address(page, line, aspect);
			const before = this.decisions.get(address);
			if ((before && before.what) === what)
				continue;
			const after = what && {page, line, aspect, what, when: Desk.today()};
			this.put(address, after);
			step.push([address, before, after]);
		}
		if (step.length) {
			this.done.push(step);
			this.undone = [];
		}
	}

	// Decide one thing. A block that is joined to the one before it is none any
	// more: what was decided about it goes.
	decide(page, line, aspect, what) {
		const changes = [[line, aspect, what]];
		if (what === "join")
			changes.push([line, "item"], [line, "role"], [line, "next"], [line, "prev"]);
		else if (aspect !== "break" && aspect !== "text" && what &&
			this.decided(page, line, "break") === "join")
			changes.push([line, "break"]);
		this.change(page, changes);
	}

	// Move lines to before the block that begins at `target`, or after it.
	move(page, lines, target, before) {
		const block = this.linesOf(page, target);
		if (block.some((line) => lines.includes(line)))
			return;
		const order = this.order(page).filter((line) => !lines.includes(line));
		order.splice(before ? order.indexOf(block[0]) : order.indexOf(block[block.length - 1]) + 1, 0, ...lines);
		this.change(page, [[0, "order", Page.stands(order) ? undefined : order.join(" ")]]);
	}

	// Decide everything about the blocks of a page as it stands, and its doubtful
	// breaks. Without that, the program decides anew about what nothing was
	// decided about, and a decision about one block may change another.
	settle(page) {
		const changes = [];
		for (const line of this.blocks(page)) {
			if (this.pages[page].locked.has(line))
				continue;
			changes.push([line, "item", this.kind(page, line) || "inside"]);
			if (this.role(page, line))
				changes.push([line, "role", this.role(page, line)]);
		}
		for (const d of this.doubts)
			if (d.page === page && d.aspect === "break" && !this.isSettled(d))
				changes.push([d.line, "break", this.joined(page, d.line) ? "join" : "keep"]);
		this.change(page, changes);
	}

	// Was everything about the blocks of the page decided?
	isDone(page) {
		return this.blocks(page).every((line) => this.pages[page].locked.has(line) ||
			this.decided(page, line, "item"));
	}

	// The number of pages of which a person decided something about the blocks,
	// but not all.
	halfDone() {
		const touched = new Set([...this.decisions.values()]
			.filter((d) => d.aspect === "item" || d.aspect === "role").map((d) => d.page));
		return [...touched].filter((page) => !this.isDone(page)).length;
	}

	static today() {
		const d = new Date(), two = (n) => String(n).padStart(2, "0");
		return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
	}

	// Undo the last step, or do it again; returns its place, or undefined.
	step(again) {
		const step = (again ? this.undone : this.done).pop();
		if (!step)
			return undefined;
		(again ? this.done : this.undone).push(step);
		for (const [address, before, after] of step)
			this.put(address, again ? after : before);
		const [page, line] = step[0][0].split(":").map(Number);
		return {page, line};
	}

	// ---- the file

	// A decision as a line of the file.
	line(d, who) {
		const p = this.pages[d.page];
		// The columns of the file are parted by tabs.
		who = who.replace(/\s+/g, " ").trim();
		const order = this.order(d.page);
		const end = (list) => list.join("\t").replace(/\t+$/, "") + "\n";
		if (d.aspect === "order")
			return p.moves(order).map(([begin, last]) =>
				end([...begin, p.id, who, d.when, "", last])).join("");
		const [left, right, occurrence] = p.key(d.line, order);
		let columns = [d.what, left, right, occurrence > 1 ? occurrence : "", p.id, who, d.when];
		if (d.aspect === "next" || d.aspect === "prev") {
			columns[0] = d.aspect;
			columns.push("", d.what);
		} else if (d.aspect === "text") {
			const [before, after, old, reading] = p.reading(d.line, d.what, order);
			columns = ["text", before, after, "", p.id, who, d.when, "", old, reading];
		}
		return end(columns);
	}

	// The lines of the file that a former decision becomes. Where a page has
	// another order now, other characters are around its places; and its order
	// is decided as a whole. A decision that names no page may be about several.
	formerLines(line) {
		const columns = line.split("\t"), id = columns[4] || "";
		const pages = this.pages.filter((p) => !id || p.id === id);
		const isMoved = (p) => this.decided(this.pages.indexOf(p), 0, "order") !== undefined;
		const moved = pages.filter(isMoved);
		if (columns[0] === "after")
			return moved.some((p) => p.id === id) ? [] : [line];
		const lines = moved.map((p) => p.restate(columns, this.order(this.pages.indexOf(p))))
			.filter((now) => now).map((now) => now.join("\t"));
		const stays = !lines.length || pages.some((p) => !isMoved(p) && p.placeOf(columns));
		return stays ? [line, ...lines] : lines;
	}

	// Former decisions come first, so that what was decided here holds
	// against them.
	file(who) {
		const aspects = ["order", "break", "item", "role", "next", "prev", "text"];
		const order = (a, b) => a.page - b.page || a.line - b.line ||
			aspects.indexOf(a.aspect) - aspects.indexOf(b.aspect);
		const mine = [...this.decisions.values()].sort(order);
		return this.job.former.flatMap((line) => this.formerLines(line)).map((line) => line + "\n").join("") +
			mine.map((d) => this.line(d, who)).join("");
	}

	// Everything that was decided, as JSON, and back: so that a closed window
	// loses nothing.
	keep() {
		return JSON.stringify([...this.decisions]);
	}

	restore(text) {
		for (const [address, d] of JSON.parse(text))
			if (this.pages[d.page] && d.line < this.pages[d.page].lines.length)
				this.decisions.set(address, d);
	}
}
