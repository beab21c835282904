// SPDX-License-Identifier: Apache-2.0
// The desk as a person sees it: one page of the job at a time, its items as
// cards, and a bar with everything that can be done at the place where the
// cursor is. Text of a page only ever becomes text nodes.
"use strict";
(() => {
	const read = (e) => JSON.parse(e.textContent);
	const job = read(document.getElementById("job"));
	const desk = new Desk(job, [...document.querySelectorAll(".page")].map(read));
	const $ = (id) => document.getElementById(id);
	const main = $("main"), status = $("status"), who = $("who");
	const memory = "nbnorm desk " + desk.pages.map((p) => p.sha256).join(" ");
	let words = WORDS[navigator.language.startsWith("zh") ? "zh" : "en"];
	let page = 0, line = 0; // where the cursor is
	let doubt = null;       // the one that was asked about last
	let held = null;        // lines that are being moved, and the block they begin with
	let saved = desk.file("");

	// ---- making elements

	function make(name, properties, ...children) {
		const e = Object.assign(document.createElement(name), properties);
		e.append(...children.filter((c) => c !== null));
		return e;
	}

	// What stands between two lines that are joined: a space between words.
	const glue = (before, after) =>
		/[\w.,;:!?)]$/.test(before) && /^[\w(]/.test(after) ? " " : "";

	const roleName = (role) => role ? words.roles[role] : words.unknown;

	// The lines of one block, with a seam before each but the first.
	function blockText(lines) {
		const p = desk.pages[page], parts = [];

		lines.forEach((i, n) => {
			if (n)
				parts.push(make("span", {className: "seam", tabIndex: -1, textContent: "⤶"}));
			if (n) {
				const seam = parts[parts.length - 1];
				seam.dataset.line = i;
				seam.setAttribute("role", "button");
				seam.setAttribute("aria-label", `${words.joined}: ${p.text(i).slice(0, 12)}`);
				parts.push(glue(desk.text(page, lines[n - 1]), desk.text(page, i)));
			}
			parts.push(desk.text(page, i));
		});
		return make("p", {className: "text", lang: "zh"}, ...parts);
	}

	function block(from) {
		const p = desk.pages[page], role = desk.role(page, from);
		const lines = desk.linesOf(page, from), source = lines.map((i) => p.source(i));
		const decided = ["break", "item", "role", "next", "prev", "text"]
			.some((a) => desk.decided(page, from, a) !== undefined);
		const e = make("div", {className: "block", tabIndex: -1},
			make("span", {className: "role", textContent: roleName(role)}),
			blockText(lines),
			make("p", {className: "source", lang: "zh", textContent: source.join("\n")}));
		e.dataset.line = from;
		e.dataset.role = role || "";
		e.classList.toggle("decided", decided);
		e.classList.toggle("locked", p.locked.has(from));
		e.classList.toggle("held", held !== null && held.page === page && held.lines.includes(from));
		e.setAttribute("role", "group");
		e.setAttribute("aria-label", `${roleName(role)}, ${words.line(from + 1)}`);
		return e;
	}

	// The card of an item, which begins at a line: its kind, and how it goes on.
	function card(kind, line) {
		const links = ["prev", "next"].map((a) => [a, desk.decided(page, line, a)])
			.filter(([, id]) => id).map(([a, id]) => ` · ${a === "next" ? "→" : "←"} ${id}`);
		const e = make("article", {className: "item"},
			make("h3", {textContent: words.kinds[kind] + links.join("")}));
		e.dataset.kind = kind;
		return e;
	}

	// The cards of the page.
	function cards() {
		const made = [];
		for (const from of desk.blocks(page)) {
			const kind = desk.kind(page, from);
			if (kind)
				made.push(card(kind, from));
			made[made.length - 1].append(block(from));
		}
		return made;
	}

	// ---- the whole window

	function drawPage() {
		const p = desk.pages[page];
		const left = desk.doubts.filter((d) => d.page === page && !desk.isSettled(d)).length;
		main.replaceChildren(
			make("h2", {},
				make("span", {lang: "zh", textContent: p.id || p.name}),
				make("span", {className: "quiet", textContent:
					` ${words.pageOf(page + 1, desk.pages.length)} · ` +
					`${words.blocks(desk.blocks(page).length)} · ${words.doubts} ${left}` +
					(p.lines.length && desk.isDone(page) ? ` · ✓ ${words.isDone}` : "")})),
			...(p.lines.length ? cards() : [make("p", {textContent: words.blank})]));
		for (const d of desk.doubts)
			if (d.page === page && !desk.isSettled(d)) {
				const e = element(d.line);
				if (e)
					e.classList.add("doubt");
			}
	}

	// The element where the cursor stands if it is at the line: the block that
	// begins there, or the seam.
	const element = (at) => main.querySelector(`[data-line="${at}"]`);

	function mark(focus) {
		for (const e of main.querySelectorAll(".here"))
			e.classList.remove("here");
		const e = element(line);
		if (!e)
			return;
		e.classList.add("here");
		for (const other of main.querySelectorAll('[tabindex="0"]'))
			other.tabIndex = -1;
		e.tabIndex = 0;
		if (focus) {
			e.focus({preventScroll: true});
			e.scrollIntoView({block: "center"});
		}
	}

	function drawBar() {
		const left = desk.doubts.filter((d) => !desk.isSettled(d)).length;
		const isSaved = desk.decisions.size && desk.file(who.value) === saved;
		const half = desk.halfDone();
		status.textContent = words.status(desk.decisions.size, left) +
			(half ? ` · ${words.half(half)}` : "") + (isSaved ? ` · ${words.saved}` : "");
		const open = doubt && !desk.isSettled(doubt) && doubt.page === page && doubt.line === line;
		const p = doubt && doubt.probability.toFixed(2);
		$("question").textContent = held ? words.holding(held.lines.length) : !open ? desk.doubts.length ? "" : words.nothing :
			doubt.aspect === "item" ? words.askItem(desk.kind(page, line) !== undefined, p) :
			words.question(desk.joined(page, line), p);
		for (const name of ["right", "other"])
			$(name).disabled = !open;
		const blocked = !isBlock();
		for (const b of document.querySelectorAll(
			".roles button, #item, #kind, #advertisement, #furniture, #continued, #continues"))
			b.disabled = blocked;
		$("edit").disabled = $("move").disabled = !desk.pages[page].lines.length;
		for (const b of document.querySelectorAll(".roles button"))
			b.setAttribute("aria-pressed", !blocked && desk.role(page, line) === b.dataset.role);
		$("join").disabled = $("keep").disabled = !hasBreak();
		$("undo").disabled = !desk.done.length;
		$("redo").disabled = !desk.undone.length;
	}

	function draw(focus = true) {
		drawPage();
		mark(focus);
		drawBar();
	}

	// Names of buttons, in the language that was chosen.
	function drawWords() {
		document.documentElement.lang = words === WORDS.zh ? "zh-Hans" : "en";
		document.title = `${words.title}: ${job.name}`;
		for (const e of document.querySelectorAll("[data-word]"))
			e.textContent = words[e.dataset.word];
		for (const b of document.querySelectorAll(".roles button"))
			b.lastChild.textContent = words.roles[b.dataset.role];
		$("moves").textContent = words.moves;
	}

	function setUpRoles() {
		job.roles.forEach((role, i) => {
			const b = make("button", {type: "button"},
				make("kbd", {textContent: (i + 1) % 10}), " ", make("span", {}));
			b.dataset.role = role;
			b.addEventListener("click", () => setRole(role));
			document.querySelector(".roles").append(b);
		});
	}

	// ---- moving

	function go(toPage, toLine) {
		const other = toPage !== page;
		page = toPage;
		line = toLine;
		if (other)
			draw();
		else {
			mark(true);
			drawBar();
		}
	}

	// To the next place of `list`, which is in the order of the page, after or
	// before the cursor.
	function goAlong(list, step) {
		const order = allLines(), at = (l) => order.indexOf(l), here = at(line);
		const next = step > 0 ? list.find((l) => at(l) > here) : list.findLast((l) => at(l) < here);
		if (next !== undefined)
			go(page, next);
	}

	const allLines = () => desk.order(page);

	// To the next doubt that is not settled, after or before the last one that
	// was asked about.
	function goDoubt(step) {
		const n = desk.doubts.length;
		let at = doubt ? desk.doubts.indexOf(doubt) : step > 0 ? -1 : n;
		for (let i = 0; i < n; i++) {
			at = (at + step + n) % n;
			if (desk.isSettled(desk.doubts[at]))
				continue;
			doubt = desk.doubts[at];
			return go(doubt.page, doubt.line);
		}
		drawBar();
	}

	function goPage(step) {
		const to = page + step;
		if (to >= 0 && to < desk.pages.length)
			go(to, desk.order(to)[0] || 0);
	}

	// ---- deciding

	function changed() {
		try {
			localStorage.setItem(memory, desk.keep());
		} catch {
			// Without a memory the window still asks before it closes.
		}
		draw();
	}

	function decide(aspect, what) {
		desk.decide(page, line, aspect, what);
		changed();
	}

	// Is the doubt that was asked about here, and open?
	const isAsked = () => doubt && doubt.page === page && doubt.line === line && !desk.isSettled(doubt);

	// Is there a break before the cursor? There is none before the first line.
	const hasBreak = () => desk.pages[page].lines.length > 0 && !desk.isFirst(page, line);

	// Decide about the break before the cursor. The answer to a doubt leads to
	// the next one.
	function setBreak(what) {
		if (!hasBreak())
			return;
		const answered = isAsked() && doubt.aspect === "break";
		decide("break", what);
		if (answered)
			goDoubt(1);
	}

	// Does a block begin at the cursor that can be decided about? A blank page
	// has none.
	const isBlock = () => desk.pages[page].lines.length > 0 &&
		!desk.joined(page, line) && !desk.pages[page].locked.has(line);

	// A second time, what a person decided is taken back.
	const toggle = (aspect, what) =>
		decide(aspect, desk.decided(page, line, aspect) === what ? undefined : what);

	function setRole(role) {
		if (isBlock())
			toggle("role", role);
	}

	function setItem() {
		if (hasBreak() && isBlock())
			decide("item", desk.kind(page, line) ? "inside" : "item");
	}

	// The block begins an item of this kind, whether it began one or not.
	function setKindTo(kind) {
		if (isBlock())
			toggle("item", kind);
	}

	// ---- typing

	let typed = null; // what becomes of the text that is being typed

	// Ask for a text; done(text) is called with it unless that is given up.
	function type(label, value, done) {
		const entry = $("entry"), field = entry.querySelector("input");
		entry.querySelector("span").textContent = label;
		field.value = value;
		entry.hidden = false;
		typed = done;
		field.focus();
	}

	function endTyping(take) {
		const done = typed, text = $("entry").querySelector("input").value;
		typed = null;
		$("entry").hidden = true;
		if (take && done)
			done(text);
		else
			draw();
	}

	// Correct the line at the cursor. As it was received, it needs no decision;
	// nothing can be left of it.
	function editLine() {
		if (!desk.pages[page].lines.length)
			return;
		const received = desk.pages[page].text(line), visible = (s) => s.replace(/\s/g, "");
		type(words.edit, desk.text(page, line), (text) => {
			text = text.replace(/\s+/g, " ").trim();
			if (visible(text))
				decide("text", visible(text) === visible(received) ? undefined : text);
			else
				draw();
		});
	}

	// Say which item the item at the cursor goes on in, or continues.
	function setLink(aspect) {
		if (!isBlock() || !desk.kind(page, line))
			return;
		const before = desk.decided(page, line, aspect) || "";
		type(words[aspect === "next" ? "continued" : "continues"], before, (id) => {
			id = id.trim();
			if (!id || /^\S+-\d{2,}$/.test(id))
				decide(aspect, id || undefined);
			else
				draw();
		});
	}

	function setKind() {
		const kind = isBlock() && desk.kind(page, line);
		if (kind)
			decide("item", job.kinds[(job.kinds.indexOf(kind) + 1) % job.kinds.length]);
	}

	// Take the block at the cursor, a second time its whole item; and then put
	// it after the block at the cursor, or before it.
	function move(before) {
		if (!desk.pages[page].lines.length || desk.joined(page, line))
			return;
		if (held && held.page === page && held.lines.includes(line)) {
			held.lines = desk.linesOf(page, held.from, true);
			return draw();
		}
		if (!held || held.page !== page) {
			held = {page, from: line, lines: desk.linesOf(page, line)};
			return draw();
		}
		const {from, lines} = held;
		held = null;
		desk.move(page, lines, line, before);
		line = from;
		changed();
	}

	// The page is right as it stands: all of it is decided, and the next page
	// comes that is not.
	function settle() {
		desk.settle(page);
		const open = desk.pages.findIndex((_, i) => i > page && !desk.isDone(i));
		changed();
		if (open >= 0)
			go(open, 0);
	}

	function answer(reverse) {
		if (isAsked() && doubt.aspect === "item") {
			decide("item", (desk.kind(page, line) !== undefined) !== reverse ? "item" : "inside");
			goDoubt(1);
		} else if (hasBreak()) {
			setBreak(desk.joined(page, line) !== reverse ? "join" : "keep");
		}
	}

	function step(again) {
		const place = desk.step(again);
		if (!place)
			return;
		page = place.page;
		line = place.line;
		changed();
	}

	// ---- saving

	function save() {
		const text = desk.file(who.value);
		const url = URL.createObjectURL(new Blob([text], {type: "text/tab-separated-values"}));
		const link = make("a", {href: url, download: job.file});
		document.body.append(link);
		link.click();
		link.remove();
		setTimeout(() => URL.revokeObjectURL(url), 1000);
		saved = text;
		drawBar();
	}

	function restore() {
		try {
			const kept = localStorage.getItem(memory);
			if (!kept || kept === "[]")
				return;
			desk.restore(kept);
			$("note").textContent = words.restored;
		} catch {
			// A memory that cannot be read holds nothing.
		}
	}

	function setLanguage() {
		words = words === WORDS.zh ? WORDS.en : WORDS.zh;
		drawWords();
		draw();
	}

	const actions = {
		right: () => answer(false), other: () => answer(true),
		join: () => setBreak("join"), keep: () => setBreak("keep"),
		advertisement: () => setKindTo("advertisement"), furniture: () => setKindTo("furniture"),
		edit: editLine, move: () => move(false), continued: () => setLink("next"), continues: () => setLink("prev"),
		item: setItem, kind: setKind, undo: () => step(false), redo: () => step(true),
		done: settle, next: () => goDoubt(1), previous: () => goDoubt(-1), save, language: setLanguage,
		source: () => document.body.classList.toggle("with-source"),
		help: () => { $("keys").hidden = !$("keys").hidden; },
		before: () => goPage(-1), after: () => goPage(1),
		up: () => goAlong(desk.blocks(page), -1), down: () => goAlong(desk.blocks(page), 1),
		left: () => goAlong(allLines(), -1), forward: () => goAlong(allLines(), 1),
	};
	const keys = {
		a: "right", enter: "right", r: "other", " ": "other", j: "join", k: "keep", i: "item", d: "done",
		t: "kind", u: "undo", y: "redo", n: "next", p: "previous", s: "save", l: "language",
		v: "advertisement", f: "furniture", e: "edit", m: "move", c: "continued", b: "continues",
		o: "source", "?": "help", "[": "before", "]": "after", arrowup: "up",
		arrowdown: "down", arrowleft: "left", arrowright: "forward",
	};

	document.addEventListener("keydown", (event) => {
		if (event.isComposing || event.altKey || event.target === who)
			return;
		const key = event.key.toLowerCase();
		if (typed) {
			if (key === "escape" || key === "enter") {
				event.preventDefault();
				endTyping(key === "enter");
			}
			return;
		}
		// Enter and space press a button that has the focus.
		if ((key === "enter" || key === " ") && event.target.closest("button"))
			return;
		if (event.ctrlKey || event.metaKey) {
			if (key !== "z" && key !== "y" && key !== "s")
				return;
			event.preventDefault();
			return key === "s" ? save() : step(key === "y" || event.shiftKey);
		}
		if (key === "escape" && held) {
			held = null;
			draw();
		} else if (key === "m" && event.shiftKey)
			move(true);
		else if (/^[0-9]$/.test(key))
			setRole(job.roles[(Number(key) + 9) % 10]);
		else if (keys[key])
			actions[keys[key]]();
		else
			return;
		event.preventDefault();
	});

	document.addEventListener("click", (event) => {
		const button = event.target.closest("button");
		if (button && actions[button.id])
			return actions[button.id]();
		const place = event.target.closest("[data-line]");
		if (place)
			go(page, Number(place.dataset.line));
	});

	who.addEventListener("input", drawBar);
	window.addEventListener("beforeunload", (event) => {
		if (desk.decisions.size && desk.file(who.value) !== saved)
			event.preventDefault();
	});

	setUpRoles();
	restore();
	drawWords();
	draw();
	goDoubt(1);
	document.body.classList.add("ready");
})();
