"""Read agencies' names and lists of them (tên cơ quan): where one begins, where it ends, which is the next.

A name is known words (`Sở Tài chính`, `các sở, ban, ngành`) with what narrows them (`huyện Sơn Hà`,
`liên quan`), or open words after a head (`Ban Quản lý …`) up to a verb, a preposition or another name.
`và` inside a name is no `và` between names. All offsets are those of the text that is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kehoach.frozen import frozen, replace
from kehoach.rulebook import Name, Rulebook

if TYPE_CHECKING:
    import regex

LONGEST_TAIL = 16
"""No name of the plans' has more words after its known ones."""
CAPITAL = ("committee", "department", "open")
"""Kinds of names that begin with a capital letter."""
GENERAL = ("open", "collective")
"""Kinds that are tried where no other reads a name."""
MOST_OPENED = 4000
"""Names that are kept opened at a time."""


@frozen
class AgencyName:
    """An agency as a text names it: `name` with abbreviations opened, `start:end` where it stands.

    `kind` is the rule that read it: committee, department, official, body, open, collective.
    `head` is the word that later fields of a list share (`Sở` in `Sở Tài chính, Nội vụ`).
    """

    name: str
    start: int
    end: int
    kind: str
    head: str = ""


def read_agencies(text: str, start: int, end: int, rules: Rulebook) -> tuple[tuple[AgencyName, ...], int]:
    """Read the list of agencies that begins at `start`; say where it ends (`start` where none begins)."""
    found: list[AgencyName] = []
    position = stop = start
    while position < end:
        names, after = _read_item(text, position, end, found[-1] if found else None, rules)
        if not names:
            break
        members = _members(text, after, end, names, rules)
        if members:
            names[-1:], after = members, members[-1].end
        found += names
        stop = _skip_asides(text, after, end, rules)
        separator = rules.pattern("agencies.separator").match(text, stop, end)
        if separator is None:
            break
        position = separator.end()
    return tuple(found), stop


def _members(text: str, position: int, end: int, names: Sequence[AgencyName], rules: Rulebook) -> list[AgencyName]:
    """The agencies after the colon of a general word that stands for them: `các hội: Hội Nông dân, Hội Phụ nữ`."""
    if names[-1].kind != "collective" or text[position : position + 2] != ": ":
        return []
    shared = rules.pattern("agencies.plural").search(text, names[-1].start, end)
    if shared and names[-1].start < shared.start() < position:  # `các đơn vị của các Bộ: Y tế, Nội vụ`
        return _split_plural(text, shared, rules)
    members, _ = read_agencies(text, position + 2, end, rules)
    return list(members) if len(members) > 1 else []


def _read_item(
    text: str, start: int, end: int, before: AgencyName | None, rules: Rulebook
) -> tuple[list[AgencyName], int]:
    """One item of a list: a name, a plural that stands for several, or a field that shares the head before it."""
    if not rules.pattern("agencies.begins").match(text, start, end):
        return _read_shared(text, start, end, before, rules)
    person = read_name(text, start, end, rules)
    office = (
        None if person and person.kind != "collective" else rules.pattern("agencies.office").match(text, start, end)
    )
    begin = office.end() if office and not (person and person.end > office.end()) else start
    special = begin == start and person is not None and person.kind != "collective"
    plural = None if special else rules.pattern("agencies.plural").match(text, begin, end)
    if plural:
        return _split_plural(text, plural, rules), plural.end()
    opened = rules.pattern("agencies.plural_open").match(text, begin, end)
    if opened and (units := _split_open(text, opened, end, rules)):
        return units, units[-1].end
    name = person if begin == start else read_name(text, begin, end, rules, titled=True)
    if name:
        return [name], name.end
    return _read_shared(text, start, end, before, rules)


def _read_shared(
    text: str, start: int, end: int, before: AgencyName | None, rules: Rulebook
) -> tuple[list[AgencyName], int]:
    """A field that shares the head of the name before it: `Nội vụ` in `Sở Tài chính, Nội vụ`."""
    field = rules.pattern("agencies.field").match(text, start, end) if before and before.head else None
    if before is None or field is None:
        return [], start
    name = f"{before.head} {_open_field(field['field'], rules)}"
    return [AgencyName(name, start, field.end(), "department", before.head)], field.end()


def _split_plural(text: str, plural: regex.Match[str], rules: Rulebook) -> list[AgencyName]:
    """Take `các Sở: Công Thương, Tài chính` apart into one name for each field."""
    head, names = plural["head"].capitalize(), []
    field = rules.pattern("agencies.field")
    position, end = plural.start("fields"), plural.end("fields")
    while match := field.search(text, position, end):
        names.append(
            AgencyName(f"{head} {_open_field(match['field'], rules)}", match.start(), match.end(), "department", head)
        )
        position = match.end()
    return names


def _split_open(text: str, plural: regex.Match[str], end: int, rules: Rulebook) -> list[AgencyName]:
    """Take `các Vụ: Pháp chế, Kế hoạch` apart, whose fields no list holds: each begins with a capital letter."""
    names: list[AgencyName] = []
    position = plural.end()
    while text[position : position + 1].isupper() and not rules.pattern("agencies.begins").match(text, position, end):
        field, word = rules.pattern("agencies.field").match(text, position, end), rules.pattern("agencies.word")
        first = word.match(text, position, end)
        stop = _read_tail(text, first.end(), end, True, False, rules) if first else position
        stop = max(stop, field.end("field") if field else stop)
        names.append(AgencyName(f"{plural['head']} {open_name(text[position:stop], rules)}", position, stop, "body"))
        separator = rules.pattern("agencies.separator").match(text, stop, end)
        position = separator.end() if separator else end
    return names


def _skip_asides(text: str, position: int, end: int, rules: Rulebook) -> int:
    """Go past what stands beside a name: `(qua Phòng …)`, ` - Cơ quan thường trực …`."""
    while aside := rules.pattern("agencies.aside").match(text, position, end):
        position = aside.end()
    return position


def read_name(text: str, start: int, end: int, rules: Rulebook, *, titled: bool = False) -> AgencyName | None:
    """Read the one name that begins at `start`, the longest that a rule knows; None where none begins.

    After the title of its head (`titled`) a general word is a name too: `Chánh Văn phòng`.
    """
    best: regex.Match[str] | None = None
    kind = ""
    small = text[start : start + 1].islower()
    for rule in rules.subject("agencies.name"):
        if (small and not titled and rule.gives["kind"] in CAPITAL) or (best and rule.gives["kind"] in GENERAL):
            continue
        match = rule.pattern.match(text, start, end)
        if match and (best is None or match.end("core") > best.end("core")):
            best, kind = match, str(rule.gives["kind"])
    if best is None:
        return None
    row = rules.spelling["agencies.bodies"].get(best["core"].casefold()) if kind == "body" else None
    alone = kind == "collective" and best["alone"] is not None
    is_open = (
        kind == "open"
        or (kind == "body" and (row is None or bool(row["open"])))
        or (kind == "collective" and not alone)
    )
    stop = _read_tail(text, best.end("core"), end, is_open, kind != "collective", rules)
    narrowed = row is not None and not titled and best["core"].casefold() in _narrowed(row)
    if narrowed and not _is_narrowed(text, best.end("core"), stop, rules):
        return _read_standing(text, start, end, rules)
    if alone and not _is_bounded(text, stop, end, rules):
        return None
    name = open_name(text[start:stop], rules)
    if kind != "department":
        return AgencyName(name, start, stop, kind)
    return AgencyName(name[:1].upper() + name[1:], start, stop, kind, best["head"].capitalize())


def _read_standing(text: str, start: int, end: int, rules: Rulebook) -> AgencyName | None:
    """A kind of agencies that stands without `các` in a list: `Viện, Trường`, where nothing makes it one body's name."""
    match = rules.rule("agencies.name.collective").pattern.match(text, start, end)
    if match is None or match["alone"] is None:
        return None
    stop = _read_tail(text, match.end("core"), end, False, False, rules)
    if not _is_bounded(text, stop, end, rules):
        return None
    return AgencyName(open_name(text[start:stop], rules), start, stop, "collective")


def _narrowed(row: Name) -> frozenset[str]:
    return frozenset(word.casefold() for word in row["narrowed"] or ())


def _is_narrowed(text: str, core: int, stop: int, rules: Rulebook) -> bool:
    """Whether a general word (`Hội`, `Thanh tra`) is followed by words that make it a name."""
    tail = text[core:stop].lstrip(" -")
    return bool(tail) and (
        tail[0].isupper() or tail[0].isdigit() or bool(rules.pattern("agencies.modifier").match(text, core))
    )


def _read_tail(text: str, position: int, end: int, is_open: bool, in_list: bool, rules: Rulebook) -> int:
    """Go on from a name's known words over what narrows it, and, where it is open, over its own words.

    `in_list` lets an open name go on after a comma or `và`.
    """
    modifier, joint = rules.pattern("agencies.modifier"), rules.pattern("agencies.joint")
    closed = False
    for _ in range(LONGEST_TAIL):
        sign = text[position : position + 1]
        if sign in (" ", ":") and (match := modifier.match(text, position, end)):
            position, closed = match.end(), True
            is_open = is_open and "liên quan" not in match[0]
            continue
        match = joint.match(text, position, end) if is_open else None
        if (
            match is None
            or (match["list"] and (closed or not in_list))
            or not _goes_on(text, match.end(), end, bool(match["list"]), rules)
        ):
            break
        word = rules.pattern("agencies.word").match(text, match.end(), end)
        if word is None:
            break
        position = word.end()
    return position


def _goes_on(text: str, position: int, end: int, in_list: bool, rules: Rulebook) -> bool:
    """Whether the next word still belongs to an open name: no verb or preposition, no other agency."""
    if rules.pattern("agencies.stop").match(text, position, end):
        return False
    if not in_list:
        return True
    office = rules.pattern("agencies.office").match(text, position, end)
    return not office and not any(r.pattern.match(text, position, end) for r in rules.subject("agencies.name"))


def _is_bounded(text: str, stop: int, end: int, rules: Rulebook) -> bool:
    """Whether agencies named without `các` are a list's item: `đơn vị liên quan`, not `đơn vị mình đã`."""
    rest = text[stop:end].lstrip()
    ends = not rest or rest[0] in ".,;:()/" or rest.startswith("và ")
    return ends or bool(rules.pattern("agencies.stop").match(text, stop + len(text[stop:end]) - len(rest), end))


def open_name(words: str, rules: Rulebook) -> str:
    """The name with abbreviations opened and blanks collapsed: `UBND các xã` gives `Ủy ban nhân dân các xã`."""
    known = rules.once(_opened_names)
    if words not in known:
        if len(known) > MOST_OPENED:
            known.clear()
        known[words] = _open_name(words, rules)
    return known[words]


def _opened_names(_: Rulebook) -> dict[str, str]:
    """Names opened before: plans name the same agencies again and again."""
    return {}


def _open_name(words: str, rules: Rulebook) -> str:
    name = " ".join(words.split()).strip(" ,;.:").replace(" & ", " và ")
    department = rules.rule("agencies.name.department").pattern.match(name)
    if department:
        start, end = department.span("field")
        name = name[:start] + _open_field(department["field"], rules) + name[end:]
    spelled = rules.spelling["agencies.abbreviations"]
    return str(rules.pattern("agencies.abbreviation").sub(lambda m: spelled[m[0].casefold()].name, name))


def _open_field(field: str, rules: Rulebook) -> str:
    """A field as written, or its official words where the text abbreviates it (`KH&CN`)."""
    if not any(word.isupper() and len(word) > 1 for word in field.replace("-", " ").replace("&", " ").split()):
        return " ".join(field.split())
    folded, exact = _fold_field(field), rules.spelling["agencies.fields"].get(field.casefold())
    if exact:
        return exact.name
    for row in rules.names("agencies.fields"):
        if any(_fold_field(s) == folded for s in row.spellings):
            return row.name
    return " ".join(field.split())


def _fold_field(field: str) -> str:
    return field.casefold().replace(" và ", "&").replace(" ", "").replace(",", "").replace("-", "")


def strip_request(text: str, start: int, end: int, rules: Rulebook) -> int:
    """Go past `Đề nghị`, `Giao`, `Trách nhiệm của` before an agency's name."""
    request = rules.pattern("agencies.request").match(text, start, end)
    return request.end() if request else start


def read_heading(heading: str, rules: Rulebook) -> tuple[tuple[AgencyName, ...], int]:
    """Read the agencies that a heading names, and where they end in it (its length, where nothing follows).

    A heading that is one name and words that narrow it (`Các doanh nghiệp hoạt động trong …`) is that
    name as written.
    """
    ending = rules.pattern("agencies.heading_end").match(heading)
    end = ending.start() if ending else len(heading)
    label = rules.pattern("duties.lead_in").match(heading)
    start = strip_request(heading, label.end() if label else 0, end, rules)
    names, stop = read_agencies(heading, start, end, rules)
    made_of = rules.pattern("agencies.made_of").search(heading, names[-1].end) if names else None
    if made_of:
        members, _ = read_agencies(heading, made_of.start("list"), made_of.end("list"), rules)
        names = members or names
    rest = heading[stop:end].lstrip(" ,;:.-")
    if not names or not rest:
        return names, len(heading) if names else 0
    separator = rules.pattern("agencies.separator").match(heading, stop, end)
    if separator is None:
        rest = rest.removeprefix("và ")  # `…, các huyện và chịu trách nhiệm thi hành`
    verb = rules.pattern("agencies.stop").match(heading, end - len(rest), end)
    acts = separator is None and names[-1].kind not in ("collective", "open")
    bare = (
        len(names) == 1
        and names[0].kind == "collective"
        and " " not in names[0].name.removeprefix("Cơ ").removeprefix("Đơn ")
    )
    if verb and verb["verb"] and (acts or (rules.pattern("agencies.sentence").match(rest) and not bare)):
        return names, stop
    goes_on = bool(rules.pattern("agencies.goes_on").match(rest)) and names[-1].kind in ("collective", "open")
    if separator is None or goes_on or (verb and verb["verb"]):
        stop = names[-1].start + len(heading[names[-1].start : end].split(" (")[0])
        whole = open_name(heading[names[-1].start : stop], rules)
        kind = "open" if separator and goes_on else names[-1].kind
        return (*names[:-1], replace(names[-1], name=whole, end=stop, kind=kind)), len(heading)
    return (*names, *read_unknown(heading, separator.end(), end, rules)), len(heading)


def read_unknown(text: str, start: int, end: int, rules: Rulebook) -> tuple[AgencyName, ...]:
    """Agencies that a heading or a cell must name, of which no rule knows the first: cut at the signs of a list."""
    separator = rules.pattern("agencies.separator").search(text, start, end)
    while separator and not read_agencies(text, separator.end(), end, rules)[0] and text[separator.end() : end].strip():
        separator = rules.pattern("agencies.separator").search(text, separator.end(), end)
    stop = separator.start() if separator else end
    first = AgencyName(open_name(text[start:stop], rules), start, stop, "open")
    if separator is None or not first.name:
        return (first,) if first.name else ()
    names, after = read_agencies(text, separator.end(), end, rules)
    rest = rules.pattern("agencies.separator").match(text, after, end)
    return (first, *names, *(read_unknown(text, rest.end(), end, rules) if rest else ()))
