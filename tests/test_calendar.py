"""The calendar: what other programs read from it is what the plans say."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from dateutil.rrule import rrulestr
from typer.testing import CliRunner

from kehoach.cli import app
from kehoach.report.deadline_calendar import calendar_rule, deadline_calendar
from kehoach.store import StoreError

if TYPE_CHECKING:
    from icalendar import Event

    from kehoach.store import Store


def events(ics: bytes) -> list[Event]:
    from icalendar import Calendar

    return list(Calendar.from_ical(ics).walk("VEVENT"))


def days(event: Event) -> list[date]:
    """The days of an event as dateutil reads them from its text, an implementation other than that which wrote it."""
    first = event["DTSTART"].dt
    if "RRULE" not in event:
        return [first]
    rule = rrulestr(event["RRULE"].to_ical().decode(), dtstart=datetime(first.year, first.month, first.day))
    return [moment.date() for moment in rule]


def test_every_deadline_with_a_day_is_an_event_and_the_rest_are_counted(corpus_store: Store) -> None:
    made = deadline_calendar(corpus_store)
    read = events(made.ics)
    assert (len(read), made.events + made.left_out) == (made.events, len(corpus_store.rows("deadlines")))
    assert made.events > 50
    assert len({str(event["UID"]) for event in read}) == len(read)


def test_a_date_stands_on_its_day_for_the_whole_of_it(corpus_store: Store) -> None:
    dated = {f"{r['deadline_id']}@kehoach": r["date"] for r in corpus_store.rows("deadlines") if r["date"]}
    found = {str(e["UID"]): e for e in events(deadline_calendar(corpus_store).ics)}
    assert dated
    for uid, day in dated.items():
        assert days(found[uid]) == [day]
        assert (found[uid]["DTEND"].dt - found[uid]["DTSTART"].dt).days == 1


def test_a_rhythm_comes_back_within_the_plan_s_years(corpus_store: Store) -> None:
    documents = {row["doc_id"]: row for row in corpus_store.rows("documents")}
    of = {f"{r['deadline_id']}@kehoach": documents[r["doc_id"]] for r in corpus_store.rows("deadlines")}
    coming_back = [e for e in events(deadline_calendar(corpus_store).ics) if "RRULE" in e]
    assert coming_back
    for event in coming_back:
        plan, found = of[str(event["UID"])], days(event)
        assert found
        assert found[0] == event["DTSTART"].dt
        first = plan["year_from"] or plan["issue_year"] or plan["year_to"]
        assert first <= found[0].year <= found[-1].year <= max(first, plan["year_to"] or first)


RULES = [
    (("monthly", None, 25), ["2024-01-25", "2024-02-25"]),
    (("quarterly", None, 20), ["2024-03-20", "2024-06-20"]),
    (("quarterly", None, None), ["2024-03-31", "2024-09-30"]),
    (("half-yearly", None, None), ["2024-06-30", "2024-12-31"]),
    (("half-yearly", 6, 20), ["2024-06-20"]),
    (("nine-monthly", None, None), ["2024-09-30"]),
    (("yearly", 12, 10), ["2024-12-10"]),
    (("yearly", None, None), ["2024-12-31"]),
    (("weekly", None, None), ["2024-01-05", "2024-01-12"]),
]


@pytest.mark.parametrize(("said", "expected"), RULES)
def test_rules_mean_the_days_that_the_words_mean(said: tuple[str, int | None, int | None], expected: list[str]) -> None:
    recurrence, month, day = said
    rule = calendar_rule({"recurrence": recurrence, "month": month, "day": day, "rrule": None})
    assert rule is not None
    first = datetime(2024, 3 if "INTERVAL=3" in rule else 6 if "INTERVAL=6" in rule else 1, 1)
    found = {m.date().isoformat() for m in rrulestr(f"{rule};UNTIL=20241231", dtstart=first)}
    # An interval that misses a month's last day would show as a day of another month.
    assert set(expected) <= found


def test_what_has_no_day_has_no_rule() -> None:
    for recurrence in (None, "ad-hoc"):
        assert calendar_rule({"recurrence": recurrence, "month": None, "day": None, "rrule": None}) is None


def test_a_month_and_a_quarter_are_due_on_their_last_day(corpus_store: Store) -> None:
    rows = [r for r in corpus_store.rows("deadlines") if r["kind"] == "during" and r["year"] and not r["recurrence"]]
    found = {str(e["UID"]): e["DTSTART"].dt for e in events(deadline_calendar(corpus_store).ics)}
    assert rows
    for row in rows:
        day = found[f"{row['deadline_id']}@kehoach"]
        assert (day.year, day.month) == (row["year"], row["month"] or 3 * (row["quarter"] or 4))
        assert day.day >= 28


def test_the_same_store_gives_the_same_file(corpus_store: Store) -> None:
    assert deadline_calendar(corpus_store).ics == deadline_calendar(corpus_store).ics


def test_plans_and_agencies_can_be_chosen(corpus_store: Store) -> None:
    (row,) = [r for r in corpus_store.rows("documents") if r["source"].endswith("01_xa-giam-ngheo-2024.txt")]
    own = [r for r in corpus_store.rows("deadlines") if r["doc_id"] == row["doc_id"]]
    made = deadline_calendar(corpus_store, where=f"doc_id = '{row['doc_id']}'")
    assert 0 < made.events + made.left_out == len(own)
    assert deadline_calendar(corpus_store, agency="không có cơ quan này").events == 0
    with pytest.raises(StoreError):
        deadline_calendar(corpus_store, where="year_from = 1900")
    with pytest.raises(StoreError):
        deadline_calendar(corpus_store, where="no_such_column = 1")


def test_a_reminder_stands_in_every_event(corpus_store: Store) -> None:
    for event in events(deadline_calendar(corpus_store, remind=7).ics):
        (alarm,) = event.walk("VALARM")
        assert alarm["TRIGGER"].dt.days == -7


def test_the_command_writes_a_file_for_each_agency(corpus_store: Store, tmp_path: Path) -> None:
    folder = str(corpus_store.folder)
    result = CliRunner().invoke(app, ["calendar", folder, "--each", "--out", str(tmp_path / "each")])
    assert result.exit_code == 0, result.output
    files = sorted((tmp_path / "each").glob("*.ics"))
    assert len(files) > 10
    for file in files:
        assert events(file.read_bytes())
    one = tmp_path / "one.ics"
    assert CliRunner().invoke(app, ["calendar", folder, "--agency", "Phòng", "--out", str(one)]).exit_code == 0
    assert events(one.read_bytes())
    both = CliRunner().invoke(app, ["calendar", folder, "--each", "--agency", "Phòng", "--out", str(one)])
    assert both.exit_code == 2
