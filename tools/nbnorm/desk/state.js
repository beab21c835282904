// SPDX-License-Identifier: Apache-2.0
// The pages of a job, what a person decided about them, and the file of
// decisions (nbnorm(1), DECISIONS). Nothing here touches the document.
//
// A place is the start of a line of a page: the break before it, and the block
// that begins there if the break is kept. Of a place three things can be
// decided, each by itself: "break", "item" and "role".
"use strict";

class Page {
	// breaks[i] is before line i + 1: characters before, characters after,
	// which of the places with these characters (from 1), joined,
	// probability in thousandths, decided by a person before. blocks: line, role, kind of
	// the item that begins (-1: none), whether nothing can be decided.
	constructor(data) {
		Object.assign(this, data);
		this.roles = new Map(data.blocks.map((b) => [b[0], b[1]]));
		this.kinds = new Map(data.blocks.filter((b) => b[2] >= 0)
			.map((b) => [b[0], b[2]]));
		this.locked = new Set(data.blocks.filter((b) => b[3]).map((b) => b[0]));
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

	// The characters around a place, and their number on the page.
	key(line) {
		return line ? this.breaks[line - 1].slice(0, 3) : ["", this.first, 1];
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

	// The places for review of all pages, the most doubtful first.
	findDoubts() {
		const doubts = [];
		this.pages.forEach((p, page) => p.breaks.forEach((b, i) => {
			if (!b[5] && b[4] >= this.job.low && b[4] <= this.job.high)
				doubts.push({page, line: i + 1, aspect: "break", probability: b[4] / 1000});
		}));
		const distance = (d) => Math.abs(d.probability - .5);
		return doubts.sort((a, b) => distance(a) - distance(b));
	}

	static address(page, line, aspect) {
		return `${page}:${line}:${aspect}`;
	}

	// What was decided here, or undefined.
	decided(page, line, aspect) {
		const d = this.decisions.get(Desk.address(page, line, aspect));
		return d && d.what;
	}

	isSettled(doubt) {
		return this.decided(doubt.page, doubt.line, doubt.aspect) !== undefined;
	}

	// ---- what stands now

	// Is the break before the line joined? A block that something is decided
	// about begins where it begins.
	joined(page, line) {
		const what = this.decided(page, line, "break");
		if (what !== undefined)
			return what === "join";
		if (this.decided(page, line, "item") || this.decided(page, line, "role"))
			return false;
		return this.pages[page].breaks[line - 1][3];
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
		if (what === "inside" && line)
			return undefined;
		if (what === "item" || what === "inside")
			return stands || "article";
		return what || stands || (line ? undefined : "article");
	}

	// The lines of a page where blocks begin.
	blocks(page) {
		const starts = [];
		for (let line = 0; line < this.pages[page].lines.length; line++)
			if (!line || !this.joined(page, line))
				starts.push(line);
		return starts;
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
			changes.push([line, "item"], [line, "role"]);
		else if (aspect !== "break" && what &&
			this.decided(page, line, "break") === "join")
			changes.push([line, "break"]);
		this.change(page, changes);
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
			if (d.page === page && !this.isSettled(d))
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
			.filter((d) => d.aspect !== "break").map((d) => d.page));
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
		const [left, right, occurrence] = p.key(d.line);
		// The columns of the file are parted by tabs.
		who = who.replace(/\s+/g, " ").trim();
		return [d.what, left, right, occurrence > 1 ? occurrence : "", p.id, who, d.when]
			.join("\t").replace(/\t+$/, "") + "\n";
	}

	// Former decisions come first, so that what was decided here holds
	// against them.
	file(who) {
		const aspects = ["break", "item", "role"];
		const order = (a, b) => a.page - b.page || a.line - b.line ||
			aspects.indexOf(a.aspect) - aspects.indexOf(b.aspect);
		const mine = [...this.decisions.values()].sort(order);
		return this.job.former.map((line) => line + "\n").join("") +
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
