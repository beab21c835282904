// SPDX-License-Identifier: Apache-2.0
// What the reading room says, in its three languages.

const WORDS = {
  home: ["Newspapers", "报纸", "報紙"],
  search: ["Search", "检索", "檢索"],
  language: ["Language", "语言", "語言"],
  theme: ["Light or dark", "明暗", "明暗"],
  issues: ["issue|issues", "期", "期"],
  pages: ["page|pages", "版", "版"],
  items: ["item|items", "篇", "篇"],
  page: ["Page", "版次", "版次"],
  image: ["Image of the page", "版面图像", "版面圖像"],
  noImage: ["The image cannot be loaded:", "图像无法载入：", "圖像無法載入："],
  others: ["Other pages", "其他页", "其他頁"],
  undated: ["Issues without a full date", "日期不全的各期", "日期不全的各期"],
  contents: ["Contents", "目录", "目錄"],
  previous: ["Previous", "上一篇", "上一篇"],
  next: ["Next", "下一篇", "下一篇"],
  text: ["Text", "正文", "正文"],
  tei: ["TEI", "TEI", "TEI"],
  source: ["Source", "原始文本", "原始文本"],
  about: ["About this item", "本篇信息", "本篇資訊"],
  newspaper: ["Newspaper", "报纸", "報紙"],
  date: ["Date", "日期", "日期"],
  kind: ["Kind", "类别", "類別"],
  byline: ["Byline", "署名", "署名"],
  authors: ["Authors", "作者", "作者"],
  characters: ["Characters", "字数", "字數"],
  revision: ["Revision", "版本", "版本"],
  revisions: ["All revisions", "各版本", "各版本"],
  older: ["This is not the newest revision. The newest one:", "这不是最新版本。最新版本：", "這不是最新版本。最新版本："],
  history: ["Differences", "修订差异", "修訂差異"],
  sameText: ["The texts are the same.", "正文相同。", "正文相同。"],
  citeNote: ["This reference finds exactly this text again, whatever becomes of it:", "此引文标识可准确找回这一文本，无论日后有何修订：",
    "此引文標識可準確找回這一文本，無論日後有何修訂："],
  cite: ["Cite", "引用", "引用"],
  download: ["Download", "下载", "下載"],
  verify: ["Verify", "验证", "驗證"],
  verified: ["The document has the SHA-256 that the corpus has on record, and belongs to the corpus with this Merkle root:",
    "文件的 SHA-256 与语料库记录一致，属于以此默克尔根命名的语料库：", "文件的 SHA-256 與語料庫記錄一致，屬於以此默克爾根命名的語料庫："],
  proof: ["Proof", "证明", "證明"],
  continued: ["Continued on", "下接", "下接"],
  continues: ["Continued from", "上接", "上接"],
  words: ["Words", "检索词", "檢索詞"],
  wordsNote: ["Several words are separated by spaces; any of them is found.", "多个词以空格分开，有其一即命中。", "多個詞以空格分開，有其一即命中。"],
  from: ["From", "起", "起"],
  to: ["To", "止", "止"],
  anyKind: ["All kinds", "全部类别", "全部類別"],
  anyTitle: ["All newspapers", "全部报纸", "全部報紙"],
  where: ["Where", "范围", "範圍"],
  anywhere: ["Everywhere", "全文", "全文"],
  head: ["Headlines", "标题", "標題"],
  searching: ["Searching", "正在检索", "正在檢索"],
  found: ["hit|hits", "处命中", "處命中"],
  atLeast: ["hits at least; narrow the search to see all of them", "处以上；请缩小范围", "處以上；請縮小範圍"],
  none: ["Nothing was found.", "没有找到。", "沒有找到。"],
  counts: ["Hits by year", "各年命中数", "各年命中數"],
  loading: ["Loading", "载入中", "載入中"],
  failed: ["This cannot be shown:", "无法显示：", "無法顯示："],
  root: ["Merkle root of the corpus", "语料库的默克尔根", "語料庫的默克爾根"],
  article: ["article", "文章", "文章"],
  photo: ["photograph", "图片", "圖片"],
  notice: ["notice", "启事", "啟事"],
  advertisement: ["advertisement", "广告", "廣告"],
  furniture: ["furniture", "版面信息", "版面資訊"],
  weekdays: ["M T W T F S S", "一 二 三 四 五 六 日", "一 二 三 四 五 六 日"],
};

export const LANGUAGES = [["en", "English"], ["zh-Hans", "简体"], ["zh-Hant", "繁體"]];
const TAGS = LANGUAGES.map(([tag]) => tag);
let language = 0;

/** Choose a language by its tag, or that of the reader. */
export function chooseLanguage(tag) {
  const wanted = tag ?? navigator.languages.find((one) => /^(en|zh)/.test(one)) ?? "en";
  const traditional = /^zh-(Hant|TW|HK|MO)/i.test(wanted);
  language = TAGS.includes(wanted) ? TAGS.indexOf(wanted) : wanted.startsWith("zh") ? (traditional ? 2 : 1) : 0;
  document.documentElement.lang = TAGS[language];
}

export function currentLanguage() {
  return TAGS[language];
}

export function say(word) {
  return WORDS[word][language];
}

/** A number of things: the English word is stored for one and for several. */
export function sayCount(count, word) {
  const [one, several = one] = say(word).split("|");
  return `${count.toLocaleString(currentLanguage())} ${count === 1 ? one : several}`;
}

/** A date as the language writes it; parts that are not known are left out. */
export function sayDate(digits) {
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6, 8)].map(Number);
  if (!language) return [year, month && String(month).padStart(2, "0"), month && day && String(day).padStart(2, "0")].filter(Boolean).join("-");
  return `${year}年${month ? `${month}月${day ? `${day}日` : ""}` : ""}`;
}
