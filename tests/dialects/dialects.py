#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the same pages in every dialect of files that nbarc reads, have them read,
and print a table: kind, files, how many were taken, and how many are right.

The files are made here, in the likeness of what programs and libraries write. A file is
right if the text that comes out is that of the page, character by character and in the
order of reading. White space does not count: nbnorm puts lines together. A METS file is
right if each of its articles is an item, and the only items.

usage: dialects.py BUILD FOLDER
"""
import json
import os
import shutil
import subprocess
import sys
from xml.sax.saxutils import escape, quoteattr

# A page is a list of blocks in the order of reading, and a block a list of lines. The
# first page has a head over two columns, the second what XML has to escape, characters
# beyond the Basic Multilingual Plane and Latin words, the third a single line.
PAGES = [
    [["柳湾镇办起春耕夜校"],
     ["三月二日上午，柳湾镇双渡村的育秧", "大棚里，农技员一边翻看秧盘，一边", "给围上来的农户算账。"],
     ["双渡村去年冬天修好了三座小桥，今", "年春耕的农机可以开到田头，再也不", "用绕八里山路。"]],
    [["文化站添置《A&B》教材"],
     ["教材写着“1<2”与“3>2”，学员看了", "都说容易。站长𠮷田说，明年再添", "一百本。"]],
    [["今天停刊一天。"]],
]
SIZE = 40  # of a character, in pixels

ALTO = "http://www.loc.gov/standards/alto/ns-v%d#"
PAGE = "http://schema.primaresearch.org/PAGE/gts/pagecontent/%s"
FINE = "http://www.abbyy.com/FineReader_xml/FineReader%s-schema-v1.xml"


class Line:
    """A line of a page with its box."""

    def __init__(self, text, x, y):
        self.text = text
        self.x, self.y = x, y
        self.w, self.h = SIZE * len(text), SIZE

    @property
    def box(self):
        """Left, top, right and bottom."""
        return self.x, self.y, self.x + self.w, self.y + self.h

    def chars(self):
        """Each character, as a line of its own."""
        return [Line(c, self.x + SIZE * i, self.y) for i, c in enumerate(self.text)]


def placed(page):
    """Put the blocks of a page on paper: a head, and columns below it."""
    blocks = []
    for number, block in enumerate(page):
        x = 100 if number == 0 else 100 + (number - 1) * 20 * SIZE
        y = 100 if number == 0 else 200
        blocks.append([Line(text, x, y + 60 * i) for i, text in enumerate(block)])
    return blocks


def points(line):
    """The corners of a box as PAGE has them."""
    left, top, right, bottom = line.box
    return f"{left},{top} {right},{top} {right},{bottom} {left},{bottom}"


# ---- ALTO


def alto_box(line, unit=1):
    """The attributes of a place."""
    return (f'HPOS="{line.x * unit}" VPOS="{line.y * unit}" '
            f'WIDTH="{line.w * unit}" HEIGHT="{line.h * unit}"')


def alto(blocks, version=3, by="line", **style):
    """An ALTO file. Styles: prefix, unit, composed, glyphs, bare, spaces, chained, tags,
    articles, tagged (line)."""
    p = style.get("prefix", "")
    unit = style.get("unit", 1)
    space = "" if style.get("bare") else f' xmlns{":" + p[:-1] if p else ""}="{ALTO % version}"'
    out = [f"<{p}alto{space}>",
           f'<{p}Description><{p}MeasurementUnit>{style.get("name", "pixel")}'
           f"</{p}MeasurementUnit></{p}Description>", style.get("tags", ""),
           f'<{p}Layout><{p}Page ID="P1" WIDTH="{2000 * unit}" HEIGHT="{3000 * unit}">'
           f"<{p}TopMargin/><{p}PrintSpace>"]
    if style.get("composed"):
        out.append(f'<{p}ComposedBlock ID="C1">')
    numbered = list(enumerate(blocks))
    for b, block in reversed(numbered) if style.get("chained") else numbered:
        following = f' IDNEXT="B{b + 1}"' if style.get("chained") else ""
        refs = tag_refs(b, style.get("articles"))
        following += refs if style.get("tagged") != "line" else ""
        out.append(f'<{p}TextBlock ID="B{b}" {alto_box(block[0], unit)}{following}>')
        if style.get("shape"):
            out.append(f'<{p}Shape><{p}Polygon POINTS="{points(block[0])}"/></{p}Shape>')
        for line in block:
            refs = refs if style.get("tagged") == "line" else ""
            out.append(f"<{p}TextLine {alto_box(line, unit)}{refs}>")
            strings = line.chars() if by == "char" else [line]
            for s in strings:
                content = f"<{p}String CONTENT={quoteattr(s.text)} {alto_box(s, unit)}"
                if style.get("glyphs"):
                    out.append(content + ">" + "".join(
                        f"<{p}Glyph CONTENT={quoteattr(g.text)} {alto_box(g, unit)}>"
                        f'<{p}Variant CONTENT="口"/></{p}Glyph>' for g in s.chars())
                               + f"</{p}String>")
                elif style.get("alternative"):
                    out.append(content + f"><{p}ALTERNATIVE>口口</{p}ALTERNATIVE></{p}String>")
                else:
                    out.append(content + "/>")
                if style.get("spaces"):
                    out.append(f'<{p}SP WIDTH="2" HPOS="{s.x + s.w}" VPOS="{s.y}"/>')
            out.append(f"</{p}TextLine>")
        out.append(f"</{p}TextBlock>")
    if style.get("composed"):
        out.append(f"</{p}ComposedBlock>")
    out.append(f"</{p}PrintSpace></{p}Page></{p}Layout></{p}alto>")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(out) + "\n"


def tag_refs(block, articles):
    """The TAGREFS of a block: its article, and that it is the head of it."""
    for number, article in enumerate(articles or []):
        if block in article:
            head = " H" if block == article[0] and len(article) > 1 else ""
            return f' TAGREFS="A{number}{head}"'
    return ""


def tags(articles, name):
    """The Tags of an ALTO file: a StructureTag for each article, and one for heads."""
    label = "春耕" if name == "TYPE" else "Article"
    kind = "article" if name == "TYPE" else "structure"
    return ('<Tags><LayoutTag ID="H" TYPE="layout" LABEL="Heading"/>' + "".join(
        f'<StructureTag ID="A{number}" TYPE="{kind}" LABEL="{label}"/>'
        for number in range(len(articles))) + "</Tags>")


def declared(name, charset):
    """ALTO in a charset that declares another, or none. What is too short for the charset
    to be found out is left out."""
    def write(blocks):
        if name != "GB2312" and sum(len(line.text) for block in blocks for line in block) < 20:
            return None
        said = f' encoding="{name}"' if name else ""
        out = alto(blocks).replace(' encoding="UTF-8"', said)
        return (out if name else out.split("\n", 1)[1]).encode(charset)
    return write


def named(blocks):
    """ALTO with entities of HTML in its attributes."""
    return alto(blocks).replace("“", "&ldquo;").replace("”", "&rdquo;").replace("一", "&#19968;")


# ---- hOCR


def title(line, more=""):
    """The title attribute with a box."""
    return "bbox %d %d %d %d%s" % (*line.box, more)


def hocr(blocks, **style):
    """An hOCR file. Styles: words (line, char, none), prefix, fragment, upper, single,
    sloppy, entities, flat, loose."""
    p = style.get("prefix", "")
    out = []
    words = style.get("words", "line")
    for b, block in enumerate(blocks):
        if style.get("loose") and b % 2 == 0:
            out.append("<p class='ocr_par'>" + "<br/>".join(escape(s.text) for s in block) + "</p>")
            continue
        if not style.get("flat"):
            out.append(f"<{p}div class='ocr_carea' title='{title(block[0])}'>"
                       f"<{p}p class='ocr_par' lang='chi_sim'>")
        for line in block:
            if words == "none":
                inner = escape(line.text)
            else:
                parts = line.chars() if words == "char" else [line]
                inner = "".join(
                    f"<{p}span class='{style.get('word', 'ocrx_word')}' "
                    f"title='{title(s, '; x_wconf 91')}'>{escape(s.text)}</{p}span>"
                    for s in parts)
            if style.get("cinfo"):
                inner = "".join(f"<{p}span class='ocrx_cinfo' title='x_bboxes %d %d %d %d; "
                                f"x_conf 98'>{escape(c.text)}</{p}span>" % c.box
                                for c in line.chars())
                inner = f"<{p}span class='ocrx_word' title='{title(line)}'>{inner}</{p}span>"
            out.append(f"<{p}span class='{style.get('line', 'ocr_line')}' title=\""
                       f"{title(line, '; baseline 0 0; x_size 40')}\">{inner}</{p}span>")
            if style.get("sloppy"):
                out.append("<br>")
        if not style.get("flat"):
            out.append(f"</{p}p></{p}div>")
    body = "\n".join(out)
    if style.get("entities"):
        body = body.replace("“", "&ldquo;").replace("”", "&rdquo;").replace("一", "&#19968;")
    if style.get("sloppy"):
        body = body.replace("&amp;", "&").replace("</p>", "")
    if style.get("upper"):
        body = body.replace("<span", "<SPAN").replace("</span", "</SPAN").replace(
            "<div", "<DIV").replace("</div", "</DIV").replace(" class=", " CLASS=")
    page = f"<{p}div class='ocr_page' title='image \"a.png\"; bbox 0 0 2000 3000; ppageno 0'>"
    body = f"{page}\n{body}\n</{p}div>"
    if style.get("fragment"):
        return body + "\n"
    space = f' xmlns:{p[:-1]}="http://www.w3.org/1999/xhtml"' if p else \
        ' xmlns="http://www.w3.org/1999/xhtml"'
    head = "<!DOCTYPE html>\n" if style.get("sloppy") or style.get("upper") else \
        '<?xml version="1.0" encoding="UTF-8"?>\n'
    return (f"{head}<{p}html{space}><{p}head><{p}title>a page</{p}title>"
            f"<{p}meta name='ocr-system' content='an engine'/>"
            f"</{p}head><{p}body>\n{body}\n</{p}body></{p}html>\n")


def subset(blocks):
    """XHTML whose DTD declares the characters that it has by name."""
    return ('<!DOCTYPE html [<!ENTITY water "&#27700;"><!ENTITY one "一">'
            '<!ENTITY % more SYSTEM "xhtml-lat1.ent">]>\n' +
            hocr(blocks).split("\n", 1)[1].replace("一", "&one;").replace("水", "&water;"))


def unclosed(blocks):
    """HTML with spaces between words, and an ampersand, that no semicolon ends."""
    return hocr(blocks, sloppy=True, words="char").replace("</span><", "</span>&nbsp<").replace(
        "A&B", "A&amp B").replace("<br>", "&nbsp\n<br>")


def scattered(blocks):
    """hOCR with a character a line, in no order."""
    lines = [c for block in blocks for line in block for c in line.chars()]
    lines.sort(key=lambda c: (c.x * 7 + c.y * 3) % 101)
    return "<div class='ocr_page' title='bbox 0 0 2000 3000'>" + "\n".join(
        f"<span class='ocr_line' title='{title(c)}'>{escape(c.text)}</span>"
        for c in lines) + "</div>\n"


# ---- PAGE


def page_text(text, p):
    """A TextEquiv."""
    return f"<{p}TextEquiv><{p}Unicode>{escape(text)}</{p}Unicode></{p}TextEquiv>"


def coords(line, old, p):
    """The outline, as children before 2013 and as an attribute since."""
    if not old:
        return f'<{p}Coords points="{points(line)}"/>'
    return f"<{p}Coords>" + "".join(
        '<%sPoint x="%s" y="%s"/>' % (p, *pair.split(",")) for pair in points(line).split()
    ) + f"</{p}Coords>"


def custom_of(index, block, level, style):
    """The attribute of a region or line: its place, and its article."""
    groups = [f"readingOrder {{index:{index};}}"] if style.get("custom") else []
    for number, article in enumerate(style.get("articles", [])):
        if block in article and style.get("named") == level:
            groups.append(f"structure {{id:a{number}; type:article;}}")
    return f' custom="{" ".join(groups)}"' if groups else ""


def pagexml(blocks, date="2019-07-15", **style):
    """A PAGE file. Styles: prefix, by (line, word, region, glyph), shuffled, custom,
    unlisted, twice, gaps, articles, named (line, region)."""
    p = style.get("prefix", "")
    old = date < "2013"
    by = style.get("by", "line")
    space = f' xmlns{":" + p[:-1] if p else ""}="{PAGE % date}"'
    regions = []
    for b, block in enumerate(blocks):
        custom = custom_of(b, b, "region", style)
        r = [f'<{p}TextRegion id="r{b}" type="paragraph"{custom}>{coords(block[0], old, p)}']
        for i, line in enumerate(block):
            custom = custom_of(i, b, "line", style)
            if by == "region":
                continue
            r.append(f'<{p}TextLine id="r{b}l{i}"{custom}>{coords(line, old, p)}')
            if by in ("word", "glyph"):
                r.append(f'<{p}Word id="r{b}l{i}w">{coords(line, old, p)}')
                if by == "glyph":
                    r += [f'<{p}Glyph id="r{b}l{i}g{k}">{coords(g, old, p)}'
                          f"{page_text(g.text, p)}</{p}Glyph>"
                          for k, g in enumerate(line.chars())]
                else:
                    r.append(page_text(line.text, p))
                r.append(f"</{p}Word>")
            elif not style.get("gaps") or i % 2 == 0:
                r.append(page_text(line.text, p))
            r.append(f"</{p}TextLine>")
        if by == "region" or style.get("twice"):
            r.append(page_text("\n".join(line.text for line in block), p))
        r.append(f"</{p}TextRegion>")
        regions.append("\n".join(r))
    order = f'<{p}ReadingOrder><{p}OrderedGroup id="g">' + "".join(
        f'<{p}RegionRefIndexed index="{b}" regionRef="r{b}"/>' for b in range(len(blocks))
    ) + f"</{p}OrderedGroup></{p}ReadingOrder>"
    if style.get("unlisted"):
        order = ""
    if style.get("shuffled"):
        regions.reverse()
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<{p}PcGts{space}><{p}Metadata/>'
            f'<{p}Page imageFilename="a.tif" imageWidth="2000" imageHeight="3000">{order}\n'
            + "\n".join(regions) + f"\n</{p}Page></{p}PcGts>\n")


# ---- FineReader and DjVu


def fine(blocks, version, chars=True, **style):
    """A FineReader file: with a character an element, or runs of text."""
    out = [f'<document xmlns="{FINE % version}" version="1.0" producer="an engine">'
           '<page width="2000" height="3000" resolution="300">']
    for block in blocks:
        l, t, r, b = block[0].box
        out.append(f'<block blockType="Text" l="{l}" t="{t}" r="{r}" b="{b}">'
                   "<region><rect/></region><text><par>")
        for line in block:
            l, t, r, b = line.box
            out.append(f'<line baseline="{b}" l="{l}" t="{t}" r="{r}" b="{b}">'
                       '<formatting lang="ChinesePRC">')
            if chars:
                for c in line.chars():
                    variants = ("<charRecVariants><charRecVariant charConfidence=\"5\">口"
                                "</charRecVariant></charRecVariants>"
                                if style.get("variants") else "")
                    out.append('<charParams l="%d" t="%d" r="%d" b="%d">%s%s</charParams>'
                               % (*c.box, variants, escape(c.text)))
            else:
                out.append(escape(line.text))
            out.append("</formatting></line>")
        out.append("</par></text></block>")
    out.append("</page></document>")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "".join(out) + "\n"


def djvu(blocks, by="word"):
    """A DjVu XML file; its boxes have the bottom before the top."""
    out = ['<DjVuXML><HEAD>a.djvu</HEAD><BODY><OBJECT data="a.djvu" width="2000" '
           'height="3000" type="image/x.djvu"><HIDDENTEXT><PAGECOLUMN>']
    for block in blocks:
        out.append("<REGION><PARAGRAPH>")
        for line in block:
            left, top, right, bottom = line.box
            place = f"{left},{bottom},{right},{top}"
            if by == "line":
                out.append(f'<LINE coords="{place}">{escape(line.text)}</LINE>')
                continue
            words = [line] if by == "word" else line.chars()
            out.append("<LINE>" + "".join(
                '<WORD coords="%d,%d,%d,%d">%s</WORD>'
                % (w.box[0], w.box[3], w.box[2], w.box[1], escape(w.text))
                for w in words) + "</LINE>")
        out.append("</PARAGRAPH></REGION>")
    out.append("</PAGECOLUMN></HIDDENTEXT></OBJECT></BODY></DjVuXML>")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(out) + "\n"


# ---- JSON of OCR services


def lines_of(blocks):
    """All lines of a page."""
    return [line for block in blocks for line in block]


def corners(line):
    """The corners of a box, from the upper left one clockwise."""
    left, top, right, bottom = line.box
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


def named_corners(line, x="x", y="y"):
    """The same as objects, without the numbers that are 0."""
    return [{k: v for k, v in ((x, p[0]), (y, p[1])) if v} for p in corners(line)]


def numbers(line):
    """The same as eight numbers."""
    return [n for p in corners(line) for n in p]


def sides(line, left="left", top="top", width="width", height="height"):
    """A box as an edge and a size."""
    return {left: line.x, top: line.y, width: line.w, height: line.h}


def baidu(blocks, place=True):
    """Baidu, general OCR."""
    return {"log_id": 1, "words_result_num": len(lines_of(blocks)), "words_result": [
        {"words": line.text, **({"location": sides(line)} if place else {})}
        for line in lines_of(blocks)]}


def baidu_document(blocks):
    """Baidu, analysis of documents."""
    return {"results_num": 1, "results": [
        {"words_type": "print", "words": {"word": line.text, "words_location": sides(line)}}
        for line in lines_of(blocks)]}


def tencent(blocks):
    """Tencent Cloud."""
    return {"Response": {"Angle": 0, "Language": "zh", "TextDetections": [
        {"DetectedText": line.text, "Confidence": 99, "Words": [],
         "Polygon": named_corners(line, "X", "Y"),
         "ItemPolygon": sides(line, "X", "Y", "Width", "Height")}
        for line in lines_of(blocks)]}}


def huawei(blocks):
    """Huawei Cloud."""
    return {"result": {"direction": 0, "words_block_count": len(lines_of(blocks)),
                       "words_block_list": [
                           {"words": line.text, "confidence": .9, "location": corners(line)}
                           for line in lines_of(blocks)]}}


def aliyun(blocks):
    """Alibaba Cloud."""
    return {"content": " ".join(line.text for line in lines_of(blocks)), "height": 3000,
            "width": 2000, "prism_wordsInfo": [
                {"word": line.text, "prob": 99, "direction": 0, "angle": -90,
                 "pos": named_corners(line)} for line in lines_of(blocks)]}


def vision(blocks, by="line", snake=False):
    """Google Cloud Vision: a word a line, or a symbol a word."""
    def word(part, last):
        symbols = [{"text": c.text} for c in part.chars()]
        if last:
            symbols[-1]["property"] = {"detectedBreak": {"type": "LINE_BREAK"}}
        return {"boundingBox": {"vertices": named_corners(part)}, "symbols": symbols}

    def words(line):
        parts = line.chars() if by == "char" else [line]
        return [word(part, i + 1 == len(parts)) for i, part in enumerate(parts)]
    answer = {"responses": [{"fullTextAnnotation": {"pages": [
        {"width": 2000, "height": 3000, "blocks": [
            {"paragraphs": [{"words": [w for line in block for w in words(line)]}]}
            for block in blocks]}]}}]}
    out = json.dumps(answer)
    if snake:
        for name, other in (("fullTextAnnotation", "full_text_annotation"),
                            ("boundingBox", "bounding_box"),
                            ("detectedBreak", "detected_break")):
            out = out.replace(name, other)
    return json.loads(out)


def vision_words(blocks):
    """Google Cloud Vision, words without lines."""
    chars = [c for line in lines_of(blocks) for c in line.chars()]
    return {"responses": [{"textAnnotations": [
        {"locale": "zh", "description": "\n".join(line.text for line in lines_of(blocks))}] + [
            {"description": c.text, "boundingPoly": {"vertices": named_corners(c)}}
            for c in chars]}]}


def azure_read(blocks):
    """Azure, Read 3."""
    return {"status": "succeeded", "analyzeResult": {"readResults": [
        {"page": 1, "width": 2000, "height": 3000, "unit": "pixel", "lines": [
            {"boundingBox": numbers(line), "text": line.text,
             "words": [{"boundingBox": numbers(c), "text": c.text} for c in line.chars()]}
            for line in lines_of(blocks)]}]}}


def azure_document(blocks):
    """Azure Document Intelligence, of a PDF file: in inches."""
    return {"status": "succeeded", "analyzeResult": {"content": "", "pages": [
        {"pageNumber": 1, "width": 20, "height": 30, "unit": "inch", "lines": [
            {"content": line.text, "polygon": [n / 100 for n in numbers(line)]}
            for line in lines_of(blocks)]}]}}


def azure_image(blocks):
    """Azure Image Analysis 4."""
    return {"modelVersion": "1", "metadata": {"width": 2000, "height": 3000}, "readResult": {
        "blocks": [{"lines": [
            {"text": line.text, "boundingPolygon": named_corners(line), "words": [
                {"text": c.text, "boundingPolygon": named_corners(c)} for c in line.chars()]}
            for line in block]} for block in blocks]}}


def azure_old(blocks):
    """Azure OCR, by words."""
    def box(line):
        return f"{line.x},{line.y},{line.w},{line.h}"
    return {"language": "zh-Hans", "regions": [
        {"boundingBox": box(block[0]), "lines": [
            {"boundingBox": box(line), "words": [
                {"boundingBox": box(c), "text": c.text} for c in line.chars()]}
            for line in block]} for block in blocks]}


def ocr_space(blocks):
    """OCR.space."""
    return {"ParsedResults": [{"TextOverlay": {"Lines": [
        {"Words": [{"WordText": line.text, **sides(line, "Left", "Top", "Width", "Height")}],
         "MaxHeight": 40, "MinTop": line.y} for line in lines_of(blocks)]}}], "OCRExitCode": 1}


def paddle3(blocks, boxes=False):
    """A file of PaddleOCR 3."""
    lines = lines_of(blocks)
    out = {"input_path": "a.png", "dt_polys": [corners(line) for line in lines],
           "rec_texts": [line.text for line in lines], "rec_scores": [.9] * len(lines)}
    if boxes:
        return {"res": {**out, "rec_boxes": [list(line.box) for line in lines]}}
    return {**out, "rec_polys": [corners(line) for line in lines]}


def surya(blocks):
    """Surya."""
    return {"text_lines": [{"text": line.text, "polygon": corners(line), "bbox": line.box}
                           for line in lines_of(blocks)]}


def table(blocks, words=False):
    """The table of tesseract, or only the rows of its words."""
    rows = ["level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\t"
            "height\tconf\ttext"]

    def row(level, numbers, box, conf="-1", text=""):
        if level == 5 or not words:
            left, top, right, bottom = box
            rows.append("\t".join(map(str, (level, 1, *numbers, left, top, right - left,
                                            bottom - top, conf, text))))
    row(1, (0, 0, 0, 0), (0, 0, 2000, 3000))
    for b, block in enumerate(blocks, 1):
        row(2, (b, 0, 0, 0), block[0].box)
        row(3, (b, 1, 0, 0), block[0].box)
        for number, line in enumerate(block, 1):
            row(4, (b, 1, number, 0), line.box)
            for w, char in enumerate(line.chars(), 1):
                row(5, (b, 1, number, w), char.box, "96.5", char.text)
    return "\n".join(rows) + "\n"


def dumped(write):
    """A file that json.dumps() makes of what the function gives."""
    return lambda blocks: json.dumps(write(blocks))


# ---- PDF files by pdftotext


def poppler(blocks):
    """What pdftotext -bbox-layout writes."""
    def box(line):
        return 'xMin="%d.5" yMin="%d.25" xMax="%d" yMax="%d"' % line.box
    out = ['<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title>a</title>'
           '</head><body><doc><page width="2000.0" height="3000.0"><flow>']
    for block in blocks:
        out.append(f"<block {box(block[0])}>")
        for line in block:
            out.append(f"<line {box(line)}><word {box(line)}>{escape(line.text)}</word></line>")
        out.append("</block>")
    return "\n".join(out) + "</flow></page></doc></body></html>"


# ---- text


def text(blocks, end="\n", before="", after=""):
    """A text whose lines end so, with an empty line between two blocks."""
    return before + (end + end).join(
        end.join(line.text for line in block) for block in blocks) + end + after


def encoded(charset):
    """A text in a charset that has all of its characters, or None."""
    def write(blocks):
        try:
            return text(blocks).encode(charset)
        except UnicodeEncodeError:
            return None
    return write


# ---- METS beside ALTO

# The articles of each page, as the numbers of their blocks.
ARTICLES = [[[0, 1], [2]], [[0, 1]], [[0]]]


def outline(block, style):
    """COORDS around a block, with a margin: a rectangle, or a polygon that has a bay."""
    left, top = block[0].x - 4, block[0].y - 4
    right, bottom = max(line.box[2] for line in block) + 4, block[-1].box[3] + 4
    if style == "polygon":
        return (f'SHAPE="POLY" COORDS="{left},{top},{right},{top},{right},{bottom},'
                f'{left + 9},{bottom},{left + 9},{bottom + 30},{left},{bottom + 30}"')
    return f'SHAPE="RECT" COORDS="{left},{top},{right},{bottom}"'


def area(block, style, p, blocks=None):
    """What points to a block of the ALTO file, or to its place on the image."""
    if style in ("coords", "image", "grouped", "polygon"):
        file = "IMG1" if style in ("image", "grouped") else "ALTO1"
        return (f'<{p}fptr><{p}area FILEID="{file}" {outline(blocks[block], style)}/>'
                f"</{p}fptr>")
    one = f'<{p}area FILEID="ALTO1" BETYPE="IDREF" BEGIN="B{block}"/>'
    if style == "end":
        one = one.replace("/>", f' END="B{block}"/>')
    if style == "seq":
        return f"<{p}fptr><{p}seq>{one}</{p}seq></{p}fptr>"
    if style == "par":
        return f"<{p}fptr><{p}par>{one}</{p}par></{p}fptr>"
    return f"<{p}fptr>{one}</{p}fptr>"


def mets(articles, **style):
    """A METS file. Styles: prefix, areas (seq, par, plain, end; coords, image, grouped,
    polygon: places alone), deep, flat, titled, logical, linked (smLinkGrp or smLink: the
    blocks are in the physical map), href, blocks."""
    p = style.get("prefix", "")
    space = f' xmlns{":" + p[:-1] if p else ""}="http://www.loc.gov/METS/"'
    areas = style.get("areas", "seq")
    grouped = ' GROUPID="1"' if areas == "grouped" else ""
    image = f'<{p}fptr FILEID="IMG1"/>' if areas == "image" else ""
    divs, blocks, links = [], "", ""
    for number, article in enumerate(articles):
        parts = [area(b, areas, p, style.get("blocks")) for b in article]
        if style.get("linked"):
            inner = ""
            names = [f"pa0001{b + 1:03}" for b in article]
            blocks += "".join(f'<{p}div ID="{name}" TYPE="pageArea">{part}</{p}div>'
                              for name, part in zip(names, parts))
            if style["linked"] == "smLink":
                links += "".join(f'<{p}smLink xlink:from="art{number}" xlink:to="{name}"/>'
                                 for name in names)
            else:
                links += f"<{p}smLinkGrp>" + "".join(
                    f'<{p}smLocatorLink xlink:href="#{name}" xlink:label="a"/>'
                    for name in [f"art{number}"] + names) + f"</{p}smLinkGrp>"
        elif style.get("deep"):
            head = "" if len(parts) == 1 else (
                f'<{p}div TYPE="HEADING"><{p}div TYPE="TITLE"><{p}div TYPE="TEXT">{parts[0]}'
                f"</{p}div></{p}div></{p}div>")
            body = "".join(
                f'<{p}div TYPE="PARAGRAPH"><{p}div TYPE="TEXT">{part}</{p}div></{p}div>'
                for part in (parts if len(parts) == 1 else parts[1:]))
            inner = head + f'<{p}div TYPE="BODY"><{p}div TYPE="BODY_CONTENT">{body}</{p}div></{p}div>'
        elif style.get("flat"):
            inner = "".join(parts)
        else:
            inner = "".join(f'<{p}div TYPE="TextBlock">{part}</{p}div>' for part in parts)
        label = ' LABEL="a title"' if style.get("titled") else ""
        kind = style.get("kind", "ARTICLE")
        divs.append(f'<{p}div ID="art{number}" TYPE="{kind}"{label}>{inner}</{p}div>')
    logical = style.get("logical", "LOGICAL")
    logical = f' TYPE="{logical}"' if logical else ""
    links = f"<{p}structLink>{links}</{p}structLink>" if links else ""
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<{p}mets{space} '
            'xmlns:xlink="http://www.w3.org/1999/xlink" TYPE="Newspaper">'
            f'<{p}fileSec><{p}fileGrp USE="Images"><{p}file ID="IMG1"{grouped}><{p}FLocat '
            f'xlink:href="file://./img/1.tif"/></{p}file></{p}fileGrp>'
            f'<{p}fileGrp USE="Text"><{p}file ID="ALTO1" MIMETYPE="text/xml"{grouped}>'
            f'<{p}FLocat LOCTYPE="URL" '
            f'xlink:href="{style.get("href", "file://./alto/jdrb-20190304-a01.xml")}"/>'
            f"</{p}file></{p}fileGrp></{p}fileSec>\n"
            f'<{p}structMap TYPE="PHYSICAL"><{p}div TYPE="Newspaper"><{p}div TYPE="PAGE" '
            f'ORDER="1">{image}<{p}fptr><{p}area FILEID="ALTO1"/></{p}fptr>{blocks}</{p}div></{p}div>'
            f'</{p}structMap>\n<{p}structMap{logical}><{p}div TYPE="Newspaper">'
            f'<{p}div TYPE="ISSUE"><{p}div TYPE="CONTENT">' + "\n".join(divs) +
            f"</{p}div></{p}div></{p}div></{p}structMap>{links}</{p}mets>\n")


METS_KINDS = [
    ("METS of docWorks", {"deep": True}),
    ("METS, prefix mets:", {"deep": True, "prefix": "mets:"}),
    ("METS, areas without seq", {"areas": "plain"}),
    ("METS, areas in par", {"areas": "par"}),
    ("METS, areas in the article itself", {"flat": True}),
    ("METS, articles with LABEL", {"titled": True}),
    ("METS, type Article", {"kind": "Article"}),
    ("METS, areas with BEGIN and END", {"areas": "end", "flat": True}),
    ("METS, areas with COORDS alone", {"areas": "coords", "deep": True}),
    ("METS, COORDS of the image", {"areas": "image"}),
    ("METS, COORDS of an image with GROUPID", {"areas": "grouped", "flat": True}),
    ("METS, COORDS of polygons", {"areas": "polygon", "flat": True}),
    ("METS, COORDS by smLink", {"areas": "coords", "linked": "smLink"}),
    ("METS of the BnF: logical, article", {"logical": "logical", "kind": "article", "deep": True}),
    ("METS of the British Library: smLinkGrp", {"linked": "smLinkGrp", "prefix": "mets:"}),
    ("METS, blocks by smLink", {"linked": "smLink"}),
    ("METS, a map without TYPE", {"deep": True, "logical": ""}),
    ("METS, types in Chinese", {"kind": "文章"}),
    ("METS in UTF-16", {"deep": True, "charset": "UTF-16"}),
    ("METS, pages at a URL", {"deep": True, "href":
                              "http://example.org/20190304/alto/jdrb-20190304-a01.xml"}),
    ("METS, pages on another drive", {"deep": True, "href":
                                      r"file:///D:\scans\alto\jdrb-20190304-a01.xml"}),
]


# Files that state their articles themselves, of the blocks and the articles.
NAMED_KINDS = [
    ("PAGE of Transkribus, articles of lines",
     lambda b, a: pagexml(b, "2013-07-15", custom=True, articles=a, named="line")),
    ("PAGE, articles of regions",
     lambda b, a: pagexml(b, articles=a, named="region")),
    ("ALTO, tags of blocks, TYPE",
     lambda b, a: alto(b, 4, tags=tags(a, "TYPE"), articles=a)),
    ("ALTO, tags of blocks, LABEL",
     lambda b, a: alto(b, 4, tags=tags(a, "LABEL"), articles=a)),
    ("ALTO, tags of lines",
     lambda b, a: alto(b, 4, tags=tags(a, "TYPE"), articles=a, tagged="line")),
]


def items_of(build, folder):
    """The texts of the items that an ingest of the folder gives, or None."""
    archive = folder + ".nbarc"
    if subprocess.run([f"{build}/nbarc-ingest", "-q", "-o", archive, folder],
                      capture_output=True, check=False).returncode:
        return None
    listed = subprocess.run([f"{build}/nbarc", "list", archive], capture_output=True,
                            check=True).stdout.decode()
    return [essence(subprocess.run(
        [f"{build}/nbarc", "get", "-f", "text", archive, line.split()[0]],
        capture_output=True, check=True).stdout.decode())
            for line in listed.splitlines()]


def write_mets(folder, page, articles, style):
    """A METS file and the ALTO file that it is about."""
    os.makedirs(folder + "/alto")
    with open(folder + "/alto/jdrb-20190304-a01.xml", "w", encoding="utf-8") as f:
        f.write(alto(placed(page)))
    charset = style.get("charset", "UTF-8")
    with open(folder + "/issue.mets.xml", "w", encoding=charset) as f:
        f.write(mets(articles, blocks=placed(page), **style).replace("UTF-8", charset))


def write_named(folder, page, articles, write):
    """A file that states its articles."""
    with open(folder + "/jdrb-20190304-a01.xml", "w", encoding="utf-8") as f:
        f.write(write(placed(page), articles))


def try_divided(build, top, name, kinds, write_files):
    """The rows of kinds that say which blocks are an article, each a name and its style."""
    for number, (kind, style) in enumerate(kinds):
        taken = right = 0
        for page_number, page in enumerate(PAGES):
            folder = os.path.join(top, f"{name}-{number}-{page_number}")
            shutil.rmtree(folder, ignore_errors=True)
            os.makedirs(folder)
            articles = ARTICLES[page_number]
            write_files(folder, page, articles, style)
            wanted = [essence("".join("".join(page[b]) for b in article))
                      for article in articles]
            got = items_of(build, folder)
            taken += got is not None
            right += got == wanted
            if got != wanted:
                sys.stderr.write(f"{folder}: {kind}: {got!r}\n")
        print(f"| {kind} | {len(PAGES)} | {taken} | {right} |")


KINDS = [
    ("ALTO 2", lambda b: alto(b, 2)),
    ("ALTO 3", lambda b: alto(b, 3)),
    ("ALTO 4", lambda b: alto(b, 4)),
    ("ALTO 2, blocks in a ComposedBlock", lambda b: alto(b, 2, composed=True)),
    ("ALTO 2, in mm10", lambda b: alto(b, 2, name="mm10")),
    ("ALTO 2, in inch1200", lambda b: alto(b, 2, unit=4, name="inch1200")),
    ("ALTO 2, with ALTERNATIVE", lambda b: alto(b, 2, alternative=True)),
    ("ALTO 3, a String a character", lambda b: alto(b, 3, "char")),
    ("ALTO 3, a String a character and SP", lambda b: alto(b, 3, "char", spaces=True)),
    ("ALTO 3, with Glyph and Variant", lambda b: alto(b, 3, glyphs=True)),
    ("ALTO 4, with Shape", lambda b: alto(b, 4, shape=True)),
    ("ALTO 4, prefix alto:", lambda b: alto(b, 4, prefix="alto:")),
    ("ALTO 2, blocks chained by IDNEXT", lambda b: alto(b, 2, chained=True)),
    ("ALTO without a namespace", lambda b: alto(b, bare=True)),
    ("ALTO in UTF-16", lambda b: alto(b).replace('"UTF-8"', '"UTF-16"').encode("utf-16")),
    ("ALTO in GB18030", lambda b: alto(b).replace('"UTF-8"', '"GB18030"').encode("gb18030")),
    ("ALTO with a byte order mark", lambda b: b"\xef\xbb\xbf" + alto(b).encode()),
    ("ALTO, entities by name", named),
    ("ALTO, entities by numbers of windows-1252",
     lambda b: alto(b).replace("“", "&#147;").replace("”", "&#x94;")),
    ("ALTO, ampersands that are not escaped", lambda b: alto(b).replace("&amp;", "&")),
    ("ALTO in GB18030 that says GB2312", declared("GB2312", "gb18030")),
    ("ALTO in GB18030 that says UTF-8", declared("UTF-8", "gb18030")),
    ("ALTO in GB18030, nothing declared", declared("", "gb18030")),
    ("ALTO in UTF-8 that says GBK", declared("GBK", "utf-8")),
    ("ALTO padded with NUL", lambda b: alto(b) + "\0" * 64),
    ("ALTO that ends as DOS files did", lambda b: alto(b) + "\x1a"),
    ("ALTO after an empty line", lambda b: "\n" + alto(b)),
    ("hOCR of tesseract", hocr),
    ("hOCR of tesseract, ocrx_cinfo", lambda b: hocr(b, cinfo=True)),
    ("hOCR, a word a character", lambda b: hocr(b, words="char")),
    ("hOCR of ocropus: ocr_line alone", lambda b: hocr(b, words="none", flat=True)),
    ("hOCR of gcv2hocr: no paragraphs", lambda b: hocr(b, flat=True)),
    ("hOCR, ocrx_line", lambda b: hocr(b, line="ocrx_line")),
    ("hOCR, HTML that is not well-formed", lambda b: hocr(b, sloppy=True)),
    ("hOCR, entities by name and number", lambda b: hocr(b, entities=True)),
    ("hOCR, entities that its DTD declares", subset),
    ("hOCR, entities without semicolons", unclosed),
    ("hOCR, a character a line in no order", scattered),
    ("hOCR, paragraphs without lines", lambda b: hocr(b, loose=True)),
    ("hOCR, a fragment", lambda b: hocr(b, fragment=True)),
    ("hOCR, prefix html:", lambda b: hocr(b, prefix="html:")),
    ("hOCR, upper case", lambda b: hocr(b, upper=True)),
    ("PAGE 2010-03-19", lambda b: pagexml(b, "2010-03-19")),
    ("PAGE 2013-07-15", lambda b: pagexml(b, "2013-07-15")),
    ("PAGE 2016-07-15", lambda b: pagexml(b, "2016-07-15")),
    ("PAGE 2017-07-15", lambda b: pagexml(b, "2017-07-15")),
    ("PAGE 2018-07-15", lambda b: pagexml(b, "2018-07-15")),
    ("PAGE 2019-07-15", pagexml),
    ("PAGE, prefix pc:", lambda b: pagexml(b, prefix="pc:")),
    ("PAGE, text of words", lambda b: pagexml(b, by="word")),
    ("PAGE, text of glyphs", lambda b: pagexml(b, by="glyph")),
    ("PAGE, text of regions", lambda b: pagexml(b, by="region")),
    ("PAGE, text of lines and of regions", lambda b: pagexml(b, twice=True)),
    ("PAGE, text of regions, and of some lines",
     lambda b: pagexml(b, twice=True, gaps=True)),
    ("PAGE, regions in another order", lambda b: pagexml(b, shuffled=True)),
    ("PAGE, entities without semicolons", lambda b: pagexml(b).replace("&amp;B", "&amp B").replace(
        "三月", "&#19977月").replace("今天", "&nbsp今天")),
    ("PAGE, joiners of no width", lambda b: pagexml(b).replace("的", "的\u200c")),
    ("PAGE of Transkribus", lambda b: pagexml(b, "2013-07-15", custom=True)),
    ("PAGE, numbers of regions instead of a list",
     lambda b: pagexml(b, custom=True, unlisted=True, shuffled=True)),
    ("FineReader 6", lambda b: fine(b, "6")),
    ("FineReader 8", lambda b: fine(b, "8")),
    ("FineReader 9", lambda b: fine(b, "9")),
    ("FineReader 10", lambda b: fine(b, "10")),
    ("FineReader 10, with variants", lambda b: fine(b, "10", variants=True)),
    ("FineReader 10, without characters", lambda b: fine(b, "10", chars=False)),
    ("DjVu XML", djvu),
    ("DjVu XML, a word a character", lambda b: djvu(b, "char")),
    ("DjVu XML, text of lines", lambda b: djvu(b, "line")),
    ("PDF by pdftotext -bbox-layout", poppler),
    ("JSON of Baidu", dumped(baidu)),
    ("JSON of Baidu, without places", dumped(lambda b: baidu(b, False))),
    ("JSON of Baidu, analysis of documents", dumped(baidu_document)),
    ("JSON of Baidu, in GB18030", lambda b: json.dumps(
        baidu(b), ensure_ascii=False, indent=1).encode("gb18030")),
    ("JSON of Tencent", dumped(tencent)),
    ("JSON of Huawei", dumped(huawei)),
    ("JSON of Aliyun", dumped(aliyun)),
    ("JSON of Aliyun, JSON in a text", dumped(lambda b: {"Data": json.dumps(aliyun(b))})),
    ("JSON of Google Vision", dumped(vision)),
    ("JSON of Google Vision, a word a character", dumped(lambda b: vision(b, "char"))),
    ("JSON of Google Vision by its libraries", dumped(lambda b: vision(b, snake=True))),
    ("JSON of Google Vision, words alone", dumped(vision_words)),
    ("JSON of Azure Read 3", dumped(azure_read)),
    ("JSON of Azure Document Intelligence", dumped(azure_document)),
    ("JSON of Azure Image Analysis 4", dumped(azure_image)),
    ("JSON of Azure OCR", dumped(azure_old)),
    ("JSON of OCR.space", dumped(ocr_space)),
    ("JSON of PaddleOCR 2", dumped(lambda b: [[[corners(l), [l.text, .9]] for l in lines_of(b)]])),
    ("JSON of RapidOCR and EasyOCR", dumped(
        lambda b: [[corners(l), l.text, .9] for l in lines_of(b)])),
    ("JSON of PaddleOCR 3", dumped(paddle3)),
    ("JSON of PaddleOCR 3, boxes", dumped(lambda b: paddle3(b, True))),
    ("JSON of PPOCRLabel", dumped(lambda b: [
        {"transcription": l.text, "points": corners(l), "difficult": False}
        for l in lines_of(b)])),
    ("JSON of Surya", dumped(surya)),
    ("TSV of tesseract", table),
    ("TSV of tesseract, words alone", lambda b: table(b, True)),
    ("TSV of tesseract in UTF-16, CR LF", lambda b: table(b).replace("\n", "\r\n").encode("utf-16")),
    ("text, LF", text),
    ("text, CR LF", lambda b: text(b, "\r\n")),
    ("text, CR", lambda b: text(b, "\r")),
    ("text, VT", lambda b: text(b, "\v")),
    ("text, FF", lambda b: text(b, "\f")),
    ("text, NEL", lambda b: text(b, "\x85")),
    ("text, U+2028", lambda b: text(b, "\u2028")),
    ("text, U+2029", lambda b: text(b, "\u2029")),
    ("text, padded with NUL", lambda b: text(b, after="\0" * 64)),
    ("text with a byte order mark", lambda b: text(b, before="\ufeff")),
    ("text in UTF-16LE", lambda b: text(b, before="\ufeff").encode("utf-16-le")),
    ("text in UTF-16BE", lambda b: text(b, before="\ufeff").encode("utf-16-be")),
    ("text in GB18030", encoded("gb18030")),
    ("text in GBK", encoded("gbk")),
]


def essence(characters):
    """The characters that are not white space."""
    return "".join(characters.split()).replace("\0", "").replace("\ufeff", "")


def read(nbnorm, path):
    """What nbnorm makes of a file; None if it refuses it."""
    run = subprocess.run([nbnorm, path], capture_output=True, check=False)
    return run.stdout.decode("utf-8", "replace") if run.returncode == 0 else None


def main():
    """Print the table, and name on stderr what is not right."""
    build, folder = sys.argv[1:]
    print("| kind | files | taken | right |\n|---|---:|---:|---:|")
    for number, (kind, write) in enumerate(KINDS):
        files = taken = right = 0
        for page_number, page in enumerate(PAGES):
            data = write(placed(page))
            if data is None:
                continue
            path = os.path.join(folder, f"{number:02}-{page_number}")
            with open(path, "wb") as f:
                f.write(data if isinstance(data, bytes) else data.encode())
            wanted = essence("".join(line for block in page for line in block))
            got = read(f"{build}/nbnorm", path)
            files += 1
            taken += got is not None
            right += got is not None and essence(got) == wanted
            if got is None or essence(got) != wanted:
                sys.stderr.write(f"{path}: {kind}: {got!r}\n")
        print(f"| {kind} | {files} | {taken} | {right} |")
    try_divided(build, folder, "mets", METS_KINDS, write_mets)
    try_divided(build, folder, "named", NAMED_KINDS, write_named)


main()
