// SPDX-License-Identifier: Apache-2.0
// The decisions that a person makes on the page, and the file of them. Without
// this script the page can be read and nothing can be decided.
"use strict";
(() => {
	// One row a break: left, right, occurrence, joined, decided by a person.
	const data = JSON.parse(document.getElementById("data").textContent);
	const breaks = data.breaks;
	const decisions = new Map(); // break -> true: join, false: keep
	let saved = "";

	const doubts = [...document.querySelectorAll(".doubt")];
	const doubtOf = new Map(doubts.map((d) => [Number(d.dataset.b), d]));
	const seamOf = new Map([...document.querySelectorAll(".seam")].map(
		(s) => [Number(s.dataset.b), s]));
	const status = document.getElementById("status");

	const joins = (b) => decisions.has(b) ? decisions.get(b) : breaks[b][3];

	function file() {
		const lines = [...decisions.keys()].sort((a, b) => a - b).map((b) => {
			const [left, right, occurrence] = breaks[b];
			const line = [decisions.get(b) ? "join" : "keep", left, right];
			if (occurrence > 1)
				line.push(occurrence);
			return line.join("\t") + "\n";
		});
		return `# ${data.name}: ${lines.length}\n` + lines.join("");
	}

	function draw(b) {
		const doubt = doubtOf.get(b), seam = seamOf.get(b);
		const decided = decisions.has(b), join = joins(b);
		if (doubt) {
			doubt.classList.toggle("decided", decided);
			doubt.classList.toggle("joins-now", join);
			doubt.querySelector(".choose-join").setAttribute("aria-pressed", decided && join);
			doubt.querySelector(".choose-keep").setAttribute("aria-pressed", decided && !join);
		}
		if (seam) {
			seam.classList.toggle("joins", join);
			seam.classList.toggle("keeps", !join);
			seam.setAttribute("aria-pressed", decided);
			seam.textContent = join ? "⤶ 合并" : "⏎ 保留";
		}
	}

	function tell() {
		const left = doubts.filter((d) => !decisions.has(Number(d.dataset.b))).length;
		status.textContent = `已作 ${decisions.size} 项决定，存疑处还剩 ${left} 处` +
			(decisions.size && file() === saved ? "，已保存" : "");
	}

	// join: true, false, or null to take the decision back
	function decide(b, join) {
		if (join === null)
			decisions.delete(b);
		else
			decisions.set(b, join);
		draw(b);
		tell();
	}

	function go(from, step, undecided) {
		for (let i = from + step; i >= 0 && i < doubts.length; i += step) {
			if (undecided && decisions.has(Number(doubts[i].dataset.b)))
				continue;
			doubts[i].focus();
			doubts[i].scrollIntoView({block: "nearest"});
			return;
		}
	}

	function save() {
		const text = file();
		const url = URL.createObjectURL(new Blob([text], {type: "text/tab-separated-values"}));
		const link = document.createElement("a");
		link.href = url;
		link.download = data.file;
		document.body.append(link);
		link.click();
		link.remove();
		setTimeout(() => URL.revokeObjectURL(url), 1000);
		saved = text;
		tell();
	}

	document.addEventListener("click", (event) => {
		const button = event.target.closest("button");
		if (!button)
			return;
		if (button.id === "save")
			return save();
		if (button.classList.contains("seam")) {
			const b = Number(button.dataset.b);
			return decide(b, decisions.has(b) ? null : !breaks[b][3]);
		}
		const doubt = button.closest(".doubt"), b = Number(doubt.dataset.b);
		const join = button.classList.contains("choose-join");
		decide(b, decisions.get(b) === join ? null : join);
	});

	document.addEventListener("keydown", (event) => {
		if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing)
			return;
		const key = event.key.toLowerCase();
		const at = doubts.indexOf(event.target.closest(".doubt"));
		const b = at < 0 ? -1 : Number(doubts[at].dataset.b);
		if (key === "s")
			save();
		else if (key === "n" || key === "arrowdown" && at >= 0)
			go(at, 1, false);
		else if (key === "p" || key === "arrowup" && at >= 0)
			go(at < 0 ? doubts.length : at, -1, false);
		else if (at >= 0 && (key === "j" || key === "k")) {
			decide(b, key === "j");
			go(at, 1, true);
		} else if (at >= 0 && key === "a") {
			decide(b, breaks[b][3]);
			go(at, 1, true);
		} else if (at >= 0 && key === "r") {
			decide(b, !breaks[b][3]);
			go(at, 1, true);
		} else if (at >= 0 && key === "u")
			decide(b, null);
		else
			return;
		event.preventDefault();
	});

	window.addEventListener("beforeunload", (event) => {
		if (file() !== saved)
			event.preventDefault();
	});

	breaks.forEach((row, b) => {
		if (row[4])
			decisions.set(b, row[3]);
		draw(b);
	});
	saved = file();
	tell();
	document.body.classList.add("ready");
})();
