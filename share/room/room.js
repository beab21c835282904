/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a script adds to the reading room; every page is complete without it.
 *
 *   /        goes to the search field
 *   ← →      go to what is before and after, by the links of class "steps"
 *   t        changes between light and dark, which is remembered
 *
 * Texts of class "copy" get a button that copies them.
 */
"use strict";

(function () {
	const root = document.documentElement;
	const words = {
		"en": {copy: "Copy", copied: "Copied"},
		"zh-Hans": {copy: "复制", copied: "已复制"},
		"zh-Hant": {copy: "複製", copied: "已複製"},
	}[root.lang] || {copy: "Copy", copied: "Copied"};

	/* Storage may be refused, as in a private window. */
	function remembered() {
		try {
			return localStorage.getItem("room-theme");
		} catch {
			return null;
		}
	}

	function remember(theme) {
		try {
			localStorage.setItem("room-theme", theme);
		} catch {
			/* It then holds for this page only. */
		}
	}

	function change_theme() {
		const dark = root.dataset.theme ? root.dataset.theme === "dark" :
			matchMedia("(prefers-color-scheme: dark)").matches;

		root.dataset.theme = dark ? "light" : "dark";
		remember(root.dataset.theme);
	}

	/* Keys typed into a field, or together with others, are not for us. */
	function is_typing(event) {
		return event.ctrlKey || event.metaKey || event.altKey ||
			/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
	}

	/* The link of the first or last place of the steps, if there is one. */
	function step(index) {
		const places = document.querySelectorAll(".steps > span");
		const link = places[index] && places[index].querySelector("a");

		if (link)
			link.click();
	}

	function press(event) {
		if (is_typing(event))
			return;
		if (event.key === "/") {
			const field = document.getElementById("room-q");

			if (field) {
				event.preventDefault();
				field.focus();
				field.select();
			}
		} else if (event.key === "t") {
			change_theme();
		} else if (event.key === "ArrowLeft") {
			step(0);
		} else if (event.key === "ArrowRight") {
			step(1);
		}
	}

	function add_copy(text) {
		const button = document.createElement("button");

		button.type = "button";
		button.textContent = words.copy;
		button.addEventListener("click", async function () {
			await navigator.clipboard.writeText(text.textContent);
			button.textContent = words.copied;
		});
		text.after(button);
	}

	const theme = remembered();

	if (theme === "light" || theme === "dark")
		root.dataset.theme = theme;
	document.addEventListener("keydown", press);
	for (const keys of document.querySelectorAll(".room-keys"))
		keys.hidden = false;
	if (navigator.clipboard)
		document.querySelectorAll(".copy").forEach(add_copy);
})();
