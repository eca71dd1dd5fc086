"""Make corpus/rendered/: plans of corpus/plans as Word files, web pages and text in encodings from before Unicode.

    python corpus/make_word_and_legacy.py [FOLDER]

Writes into corpus/rendered, or into FOLDER; the same plans always give the same bytes. A version has its
plan's name, so the plan's gold file holds for it. Word files are set as offices set them: header and
signature in two columns without lines, labels and bullets by automatic numbering, headings in bold,
merged cells; one with a tracked change, a text box and a content control, two in fonts of ABC and VNI.
"""

from __future__ import annotations

import io
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import regex

if TYPE_CHECKING:
    from kehoach.ingest.encodings import Encoding
    from kehoach.rulebook import Rulebook

HERE = Path(__file__).resolve().parent
# What each plan is made into, by its number: Word with all its structure, old encodings for the older plans.
WORD = ("01", "02", "05", "06", "12", "13")
CHANGED = ("12",)  # with a tracked change, a text box, a content control
FONTS = {"06": ".VnTime", "02": "VNI-Times"}
PAGES = ("02", "05", "09")
TEXTS = {
    "tcvn3": ("01", "06"),
    "vni": ("02", "09"),
    "viqr": ("11",),
    "windows-1258": ("06",),
    "misread": ("12",),  # UTF-8 that a program took for Windows 1252, and saved as UTF-8 again
}
LABEL = regex.compile(r"(?P<label>[IVX]{1,5}|\d{1,2}|[a-zđ])(?P<mark>[.)])\s+(?=\S)|(?P<label>[-+])(?P<mark>)\s+(?=\S)")
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ALPHABET = "abcdđeghiklmnopqrstuvxy"
TYPE = regex.compile(r"(?:KẾ HOẠCH|QUYẾT ĐỊNH)$")
RIGHT = regex.compile(r"CỘNG H[OÒ][AÀ]|Độc lập|.{0,40}, ngày ")
ENDS = regex.compile(r"(?:KẾ HOẠCH$|(?i:PHỤ LỤC))")
SIGNED = regex.compile(r"(?:TM|KT|TL|TUQ|Q)\. ?\p{Lu}|CHỦ TỊCH")


@dataclass(frozen=True)
class Shape:
    """A line of a plan as it is set: its label apart from its words; a table's row has cells."""

    text: str
    label: str = ""
    mark: str = ""
    strong: bool = False
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Columns:
    """Lines that stand in two columns, row by row."""

    rows: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


Part = Shape | Columns | tuple[Shape, ...]  # a line, a header or signature, a table


def read_parts(path: Path, rules: Rulebook) -> list[Part]:
    """A plan's header in columns, its lines and tables, its signature in columns."""
    shapes = list(read_shapes(path, rules))
    head = next(i for i, shape in enumerate(shapes) if TYPE.match(shape.text))
    lines = [shape.text for shape in shapes[:head]]
    left = tuple(t for t in lines if not RIGHT.match(t) and not t.startswith("Số"))
    right = tuple(t for t in lines if RIGHT.match(t))
    below = (tuple(t for t in lines if t.startswith("Số")), right[2:])
    parts: list[Part] = [Columns(((left, right[:2]), below))] if lines else []
    start, end = find_signature(shapes)
    parts += _with_tables(shapes[head:start])
    parts += [_signature(shapes[start:end])] if end > start else []
    return parts + _with_tables(shapes[end:])


def find_signature(shapes: Sequence[Shape]) -> tuple[int, int]:
    """From the recipients or the first word of the signature to the signer's name: what follows is a plan or appendix."""
    start = next((i for i, s in enumerate(shapes) if s.text.startswith("Nơi nhận")), len(shapes))
    start = next((i for i in range(12, start) if SIGNED.match(shapes[i].text)), start)
    end = start
    while end < len(shapes) and not (ENDS.match(shapes[end].text) or shapes[end].cells):
        end += 1
    return start, end


def _signature(shapes: Sequence[Shape]) -> Columns:
    recipients = tuple(_whole(s) for s in shapes if s.text.startswith("Nơi nhận") or s.label == "-")
    return Columns(((recipients, tuple(_whole(s) for s in shapes if _whole(s) not in recipients)),))


def _whole(shape: Shape) -> str:
    return f"{shape.label}{shape.mark} {shape.text}" if shape.label else shape.text


def _with_tables(shapes: Sequence[Shape]) -> list[Part]:
    parts: list[Part] = []
    for shape in shapes:
        if shape.cells and parts and isinstance(parts[-1], tuple):
            parts[-1] = (*parts[-1], shape)
        else:
            parts.append((shape,) if shape.cells else shape)
    return parts


def read_shapes(path: Path, rules: Rulebook) -> Iterator[Shape]:
    """A plan's logical lines in their order."""
    from kehoach.clean import clean_document
    from kehoach.ingest import read_document
    from kehoach.outline import read_outline

    clean = clean_document(read_document(path, rules), rules)
    headings = {s.start for s in read_outline(clean, rules).sections if not s.run_in}
    for line in clean.lines:
        text = clean.text[line.start : line.end]
        match = LABEL.match(text) if line.kind == "text" else None
        if line.kind == "row":
            yield Shape(text, cells=tuple(clean.text[s:e].strip() for s, e in line.cells))
        elif line.kind == "text":
            strong = line.start in headings or (text.isupper() and len(text) > 3)
            words = text[match.end() :] if match else text
            yield Shape(words, match["label"] if match else "", match["mark"] if match else "", strong)


# ---- Word ----


class WordWriter:
    """Writes parts into a Word file. `letters` gives the runs of a text: its pieces with their fonts."""

    def __init__(self, letters: Callable[[str], list[tuple[str, str]]], changed: bool) -> None:
        from docx import Document

        self.document = Document()
        self.letters = letters
        self.changed = changed
        self.lists: dict[str, tuple[str, int]] = {}  # a kind of label -> its list and the last number in it
        self.numbering = self.document.part.numbering_part.element
        self.count = 900  # above the lists of the library's template

    def write(self, parts: Sequence[Part]) -> bytes:
        """The file's bytes."""
        written = 0
        for part in parts:
            if isinstance(part, Columns):
                self._columns(part)
            elif isinstance(part, tuple):
                self._table(part)
            else:
                written += 1
                self._line(part, written)
        return packed_alike(self.document)

    def _columns(self, columns: Columns) -> None:
        table = self.document.add_table(len(columns.rows), 2)
        for row, texts in zip(table.rows, columns.rows, strict=True):
            for cell, lines in zip(row.cells, texts, strict=True):
                for number, line in enumerate(lines):
                    paragraph = cell.paragraphs[0] if not number else cell.add_paragraph()
                    self._runs(paragraph, line, strong=line.isupper())

    def _line(self, shape: Shape, number: int) -> None:
        paragraph = self.document.add_paragraph()
        if shape.label:
            self._put_in_list(paragraph, shape)
        if self.changed and number == 6:
            self._tracked(paragraph, shape.text)
        else:
            self._runs(paragraph, shape.text, shape.strong)
        if self.changed and number == 8:
            self._in_control(paragraph)
        if self.changed and number == 10:
            self._in_box(paragraph)

    def _runs(self, paragraph: Any, text: str, strong: bool = False) -> None:
        for piece, font in self.letters(text):
            run = paragraph.add_run(piece)
            run.font.name = font
            run.bold = strong or None

    def _put_in_list(self, paragraph: Any, shape: Shape) -> None:
        """Number a paragraph automatically, so that Word shows its label; no label is typed."""
        form, value = _form(shape.label)
        kind = form + shape.mark + (shape.label if form == "bullet" else "")
        num_id, last = self.lists.get(kind, ("", 0))
        if form == "bullet":
            num_id = num_id or self._new_list(form, shape.label, 1)
        elif value != last + 1 or not num_id:
            num_id = self._new_list(form, "%1" + shape.mark, value)
        self.lists[kind] = (num_id, value)
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = int(num_id)

    def _new_list(self, form: str, shape: str, start: int) -> str:
        from docx.oxml import parse_xml

        self.count += 1
        names = " ".join(f'xmlns:{p}="{u}"' for p, u in NAMES.items())
        listed = (
            '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="a, b, c, d, đ, ..."/>'
            '</mc:Choice><mc:Fallback><w:numFmt w:val="lowerLetter"/></mc:Fallback></mc:AlternateContent>'
        )
        number = listed if form == "letter" else f'<w:numFmt w:val="{form}"/>'
        abstract = parse_xml(
            f'<w:abstractNum {names} w:abstractNumId="{self.count}"><w:lvl w:ilvl="0"><w:start w:val="{start}"/>'
            f'{number}<w:lvlText w:val="{shape}"/></w:lvl></w:abstractNum>'
        )
        self.numbering.insert(0, abstract)
        num = parse_xml(f'<w:num {names} w:numId="{self.count}"><w:abstractNumId w:val="{self.count}"/></w:num>')
        self.numbering.append(num)
        return str(self.count)

    def _tracked(self, paragraph: Any, text: str) -> None:
        """Write a text as somebody left it who put its second half in and struck a word out."""
        from docx.oxml import parse_xml

        middle = text.find(" ", len(text) // 2)
        self._runs(paragraph, text[:middle])
        mark = f'xmlns:w="{W}" w:id="1" w:author="VP" w:date="2024-01-05T08:00:00Z"'
        gone = f"<w:del {mark}><w:r><w:delText> không</w:delText></w:r></w:del>"
        paragraph._p.append(parse_xml(gone))
        kept = f'<w:ins {mark}><w:r><w:t xml:space="preserve">{escape(text[middle:])}</w:t></w:r></w:ins>'
        paragraph._p.append(parse_xml(kept))

    def _in_control(self, paragraph: Any) -> None:
        from docx.oxml import parse_xml

        control = parse_xml(f'<w:sdt xmlns:w="{W}"><w:sdtPr/><w:sdtContent/></w:sdt>')
        paragraph._p.addprevious(control)
        control[1].append(paragraph._p)

    def _in_box(self, paragraph: Any) -> None:
        """Move a paragraph into a text box, given in both ways in which Word writes one."""
        from docx.oxml import parse_xml

        inner = paragraph._p.xml[paragraph._p.xml.index("<w:p") :]
        names = " ".join(f'xmlns:{p}="{u}"' for p, u in NAMES.items())
        choice = (
            f"<w:drawing><wps:wsp><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></wps:wsp></w:drawing>"
        )
        fallback = f"<w:pict><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></w:pict>"
        box = (
            f'<w:p {names}><w:r><mc:AlternateContent><mc:Choice Requires="wps">{choice}</mc:Choice>'
            f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        )
        paragraph._p.addprevious(parse_xml(box))
        paragraph._p.getparent().remove(paragraph._p)

    def _table(self, rows: Sequence[Shape]) -> None:
        width = max(len(row.cells) for row in rows)
        table = self.document.add_table(len(rows), width)
        table.style = "Table Grid"
        texts = [[*row.cells, *[""] * (width - len(row.cells))] for row in rows]
        for number, row in enumerate(texts):
            for col, text in enumerate(row):
                self._runs(table.cell(number, col).paragraphs[0], text, strong=not number)
        for first, last in merged_headings(texts):
            table.cell(0, first).merge(table.cell(0, last))


NAMES = {
    "w": W,
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
}


def merged_headings(rows: Sequence[Sequence[str]]) -> Iterator[tuple[int, int]]:
    """The columns of the first row's cells that span others: empty ones follow, with headings below them."""
    if len(rows) < 3 or rows[1][0]:
        return
    col = 0
    while col < len(rows[0]):
        last = col
        while rows[0][col] and rows[1][col] and last + 1 < len(rows[0]) and not rows[0][last + 1] and rows[1][last + 1]:
            last += 1
        if last > col:
            yield col, last
        col = last + 1


def _form(label: str) -> tuple[str, int]:
    """How Word names a label's kind, and the label's number."""
    if label in "-+":
        return "bullet", 0
    if label.isdigit():
        return "decimal", int(label)
    if label.isupper():
        figures = {"I": 1, "V": 5, "X": 10}
        values = [figures[c] for c in label]
        return "upperRoman", sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
    return "letter", ALPHABET.index(label) + 1


def packed_alike(document: Any) -> bytes:
    """A file's bytes that do not tell when it was made."""
    made, alike = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(alike, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return alike.getvalue()


def in_font(font: str, encodings: Mapping[str, Encoding]) -> Callable[[str], list[tuple[str, str]]]:
    """How a text is typed in a font of an old encoding: its pieces with their fonts, as Word keeps them."""
    from kehoach.ingest.encodings import TO_WINDOWS

    if not font:
        return lambda text: [(text, "Times New Roman")]
    if font.startswith("VNI"):
        return lambda text: [(encodings["vni"].encode(text).translate(TO_WINDOWS), font)]

    def pieces(text: str) -> list[tuple[str, str]]:
        """The font has no capitals with a tone: they are small letters in the font of capitals."""
        found = []
        for match in regex.finditer(r"(?P<capitals>\p{Lu}+)|\P{Lu}+", text):
            piece = match[0].lower() if match["capitals"] and not match[0].isascii() else match[0]
            found.append(
                (encodings["tcvn3"].encode(piece).translate(TO_WINDOWS), font if piece == match[0] else font + "H")
            )
        return found

    return pieces


# ---- Web pages ----

PAGE = """<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>Cổng thông tin</title><style>p {{ margin: 0 }}</style></head>
<body><nav><a href="/">Trang chủ</a> | <a href="/van-ban">Văn bản</a> | <a href="/lien-he">Liên hệ</a></nav>
<div class="page"><div class="left"><ul><li><a href="/1">Kế hoạch phát triển du lịch</a></li>
<li><a href="/2">Quyết định về giá đất</a></li><li><a href="/3">Thông báo tuyển dụng</a></li></ul></div>
<div class="text">
{content}
</div></div>
<footer>Bản quyền thuộc về Cổng thông tin. Điện thoại: 0200 000 000</footer></body></html>
"""


def write_page(parts: Sequence[Part]) -> str:
    """A page as a portal shows a plan, between a menu, a list of links and a footer."""
    return PAGE.format(content="\n".join(map(_part_html, parts)))


def _part_html(part: Part) -> str:
    if isinstance(part, Columns):
        rows = ("<tr>" + "".join(f"<td>{_broken(lines)}</td>" for lines in row) + "</tr>" for row in part.rows)
        return f'<table width="100%" border="0">{"".join(rows)}</table>'
    if isinstance(part, tuple):
        return _table_html(part)
    text = escape(_whole(part), quote=False).replace(" - ", " &ndash; ").replace("ế", "&#7871;")
    return f"<p><b>{text}</b></p>" if part.strong else f"<p>{text}</p>"


def _broken(lines: Sequence[str]) -> str:
    return "<br>".join(f"<b>{escape(line)}</b>" if line.isupper() else escape(line) for line in lines)


def _table_html(rows: Sequence[Shape]) -> str:
    width = max(len(row.cells) for row in rows)
    texts = [[*row.cells, *[""] * (width - len(row.cells))] for row in rows]
    spans = {first: last - first + 1 for first, last in merged_headings(texts)}
    covered = {col for first, size in spans.items() for col in range(first + 1, first + size)}
    out = []
    for number, row in enumerate(texts):
        cells = (
            f'<td colspan="{spans.get(col, 1) if not number else 1}">{escape(text)}</td>'
            for col, text in enumerate(row)
            if number or col not in covered
        )
        out.append("<tr>" + "".join(cells) + "</tr>")
    return '<table border="1">' + "\n".join(out) + "</table>"


# ---- Text in old encodings ----


def encode_text(text: str, code: str, encodings: Mapping[str, Encoding]) -> bytes:
    """A text as a program from before Unicode saved it; what its encoding has not becomes the nearest sign it has."""
    from kehoach.ingest.encodings import C1, byte_text

    if code == "misread":
        return "".join(C1.get(byte, chr(byte)) for byte in text.encode()).encode()
    encoding = encodings[code.replace("-", "_")]
    plain = unicodedata.normalize("NFC", text).replace("Ð", "Đ")
    if code == "viqr":
        return encoding.encode(plain.replace("–", "-").replace("“", '"').replace("”", '"')).encode("ascii")
    if code == "tcvn3":
        return byte_text("".join(_vn3(letter, encoding) for letter in plain)).encode("latin-1")
    return byte_text(encoding.encode(plain)).encode("latin-1")


def _vn3(letter: str, encoding: Encoding) -> str:
    """A letter in VN3, which has small letters alone for those with a tone."""
    small = encoding.written.get(letter.lower(), letter)
    return small if small >= "\xb5" else encoding.written.get(letter, letter)


def versions(rules: Rulebook) -> Iterator[tuple[str, bytes]]:
    """Every version's path below the folder, and its content."""
    from kehoach.ingest import read_document
    from kehoach.ingest.encodings import read_encodings

    encodings = rules.once(read_encodings)
    plans = {path.name[:2]: path for path in sorted((HERE / "plans").iterdir())}
    for number in WORD:
        parts = read_parts(plans[number], rules)
        writer = WordWriter(in_font("", encodings), number in CHANGED)
        yield f"docx/{plans[number].stem}.docx", writer.write(parts)
    for number, font in FONTS.items():
        writer = WordWriter(in_font(font, encodings), changed=False)
        yield f"docx-fonts/{plans[number].stem}.docx", writer.write(read_parts(plans[number], rules))
    for number in PAGES:
        yield f"html/{plans[number].stem}.html", write_page(read_parts(plans[number], rules)).encode()
    for code, numbers in TEXTS.items():
        for number in numbers:
            text = read_document(plans[number], rules).text
            yield f"{code}/{plans[number].stem}.txt", encode_text(text, code, encodings)


def main(folder: Path) -> None:
    """Write all versions below a folder."""
    from kehoach.rulebook import load_rules

    for name, content in versions(load_rules()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        print(f"{len(content):>8} {path}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "rendered")
