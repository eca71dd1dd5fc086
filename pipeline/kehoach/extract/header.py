"""Read what a document says of itself (thể thức): type, number, date, issuer, title, years, places, signer."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from kehoach.frozen import frozen, replace
from kehoach.programmes import find_programme
from kehoach.rulebook import Rulebook
from kehoach.values import Block, Header, Outline

if TYPE_CHECKING:
    import regex

LEVELS = {
    "tỉnh": "province",
    "huyện": "district",
    "quận": "district",
    "thị xã": "district",
    "xã": "commune",
    "phường": "commune",
    "thị trấn": "commune",
    "đặc khu": "commune",
}
RANKS = ("province", "district", "commune")
MOST_READ = 20_000
"""Letters of a body that are searched for the issuer's place."""
NO_DISTRICTS = (2025, 7)
"""Luật Tổ chức chính quyền địa phương 2025: two levels of local government since 1 July 2025."""
BODIES = {
    "ubnd": "Ủy ban nhân dân",
    "ủy ban nhân dân": "Ủy ban nhân dân",
    "hđnd": "Hội đồng nhân dân",
    "hội đồng nhân dân": "Hội đồng nhân dân",
}


@frozen
class Place:
    """An administrative unit: its kind (`huyện`), its name without the kind, its level."""

    kind: str
    name: str
    level: str


@frozen
class Issuer:
    """Who issues the document; `place` is the unit it belongs to, None for a central body."""

    name: str | None = None
    place: Place | None = None
    level: str | None = None


def read_header(outline: Outline, rules: Rulebook) -> Header:
    """Read the header of a document. What the text leaves blank or doesn't say is None."""
    head = _lines(outline, "header")
    doc_type, title = _type_and_title(outline, rules)
    number, symbol, code = _number(head, rules)
    place, issued, year, month = _place_and_date(head, rules)
    preamble = "\n".join([title or "", *_lines(outline, "preamble")])
    issuer = _as_of(_issuer(head, preamble, outline, rules), year, month)
    year_from, year_to = _years(title or "", outline, year, rules)
    signer_name, signer_title = _signer(outline, rules)
    province, district, commune = _places(issuer, head, preamble, rules)
    return Header(
        doc_type=doc_type,
        number=number,
        symbol=symbol,
        code=code,
        issuer=issuer.name,
        issuer_level=issuer.level,
        place=place,
        issue_date=issued,
        issue_year=year,
        issue_month=month,
        title=title,
        programme=find_programme(title, rules, year_from or year),
        year_from=year_from,
        year_to=year_to,
        province=province,
        district=district,
        commune=commune,
        signer_name=signer_name,
        signer_title=signer_title,
    )


def _lines(outline: Outline, *parts: str) -> list[str]:
    """The lines of the document's own parts, before any plan that it encloses."""
    lines: list[str] = []
    for block in outline.blocks:
        if block.part in parts:
            lines.extend(_columns(outline.text(block)) if block.part == "header" else [outline.text(block)])
        elif lines and block.part in ("body", "appendix"):
            break
    return lines


def _columns(line: str) -> list[str]:
    """The two columns of a header line that a converter put side by side."""
    at = min((i for i in (line.find("CỘNG HÒA XÃ"), line.find("Độc lập")) if i > 0), default=0)
    return [line[:at].strip(), line[at:]] if at else [line]


def _type_and_title(outline: Outline, rules: Rulebook) -> tuple[str | None, str | None]:
    """The type in lower case, and the title on one line without the word that says the type."""
    blocks = _first_run(outline, "title")
    if not blocks:
        return _official_letter(outline)
    lines = [outline.text(b) for b in blocks]
    kind = rules.pattern("outline.type_line").match(lines[0])
    if kind:
        doc_type, words = kind["type"], lines[1:]
    else:
        both = rules.pattern("outline.type_and_title").match(lines[0])
        doc_type = (both["type"] or both["worded"]) if both else None
        words = [(both["title"] or both["trich_yeu"]) if both else lines[0], *lines[1:]]
    title = " ".join(w for w in words if w and not w.startswith("(")).strip(" .*:")
    return (_known_type(doc_type, rules) if doc_type else None), title or None


def _known_type(written: str, rules: Rulebook) -> str:
    """The type in lower case; one that OCR wrote with a wrong mark (QUYÉT ĐỊNH) is the known one."""
    bare = _unmarked(written)
    return next((n.name for n in rules.names("citations.types") if _unmarked(n.name) == bare), written.lower())


def _unmarked(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


def _first_run(outline: Outline, part: str) -> list[Block]:
    run: list[Block] = []
    for block in outline.blocks:
        if block.part == part:
            run.append(block)
        elif run:
            break
    return run


def _official_letter(outline: Outline) -> tuple[str | None, str | None]:
    """An official letter (công văn) has no type line; its subject stands after V/v in the header."""
    subject = next((t for t in _lines(outline, "header") if t.startswith(("V/v", "V/V", "v/v"))), None)
    return ("công văn", subject[3:].strip(" :.")) if subject else (None, None)


def _number(head: Iterable[str], rules: Rulebook) -> tuple[str | None, str | None, str | None]:
    match = rules.pattern("header.number").search("\n".join(head))
    if not match:
        return None, None, None
    symbol = "".join(match["symbol"].split())
    number = match["number"]
    code = None if number is None else f"{number}/{match['year']}/{symbol}" if match["year"] else f"{number}/{symbol}"
    return number, symbol, code


def _place_and_date(head: Iterable[str], rules: Rulebook) -> tuple[str | None, date | None, int | None, int | None]:
    match = rules.pattern("header.place_and_date").search("\n".join(head))
    if not match:
        return None, None, None, None
    day, month, year = (int(match[k]) if match[k] else None for k in ("day", "month", "year"))
    try:
        issued = date(year, month, day) if year and month and day else None
    except ValueError:
        issued = None
    return match["place"].strip(), issued, year, month if month and month <= 12 else None


def _level(kind: str, name: str, rules: Rulebook) -> str:
    if kind == "thành phố" or kind.startswith("tp"):
        row = rules.spelling["places.provinces"].get(name.casefold())
        return "province" if row is not None and row["kind"] == "thành phố" else "district"
    return LEVELS.get(kind, "district")


def _place(kind: str, name: str, rules: Rulebook) -> Place:
    """A unit from its kind and name as a header writes them, in capitals or not."""
    kind = " ".join(kind.lower().split())
    kind = "thành phố" if kind.startswith("tp") else kind
    name = " ".join(name.split()).strip(" .,-_*")
    name = name.title() if name.isupper() or name.islower() else name
    return Place(kind, name, _level(kind, name, rules))


def _issuer(head: list[str], preamble: str, outline: Outline, rules: Rulebook) -> Issuer:
    """Who issues: the header's lines first, else the sentence of the preamble that says it, else the places of the title."""
    chair, body, place, office = _header_lines(head, rules)
    authority = next(
        (
            m
            for line in preamble.split("\n")
            if (m := rules.pattern("outline.authority_line").match(line)) and m["body"]
        ),
        None,
    )
    if authority and body is None:
        chair, body = bool(authority["chair"]), BODIES[authority["body"].lower()]
    if authority and authority["name"] and place is None:
        place = _place(authority["kind"], authority["name"], rules)
    central = next((m["body"] for line in head if (m := rules.pattern("header.central_line").match(line))), None)
    if central and not body:
        return Issuer(_sentence_case(central, rules), None, "central")
    said = rules.pattern("header.said_issuer").search(preamble)
    if place is None:
        place = _said_place(said or authority, preamble, outline, rules)
    if body is None:
        body = BODIES[said["body"].lower()] if said else "Ủy ban nhân dân"
        chair = chair or bool(said and said["chair"])
    if place is None:
        minister = rules.pattern("header.said_minister").search(preamble)
        return Issuer(minister["body"], None, "central") if minister else Issuer()
    name = f"{body} {place.kind} {place.name}"
    if office:
        name = (
            f"{_sentence_case(office, rules)} {name}"
            if office.upper() == "VĂN PHÒNG"
            else f"{_sentence_case(office, rules)} {place.kind} {place.name}"
        )
    return Issuer(f"Chủ tịch {name}" if chair else name, place, place.level)


def _as_of(issuer: Issuer, year: int | None, month: int | None) -> Issuer:
    """The issuer's level as of the month of issue: since July 2025 there is no district, and a city is a centrally-run one."""
    place = issuer.place
    if (
        place is None
        or place.kind != "thành phố"
        or place.level != "district"
        or (year or 0, month or 0) < NO_DISTRICTS
    ):
        return issuer
    return Issuer(issuer.name, replace(place, level="province"), "province")


def _header_lines(head: list[str], rules: Rulebook) -> tuple[bool, str | None, Place | None, str | None]:
    """Chairman or body, its place, and the office under it, from the lines above the type."""
    chair, body, place, office = False, None, None, None
    for line in head:
        line = line.strip(" _*")
        if match := rules.pattern("header.body_line").match(line):
            chair, body = bool(match["chair"]), BODIES[" ".join(match["body"].lower().split())]
            office = match["under"] or office
            if match["name"]:
                place = _place(match["kind"], match["name"], rules)
        elif (match := rules.pattern("header.place_line").match(line)) and "XÃ HỘI" not in line:
            below = _place(match["kind"], match["name"], rules)
            place = below if place is None or RANKS.index(below.level) > RANKS.index(place.level) else place
        elif match := rules.pattern("header.office_line").match(line):
            office = match["office"].strip(" -")
    return chair, body, place, office


def _said_place(said: regex.Match[str] | None, preamble: str, outline: Outline, rules: Rulebook) -> Place | None:
    """The issuer's place as the preamble or the title names it, else the one of its kind that the body names most."""
    kind, name = (said["kind"].lower(), said["name"]) if said else (None, None)
    if kind and name:
        return _place(kind, name, rules)
    named_place = rules.pattern("header.named_place")
    named = [_place(m["kind"], m["name"], rules) for m in named_place.finditer(preamble)]
    fitting = [p for p in named if kind is None or p.kind == kind]
    if fitting or kind is None:
        return fitting[0] if fitting else None
    told = "\n".join(_lines(outline, "body"))[:MOST_READ]
    counted = Counter(p for m in named_place.finditer(told) if (p := _place(m["kind"], m["name"], rules)).kind == kind)
    return counted.most_common(1)[0][0] if counted else None


def _sentence_case(words: str, rules: Rulebook) -> str:
    """A name in capitals as it is written in a sentence, its field in full: SỞ NÔNG NGHIỆP VÀ PTNT, Sở Nông nghiệp và …."""
    if not words.isupper():
        return words
    heads = ("bộ ", "sở ", "phòng ", "ban ", "cục ", "chi cục ", "văn phòng ", "thủ tướng ", "trung tâm ")
    low = " ".join(words.lower().split())
    head = next((h for h in heads if low.startswith(h)), "")
    rest = low[len(head) :]
    field = rules.spelling["agencies.fields"].get(rest)
    if head and field:
        return head.capitalize() + field.name
    return (
        (head.capitalize() + ", ".join(p[:1].upper() + p[1:] for p in rest.split(", "))) if head else low.capitalize()
    )


def _places(
    issuer: Issuer, head: list[str], preamble: str, rules: Rulebook
) -> tuple[str | None, str | None, str | None]:
    """The issuer's own province, district and commune, as far as header, title and preamble name them."""
    found: dict[str, str | None] = {"province": None, "district": None, "commune": None}
    if issuer.place is None:
        return None, None, None
    found[issuer.place.level] = issuer.place.name
    text = "\n".join([*head, preamble])
    above = {"commune": ("district", "province"), "district": ("province",)}.get(issuer.place.level, ())
    named = [_place(m["kind"], m["name"], rules) for m in rules.pattern("header.named_place").finditer(text)]
    for level in above:
        counts = Counter(
            p.name for p in named if p.level == level and (level != "province" or _is_province(p.name, rules))
        )
        found[level] = counts.most_common(1)[0][0] if counts else None
    return found["province"], found["district"], found["commune"]


def _is_province(name: str, rules: Rulebook) -> bool:
    return name.casefold() in rules.spelling["places.provinces"] or name[:1].isupper()


def _years(title: str, outline: Outline, issued: int | None, rules: Rulebook) -> tuple[int | None, int | None]:
    """The years that the plan is for: its title's own, else those its text gives it, else what its headings aim at."""
    single: list[int] = []
    spans: list[tuple[int, int]] = []
    limits: list[int] = []
    for match in rules.pattern("header.year_in_title").finditer(title):
        if match["year"]:
            single.append(int(match["year"]))
        elif match["from"] or match["school_from"]:
            spans.append((int(match["from"] or match["school_from"]), int(match["to"] or match["school_to"])))
        elif match["limit"]:
            limits.append(int(match["limit"]))
    if single:
        return single[-1], single[-1]
    if spans:
        return spans[0]
    began, ended = _period(outline, issued, rules)
    aims = [
        int(m["limit"])
        for s in outline.sections
        for m in rules.pattern("header.year_in_title").finditer(s.heading)
        if m["limit"]
    ]
    return began, next(iter([*limits, *([ended] if ended else []), *aims]), None)


def _period(outline: Outline, issued: int | None, rules: Rulebook) -> tuple[int | None, int | None]:
    """The years under a heading that says how long the plan runs; `từ nay` begins in the year of issue.

    Where it names days or months of one year alone, the plan is for that year.
    """
    for section in outline.sections:
        if rules.pattern("header.period_heading").match(section.heading):
            text = " ".join(outline.text(b) for b in outline.blocks[section.first + 1 : section.first + 3])
            match = rules.pattern("header.period").search(text)
            if match:
                began = issued if match["now"] else int(match["from"])
                return began, int(match["to"]) if match["to"] else None
            years = [(int(m["year"]), m["limit"]) for m in rules.pattern("header.period_year").finditer(text)]
            if len({year for year, _ in years}) == 1 and not any(limit for _, limit in years):
                return years[0][0], years[0][0]
    return None, None


def _signer(outline: Outline, rules: Rulebook) -> tuple[str | None, str | None]:
    """Name and title of who signed the document itself: the last title of its signature block, and the name below it."""
    text = "\n".join(_signature_lines(outline))
    titles = [
        m
        for m in rules.pattern("header.signer_title").finditer(text)
        if text[: m.start()].rsplit("\n", 1)[-1].strip()[:1] != "-"
    ]
    if not titles:
        return None, None
    title = titles[-1][0]
    shown = title.title() if title.isupper() else title
    for capital, plain in (
        ("Tịch", "tịch"),
        ("Đốc", "đốc"),
        ("Trưởng", "trưởng"),
        ("Phòng", "phòng"),
        ("Văn phòng", "Văn phòng"),
        ("Tướng", "tướng"),
    ):
        shown = shown.replace(" " + capital, " " + plain)
    for line in text[titles[-1].end() :].split("\n"):
        match = rules.pattern("header.person").search(line.strip(" *_-."))
        if match and not line.strip().startswith("-"):
            name = match["name"]
            return (name.title() if name.isupper() else name), shown
    beside = rules.pattern("header.person_beside")
    return next((m["name"] for line in text.split("\n") if (m := beside.match(line))), None), shown


def _signature_lines(outline: Outline) -> list[str]:
    lines: list[str] = []
    for block in outline.blocks:
        if block.part in ("recipients", "signature"):
            lines.append("- " * (block.kind == "bullet") + outline.text(block))
        elif lines and block.part in ("title", "body", "appendix", "preamble"):
            break
    return lines
