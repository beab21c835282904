// SPDX-License-Identifier: Apache-2.0
// The words of the desk in Chinese and in English.
"use strict";

const WORDS = {
	zh: {
		title: "校订台", doubts: "存疑", page: "版面", who: "校订者",
		save: "保存决定", undo: "撤销", redo: "重做", help: "按键", source: "原文",
		next: "下一存疑", previous: "上一存疑", language: "English",
		right: "认可现状", other: "改为相反", join: "与上行合并", keep: "在此断开",
		done: "本版无误", isDone: "已定", half: (n) => `${n} 版未定完`,
		item: "另起一篇/不另起", kindKey: "篇的种类", unknown: "由程序定",
		roles: {column: "栏题", kicker: "引题", main: "主题", sub: "副题", crosshead: "小标题",
			paragraph: "正文", byline: "署名", caption: "图说", credit: "摄影", dateline: "电头"},
		kinds: {article: "文章", photo: "图片", notice: "启事", advertisement: "广告", furniture: "报头等"},
		advertisement: "广告", furniture: "报头等", edit: "改字", move: "移动", continued: "下接", continues: "上承",
		joined: "已合并", parted: "已断开", begins: "另起一篇", inside: "不另起",
		question: (joined, p) => `此处断行${joined ? "已合并" : "已保留"}（合并概率 ${p}），对吗？`,
		askItem: (begins, p) => `此处${begins ? "另起一篇" : "不另起"}（另起概率 ${p}），对吗？`,
		status: (n, left) => `${n} 项决定，存疑处还剩 ${left} 处`,
		holding: (n) => `已拿起 ${n} 行：再按 M 拿起整篇；到目标块按 M 放在其后，Shift+M 放在其前，Esc 放弃`,
		saved: "已保存", restored: "已恢复上次未保存的决定", nothing: "没有存疑之处",
		locked: "插在段落中间，只能断行", blocks: (n) => `${n} 块`,
		line: (n) => `第 ${n} 行`, pageOf: (i, n) => `第 ${i} 版，共 ${n} 版`,
		blank: "空白版面", moves: "移动：↑ ↓ 块，← → 行，[ ] 版面",
	},
	en: {
		title: "Desk", doubts: "doubtful", page: "Page", who: "Editor",
		save: "Save decisions", undo: "Undo", redo: "Redo", help: "Keys", source: "Source",
		next: "Next doubt", previous: "Previous doubt", language: "中文",
		right: "Right as it is", other: "The other way", join: "Join to the line before",
		keep: "Keep the break", done: "Page is right", isDone: "done",
		half: (n) => `${n} ${n === 1 ? "page" : "pages"} decided in part`, item: "Begins an item, or not", kindKey: "Kind of item",
		unknown: "left to the program",
		roles: {column: "column", kicker: "kicker", main: "main head", sub: "sub-head",
			crosshead: "crosshead", paragraph: "paragraph", byline: "byline",
			caption: "caption", credit: "credit", dateline: "dateline"},
		kinds: {article: "article", photo: "photo", notice: "notice", advertisement: "advertisement",
			furniture: "furniture"},
		advertisement: "Advertisement", furniture: "Masthead, date, section", edit: "Correct the line",
		move: "Move",
		continued: "Goes on in item", continues: "Continues item",
		joined: "joined", parted: "kept", begins: "begins an item", inside: "begins no item",
		question: (joined, p) =>
			`This break was ${joined ? "joined" : "kept"} (probability of a join ${p}). Is that right?`,
		askItem: (begins, p) =>
			`This block ${begins ? "begins an item" : "begins no item"} (probability that one begins ${p}). Is that right?`,
		status: (n, left) => `${n} ${n === 1 ? "decision" : "decisions"}, ` +
			`${left} ${left === 1 ? "doubt" : "doubts"} left`,
		holding: (n) => `${n} ${n === 1 ? "line" : "lines"} taken. M again: the whole item. ` +
			"At another block, M puts them after it, Shift+M before it; Esc gives up",
		saved: "saved", restored: "Decisions of last time that were not saved are back",
		nothing: "nothing is doubtful",
		locked: "set into a paragraph: only its breaks can be decided",
		blocks: (n) => `${n} ${n === 1 ? "block" : "blocks"}`,
		line: (n) => `line ${n}`, pageOf: (i, n) => `page ${i} of ${n}`,
		blank: "a blank page", moves: "Move: ↑ ↓ blocks, ← → lines, [ ] pages",
	},
};
