"""The deadlines of plans as a calendar (RFC 5545) that Outlook, Google and others take."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dateutil.rrule import rrulestr

from kehoach.columns import Lang
from kehoach.report.compare import chosen_documents
from kehoach.store import Store
from kehoach.vocabularies import VOCABULARIES

if TYPE_CHECKING:
    from icalendar import Calendar, Event

Row = Mapping[str, Any]
LONGEST = 100  # letters of an event's title
END_OF_WEEK = "FR"
WORDS = {
    "owes": ("Owed by", "Cơ quan thực hiện"),
    "to": ("Owed to", "Nơi nhận"),
    "through": ("Through", "Gửi qua"),
    "plan": ("Plan", "Kế hoạch"),
    "quote": ("In its words", "Nguyên văn"),
    "nobody": ("nobody named", "chưa nêu cơ quan"),
}


@dataclass(frozen=True)
class DeadlineCalendar:
    """A calendar and what it holds: `events` in number, and how many deadlines have no day to stand on
    (`left_out`: đột xuất, a bare định kỳ, plans without years)."""

    ics: bytes
    events: int
    left_out: int


def deadline_calendar(
    store: Store, where: str | None = None, agency: str | None = None, remind: int | None = None, lang: Lang = "vi"
) -> DeadlineCalendar:
    """The deadlines of a store's plans as one calendar.

    `where` is an SQL condition on the table documents, `agency` words of the name of who owes what is due, `remind`
    the days before at which the calendar is to remind. A day, a month's or a quarter's last day are events; a rhythm
    comes back until the end of the plan's years. StoreError for a condition that is none, or that no plan meets.
    """
    return _calendar(_chosen(store, where, agency), remind, lang)


def write_by_agency(
    store: Store, folder: Path, where: str | None = None, remind: int | None = None, lang: Lang = "vi"
) -> dict[str, DeadlineCalendar]:
    """Write a calendar for each agency that owes something into a folder; the file's name -> what it holds."""
    owed: dict[str, list[tuple[Row, Row]]] = {}
    for deadline, document in _chosen(store, where, None):
        for name in _names(deadline) or (WORDS["nobody"][lang == "vi"],):
            owed.setdefault(name, []).append((deadline, document))
    folder.mkdir(parents=True, exist_ok=True)
    written: dict[str, DeadlineCalendar] = {}
    for name in sorted(owed):
        made = _calendar(owed[name], remind, lang, name)
        if made.events:
            file = _file_name(name, written)
            (folder / file).write_bytes(made.ics)
            written[file] = made
    return written


def _chosen(store: Store, where: str | None, agency: str | None) -> Iterator[tuple[Row, Row]]:
    """The deadlines of the plans that are asked for, each with its document, in the order of the store."""
    ids = chosen_documents(store, where)
    documents = {row["doc_id"]: row for row in store.rows("documents") if row["doc_id"] in ids}
    wanted = (agency or "").casefold()
    for row in store.rows("deadlines"):
        if row["doc_id"] in documents and wanted in (row["agency"] or "").casefold():
            yield row, documents[row["doc_id"]]


def _names(deadline: Row) -> tuple[str, ...]:
    return tuple(name for name in (deadline["agency"] or "").split("; ") if name)


def _file_name(name: str, taken: Iterable[str]) -> str:
    words = "".join(c if c.isalnum() else "-" for c in name)[:80]
    stem = "-".join(filter(None, words.split("-"))) or "calendar"
    numbered = (f"{stem}-{n}.ics" for n in range(2, 10_000))
    return f"{stem}.ics" if f"{stem}.ics" not in taken else next(f for f in numbered if f not in taken)


def _calendar(
    rows: Iterable[tuple[Row, Row]], remind: int | None, lang: Lang, title: str | None = None
) -> DeadlineCalendar:
    from icalendar import Calendar

    made: Calendar = Calendar()
    made.add("PRODID", "-//kehoach//deadlines//VI")
    made.add("VERSION", "2.0")
    made.add("CALSCALE", "GREGORIAN")
    made.add("METHOD", "PUBLISH")
    made.add("X-WR-CALNAME", title or ("Thời hạn" if lang == "vi" else "Deadlines"))
    events = left_out = 0
    for deadline, document in rows:
        event = _event(deadline, document, remind, lang)
        if event is None:
            left_out += 1
        else:
            made.add_component(event)
            events += 1
    return DeadlineCalendar(made.to_ical(), events, left_out)


def _event(deadline: Row, document: Row, remind: int | None, lang: Lang) -> Event | None:
    """A whole-day event, None where the deadline has no day."""
    from icalendar import Alarm, Event, vRecur

    when = _when(deadline, document)
    if when is None:
        return None
    first, rule = when
    event: Event = Event()
    event.add("UID", f"{deadline['deadline_id']}@kehoach")
    event.add("DTSTAMP", _stamp(document))
    event.add("DTSTART", first)
    event.add("DTEND", first + timedelta(days=1))
    event.add("SUMMARY", _title(deadline, lang))
    event.add("DESCRIPTION", _description(deadline, document, lang))
    event.add("TRANSP", "TRANSPARENT")
    if rule:
        event.add("RRULE", vRecur.from_ical(rule))
    if remind is not None:
        alarm = Alarm()
        alarm.add("ACTION", "DISPLAY")
        alarm.add("DESCRIPTION", _title(deadline, lang))
        alarm.add("TRIGGER", timedelta(days=-remind))
        event.add_component(alarm)
    return event


# --- when ------------------------------------------------------------------------------------------


def _when(deadline: Row, document: Row) -> tuple[date, str | None] | None:
    """The first day of an event and the rule by which it comes back; None where nothing tells a day."""
    if deadline["date"]:
        return deadline["date"], None
    rule = calendar_rule(deadline)
    years = _years(document)
    if rule is not None:
        return _occurring(rule, *years) if years else None
    last = _last_day(deadline)
    return (last, None) if last else None


def _years(document: Row) -> tuple[int, int] | None:
    """The plan's years; from the year of issue where its first is not said, and that one year where its last is not."""
    first = document["year_from"] or document["issue_year"] or document["year_to"]
    return (first, max(first, document["year_to"] or first)) if first else None


def calendar_rule(deadline: Row) -> str | None:
    """The rule of a rhythm in the forms that every calendar program takes, None for one without a day.

    A rhythm by quarters or half-years is one of every third or sixth month (Outlook takes no list of months); one
    without a day is due on the last of its period, a weekly one on Friday.
    """
    month, day = deadline["month"], deadline["day"] or -1
    match deadline["recurrence"]:
        case None | "ad-hoc":
            return None
        case "daily":
            return "FREQ=DAILY"
        case "weekly":
            return deadline["rrule"] if "BYDAY" in (deadline["rrule"] or "") else f"FREQ=WEEKLY;BYDAY={END_OF_WEEK}"
        case "monthly":
            return f"FREQ=MONTHLY;BYMONTHDAY={day}"
        case "quarterly" if month is None:
            return f"FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY={day}"
        case "half-yearly" if month is None:
            return f"FREQ=MONTHLY;INTERVAL=6;BYMONTHDAY={day}"
        case "nine-monthly" if month is None:
            return f"FREQ=YEARLY;BYMONTH=9;BYMONTHDAY={day}"
        case _:
            return f"FREQ=YEARLY;BYMONTH={month or 12};BYMONTHDAY={day}"


def _occurring(rule: str, first: int, last: int) -> tuple[date, str] | None:
    """The rule with its first day and its end, within the years `first` to `last`."""
    month = 3 if "INTERVAL=3" in rule else 6 if "INTERVAL=6" in rule else 1
    begin = rrulestr(rule, dtstart=datetime(first, month, 1)).after(datetime(first, month, 1), inc=True)
    if begin is None or begin.year > last:
        return None
    return begin.date(), f"{rule};UNTIL={last}1231"


def _last_day(deadline: Row) -> date | None:
    """The last day of the month, the quarter or the year that a deadline names."""
    year = deadline["year"]
    if year is None:
        return None
    month = deadline["month"] or (deadline["quarter"] or 4) * 3
    return date(year, month, deadline["day"] or calendar.monthrange(year, month)[1])


# --- words -----------------------------------------------------------------------------------------


def _stamp(document: Row) -> datetime:
    """The plan's date: the same store always gives the same file."""
    issued = document["issue_date"] or date(document["issue_year"] or document["year_from"] or 1970, 1, 1)
    return datetime(issued.year, issued.month, issued.day, tzinfo=UTC)


def _title(deadline: Row, lang: Lang) -> str:
    kind = VOCABULARIES["deadline_kind"][deadline["kind"]][lang == "vi"].capitalize()
    what = " ".join((deadline["what"] or deadline["text"] or "").split())
    return f"{kind}: {what if len(what) <= LONGEST else what[: LONGEST - 1].rstrip() + '…'}"


def _description(deadline: Row, document: Row, lang: Lang) -> str:
    side = int(lang == "vi")
    plan = ", ".join(filter(None, (document["code"], document["issuer"], document["title"])))
    said = {
        "owes": deadline["agency"],
        "to": deadline["recipient"],
        "through": deadline["channel"],
        "plan": plan or document["source"],
        "quote": " ".join((deadline["text"] or "").split()),
    }
    return "\n".join(f"{WORDS[key][side]}: {value}" for key, value in said.items() if value)
