"""The report in a real browser: Debian's chromium, from the folder, without a network. Skipped where there is none."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kehoach.report import page_images, site_data
from kehoach.report import site as site_module
from kehoach.report.site import Site, other_years, write_report
from kehoach.rulebook import Rulebook
from kehoach.store import Store, StoreError, open_store
from plans import CORPUS, ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PAGES = ("index", "plans", "compare", "search", "checks")
PLAN = "04_huyen-giam-ngheo-2022-pdf.txt"


@pytest.fixture(scope="module")
def site(corpus_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("report") / "out"
    write_report(corpus_store, out)
    return out


@pytest.fixture(scope="module")
def plan_page(corpus_store: Store) -> str:
    (row,) = [row for row in corpus_store.rows("documents") if row["source"].endswith(PLAN)]
    return f"plan/{row['doc_id']}.html"


# ---- what needs no browser


def test_no_page_names_another_host(site: Path) -> None:
    for file in (f for f in site.rglob("*") if f.suffix in (".html", ".css", ".js")):
        text = file.read_text("utf-8")
        for sign in (' src="http', ' href="http', "url(http", "@import", "fetch(", "XMLHttpRequest"):
            assert sign not in text, f"{file}: {sign}"


def test_every_row_stands_on_its_own_words_in_the_page(site: Path, corpus_store: Store) -> None:
    """The pieces that bear a row's id, put together, are the row's text but for blanks and rulings."""
    from lxml import html

    checked = 0
    for document in corpus_store.rows("documents"):
        page = html.parse(str(site / "plan" / f"{document['doc_id']}.html"))
        said: dict[str, str] = {}
        for piece in page.iter("a", "mark"):
            for row_id in (piece.get("data-r") or "").split():
                said[row_id] = said.get(row_id, "") + piece.text_content()
        for table, key in (
            ("citations", "citation_id"),
            ("funding", "funding_id"),
            ("deadlines", "deadline_id"),
            ("targets", "target_id"),
        ):
            for row in corpus_store.rows(table):
                if row["doc_id"] == document["doc_id"] and row["start"] is not None:
                    letters = [sign for sign in row["text"] if sign.isalnum()]
                    assert [sign for sign in said[row[key]] if sign.isalnum()] == letters, row
                    checked += 1
    assert checked > 300


def test_a_folder_of_somebody_elses_is_left_alone(corpus_store: Store, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", "utf-8")
    with pytest.raises(StoreError, match="no folder that kehoach report made"):
        write_report(corpus_store, tmp_path)


def test_an_archives_rows_come_in_pieces_and_none_is_lost(
    corpus_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_data, "SHARD", 3_000)
    write_report(corpus_store, tmp_path / "report")
    index = taken(tmp_path / "report" / "data" / "index.js")
    names = site_data.SEARCHED
    for name in names:
        files = sorted((tmp_path / "report" / "data" / "rows" / name).iterdir(), key=lambda file: int(file.stem))
        assert len(files) == index["pieces"][name] > 1, name
        assert max(file.stat().st_size for file in files) < 12_000
        found = [row for file in files for row in taken(file)]
        assert [index["plans"][row[0]]["id"] for row in found] == [row["doc_id"] for row in corpus_store.rows(name)]
    due = [row["month"] for row in corpus_store.rows("deadlines") if row["month"]]
    months = [taken(tmp_path / "report" / "data" / "months" / f"{month}.js") for month in range(1, 13)]
    assert [len(rows) for rows in months] == [due.count(month) for month in range(1, 13)]
    assert [sum(plan["due"][m] for plan in index["plans"] if "due" in plan) for m in range(12)] == list(
        map(len, months)
    )


def taken(file: Path) -> Any:
    """What a script of data hands over."""
    return json.loads(file.read_text("utf-8").partition(",")[2].rstrip()[:-2])


# ---- two languages


def test_every_word_of_ours_is_there_in_both_languages() -> None:
    from kehoach.report import words
    from kehoach.tables import SCHEMA
    from kehoach.vocabularies import VOCABULARIES

    pairs = [(c.en, c.vi) for table in SCHEMA.values() for c in table.columns]
    pairs += [(table.en, table.vi) for table in SCHEMA.values()]
    pairs += [pair for vocabulary in VOCABULARIES.values() for pair in vocabulary.values()]
    for name, value in vars(words).items():
        if name.isupper() and isinstance(value, dict):
            pairs += value.values()
    assert len(pairs) > 400
    assert [pair for pair in pairs if not all(text.strip() for text in pair)] == []


def test_scripts_and_templates_say_everything_twice() -> None:
    """A call that speaks has two texts; a template's label in one language has its fellow beside it."""
    folder = Path(site_module.__file__).parent
    for file in (folder / "assets").glob("*.js"):
        if file.name.startswith("echarts"):
            continue
        text = file.read_text("utf-8")
        calls = re.findall(r"say\(\[(?!\")(.{0,60})|say\(\[(\"[^\"]*\")\]", text)
        assert [call for call in calls if call[1]] == [], file.name
    for file in (folder / "templates").glob("*.html"):
        text = file.read_text("utf-8")
        for what in ("label", "placeholder"):
            assert text.count(f"data-vi-{what}=") == text.count(f"data-en-{what}="), file.name


def test_every_kind_of_note_and_every_note_has_vietnamese_words(corpus_store: Store, rules: Rulebook) -> None:
    from kehoach.report.messages import message_pair
    from kehoach.report.words import NOTES

    source = "\n".join(file.read_text("utf-8") for file in (ROOT / "pipeline").rglob("*.py"))
    codes = set(re.findall(r'"(?:error|warning|info)",\s*"([a-z]+-[a-z-]+)"', source))
    assert len(codes) > 30
    assert codes - set(NOTES) == set()
    for row in corpus_store.rows("diagnostics"):
        english, vietnamese = message_pair(row["message"], rules)
        assert english != vietnamese, row["message"]


def test_a_note_in_vietnamese_keeps_its_figures(rules: Rulebook) -> None:
    from kehoach.report.messages import message_pair

    said = "9 is not the sum of its parts: 4 + 4 = 8, 1 less, in đồng; no more than rounding explains"
    assert message_pair(said, rules)[1] == "9 không bằng tổng các phần: 4 + 4 = 8, chênh 1 đồng (chỉ do làm tròn)"
    assert message_pair("the limit 2024-01-02 lies before the date of issue 2024-03-01", rules)[1] == (
        "thời hạn 02/01/2024 trước ngày ban hành 01/03/2024"
    )
    assert message_pair("nobody wrote a row for this", rules)[1] == "nobody wrote a row for this"


# ---- pictures of pages


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Path, Site]:
    """A store of one PDF, a copy of the PDF that can be lost, and a report with its pages as pictures."""
    from kehoach.batch import run

    folder = tmp_path_factory.mktemp("scanned")
    pdf = Path(shutil.copy(CORPUS / "rendered" / "pdf" / "01_xa-giam-ngheo-2024.pdf", folder))
    run([pdf], folder / "store", isolate=False)
    store = open_store(folder / "store")
    return store, pdf, write_report(store, folder / "report", images="all")


def test_a_mark_on_a_picture_stands_on_the_words_of_its_row(scanned: tuple[Store, Path, Site]) -> None:
    """What the PDF itself has under a mark is what the row says, but for a letter or two at the ends."""
    import pypdfium2
    from lxml import html

    store, file, site = scanned
    (document,) = store.rows("documents")
    pdf = pypdfium2.PdfDocument(file)
    page = html.parse(str(site.out / "plan" / f"{document['doc_id']}.html"))
    under: dict[str, str] = {}
    for number, sheet in enumerate(page.xpath("//div[@class='sheet']")):
        printed = pdf[number]
        width, height = printed.get_size()
        layer = printed.get_textpage()
        for mark in sheet.xpath("a"):
            left, top, wide, high = (float(n) for n in re.findall(r":([\d.]+)%", mark.get("style")))
            box = (left * width / 100, height - (top + high) * height / 100)
            words = layer.get_text_bounded(*box, box[0] + wide * width / 100, height - top * height / 100)
            under[mark.get("data-r")] = under.get(mark.get("data-r"), "") + words
    pdf.close()
    rows = [row for row in store.rows("funding") if row["start"] is not None]
    close = [row for row in rows if _alike(under[row["funding_id"]], row["text"])]
    assert len(rows) > 10
    assert len(close) >= 0.9 * len(rows), [(under[row["funding_id"]], row["text"]) for row in rows if row not in close]
    assert site.pictures == document["n_pages"]


def _alike(printed: str, said: str) -> bool:
    from rapidfuzz import fuzz

    return fuzz.partial_ratio(*("".join(filter(str.isalnum, text)) for text in (printed, said))) > 80


def test_without_the_file_there_is_the_text_and_a_word_about_it(
    scanned: tuple[Store, Path, Site], tmp_path: Path
) -> None:
    store, pdf, _ = scanned
    pdf.rename(pdf.with_suffix(".away"))
    try:
        site = write_report(store, tmp_path / "report", images="all")
    finally:
        pdf.with_suffix(".away").rename(pdf)
    (plan,) = (site.out / "plan").iterdir()
    assert (site.pictures, site.moved) == (0, 1)
    assert "không có ảnh trang" in plan.read_text("utf-8")
    assert write_report(store, tmp_path / "report", images="scans").moved == 0  # a PDF with a text of its own


def test_which_pictures_there_can_be_is_said(corpus_store: Store, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from kehoach.cli import app

    command = ["report", str(corpus_store.folder), "--out", str(tmp_path / "out"), "--images", "some"]
    result = CliRunner().invoke(app, command)
    assert (result.exit_code, (tmp_path / "out").exists()) == (2, False)
    assert "scans, all, none" in result.output


def test_the_same_bodys_plans_for_other_years_are_found(corpus_store: Store) -> None:
    plan = corpus_store.rows("documents")[0]
    rows = [
        {**plan, "doc_id": name, "issuer": issuer, "year_from": year, "programme": programme}
        for name, issuer, year, programme in (
            ("a", "UBND huyện A", 2024, "GNBV-2021-2025"),
            ("b", "UBND huyện A", 2019, "GNBV-2016-2020"),
            ("c", "UBND huyện A", 2024, "NTM-2021-2025"),
            ("d", "UBND huyện B", 2023, "GNBV-2021-2025"),
            ("e", "UBND huyện A", 2024, "GNBV-2021-2025"),
        )
    ]
    assert other_years(rows) == {"a": ["b", "a"], "b": ["b", "a"]}


# ---- in the browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test on a console error, and on a request that leaves the folder."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    made = context.new_page()
    made.set_default_timeout(15_000)
    wrong: list[str] = []
    made.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    made.on("pageerror", lambda error: wrong.append(str(error)))
    made.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))
    made.on(
        "request",
        lambda request: None if request.url.startswith(("file:", "data:", "blob:")) else wrong.append(request.url),
    )
    yield made
    context.close()
    assert wrong == []


def visit(page: Page, site: Path, name: str) -> Page:
    page.goto(f"{site.as_uri()}/{name}")
    return page


def test_the_guards_see_an_error_and_a_request(browser: Browser, site: Path) -> None:
    seen: list[str] = []
    made = browser.new_page()
    made.on("pageerror", lambda error: seen.append(str(error)))
    made.on("request", lambda request: seen.append(request.url) if request.url.startswith("http") else None)
    visit(made, site, "index.html")
    made.evaluate(
        "setTimeout(function () { throw new Error('seen'); }); new Image().src = 'http://localhost:9/x.png'; 0"
    )
    made.wait_for_timeout(300)
    made.close()
    assert any("seen" in text for text in seen)
    assert any(text.startswith("http://localhost") for text in seen)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_fills_and_speaks_both_languages(page: Page, site: Path, name: str) -> None:
    visit(page, site, f"{name}.html")
    page.wait_for_function("document.querySelectorAll('main tr, main li, main .tile').length > 3")
    assert page.locator("html").get_attribute("lang") == "vi"
    vietnamese = page.locator("h1").inner_text()
    page.click("#language")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").inner_text() != vietnamese
    page.reload()  # the choice is kept
    assert page.locator("html").get_attribute("lang") == "en"


def test_a_highlight_opens_its_row_and_the_row_its_highlight(page: Page, site: Path, plan_page: str) -> None:
    visit(page, site, plan_page)
    words = page.locator("#document .k-funding", has_text="9 tỷ 240 triệu đồng").first
    words.click()
    card = page.locator("#cards .card.on")
    assert "9.240.000.000 đồng" in card.inner_text()
    assert "9 tỷ 240 triệu đồng" in card.locator("blockquote").inner_text()
    assert "on" in (words.get_attribute("class") or "").split()
    before = card.get_attribute("id")
    page.keyboard.press("n")
    assert card.count() == 1
    assert card.get_attribute("id") != before
    page.keyboard.press("p")
    assert card.get_attribute("id") == before
    page.keyboard.press("Escape")
    assert page.locator("#cards .card.on").count() == 0


def test_a_link_to_a_row_opens_it(page: Page, site: Path, plan_page: str, corpus_store: Store) -> None:
    doc_id = Path(plan_page).stem
    row = next(row for row in corpus_store.rows("targets") if row["doc_id"] == doc_id)
    visit(page, site, f"{plan_page}#{row['target_id']}")
    assert page.locator("#cards .card.on").get_attribute("id") == f"row-{row['target_id']}"
    assert page.locator("#document .on").first.is_visible()


SPOKEN = "nav a, h1, h2, label > span, button:not(.head), summary, .hint, th[scope=col], dt, figcaption, .legend span, .tile span"
SAME_IN_BOTH = frozenset("◐ × ↑ ↓ đồng".split())


@pytest.mark.parametrize("name", [*PAGES, "plan"])
def test_the_switch_changes_every_word_of_ours(page: Page, site: Path, plan_page: str, name: str) -> None:
    visit(page, site, plan_page if name == "plan" else f"{name}.html")
    page.wait_for_function("document.querySelectorAll('main tr, main li, main .tile').length > 3")
    ours = f"""() => [...document.querySelectorAll({SPOKEN!r})].filter(e => e.offsetParent && !e.closest('.document, .plans, .choices')
        && !e.querySelector('a, h1') && !(e.tagName === 'H1' && e.closest('.plan-head'))).map(e => e.innerText.trim()).filter(t => /[^\\d\\s.,()/–-]/.test(t))"""
    vietnamese = page.evaluate(ours)
    page.click("#language")
    english = page.evaluate(ours)
    assert len(vietnamese) == len(english) > 10
    assert [text for text in vietnamese if text in english and text not in SAME_IN_BOTH] == []


def test_a_mark_on_a_picture_opens_its_row(page: Page, scanned: tuple[Store, Path, Site]) -> None:
    _, _, site = scanned
    (plan,) = (site.out / "plan").iterdir()
    visit(page, site.out, f"plan/{plan.name}")
    mark = page.locator("#pages a.k-funding").first
    mark.click()
    assert "đồng" in page.locator("#cards .card.on").inner_text()
    assert "on" in (mark.get_attribute("class") or "").split()
    page.click("#as-text")
    assert page.locator("#document .on").first.is_visible()
    assert not page.locator("#pages").is_visible()


def test_a_row_on_a_page_without_a_picture_is_shown_in_the_text(
    page: Page, scanned: tuple[Store, Path, Site], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, _, _ = scanned
    monkeypatch.setattr(page_images, "MOST_PAGES", 1)
    site = write_report(store, tmp_path / "report", images="all")
    (plan,) = (site.out / "plan").iterdir()
    last = max((row for row in store.rows("funding") if row["page"]), key=lambda row: row["page"])
    assert last["page"] > 1
    visit(page, site.out, f"plan/{plan.name}#{last['funding_id']}")
    assert page.locator("#document .on").first.is_visible()
    page.click("#as-pages")
    assert page.locator("#document .on").first.is_visible()  # there is nothing of it on the pictures


def test_a_kind_can_be_put_out(page: Page, site: Path, plan_page: str) -> None:
    visit(page, site, plan_page)
    clear = "rgba(0, 0, 0, 0)"
    colour = "getComputedStyle(document.querySelector('#document .k-funding')).backgroundColor"
    assert page.evaluate(colour) != clear
    page.locator("#kinds .k-funding").click()
    assert page.evaluate(colour) == clear
    assert page.locator("#cards .k-funding").count() == 0


def test_filters_and_search_narrow_the_plans(page: Page, site: Path, corpus_store: Store) -> None:
    visit(page, site, "plans.html")
    documents = corpus_store.rows("documents")
    assert page.locator("#plans > li").count() == len(documents)
    page.select_option("select[name=programme]", "GNBV-2021-2025")
    assert page.locator("#plans > li").count() == sum(row["programme"] == "GNBV-2021-2025" for row in documents)
    page.select_option("select[name=programme]", "")
    page.fill("input[name=q]", "yen ha")  # without marks
    assert page.locator("#plans > li").count() == 1


def test_search_finds_rows_of_all_plans(page: Page, site: Path, corpus_store: Store) -> None:
    visit(page, site, "search.html")
    page.locator("#kinds .k-targets").click()
    page.wait_for_selector("#found tbody tr")
    page.fill("input[name=q]", "ty le ho ngheo")
    rows = page.locator("#found tbody tr")
    assert 0 < rows.count() < len(corpus_store.rows("targets"))
    rows.first.locator("a").click()
    page.wait_for_selector("#cards .card.on")


def test_chosen_plans_stand_side_by_side(page: Page, site: Path) -> None:
    visit(page, site, "compare.html")
    page.wait_for_selector("table.p-money")
    columns = page.locator("table.p-money thead th").count()
    page.locator("#picker summary").click()
    page.locator("#choices input:not(:checked)").first.click()
    page.wait_for_function(f"document.querySelectorAll('table.p-money thead th').length === {columns + 1}")
    assert "9.240.000.000" in page.locator("table.p-money").inner_text()
    page.select_option("select[name=by]", "year")
    page.wait_for_function(
        "[...document.querySelectorAll('table.p-money thead th')].some(t => t.textContent === '2022')"
    )


def test_corrections_made_in_the_page_are_taken_by_apply(
    page: Page, site: Path, plan_page: str, corpus_store: Store, tmp_path: Path
) -> None:
    from typer.testing import CliRunner

    from kehoach.cli import app

    visit(page, site, plan_page)
    page.locator("#document .k-funding", has_text="9 tỷ 240 triệu đồng").first.click()
    page.click("#correct")
    page.locator("#cards .card.on .edit button").nth(1).click()
    page.locator("#cards .card.on input[name=amount_vnd]").fill("9250000000")
    page.locator("#cards .card.on button[type=submit]").click()
    page.evaluate("""() => {
        const piece = [...document.querySelectorAll('#document [data-o]')].find(p => p.textContent.includes('KẾ HOẠCH')).firstChild;
        const range = document.createRange(), at = piece.textContent.indexOf('KẾ HOẠCH');
        range.setStart(piece, at); range.setEnd(piece, at + 8);
        getSelection().removeAllRanges(); getSelection().addRange(range);
    }""")
    page.locator("#correcting .k-citations").click()
    page.locator("#correcting input[name=type]").first.fill("kế hoạch")
    page.locator("#correcting form button[type=submit]").first.click()
    with page.expect_download() as download:
        page.click("#save")
    file = tmp_path / "corrections.json"
    download.value.save_as(file)
    first, second = json.loads(file.read_text("utf-8"))["documents"][0]["corrections"]
    assert first["fields"] == {"amount_vnd": 9250000000}
    assert (second["action"], second["quote"]) == ("add", "KẾ HOẠCH")
    store = shutil.copytree(corpus_store.folder, tmp_path / "store")
    result = CliRunner().invoke(app, ["apply", str(file), "--store", str(store)])
    assert result.exit_code == 0, result.output
    now = open_store(store)
    assert [row["text"] for row in now.rows("funding") if row["amount_vnd"] == 9250000000] == ["9 tỷ 240 triệu đồng"]
    (added,) = [row for row in now.rows("citations") if row["rule_id"] == "analyst"]
    assert (added["text"], now.text(added["doc_id"])[added["start"] : added["end"]]) == ("KẾ HOẠCH", "KẾ HOẠCH")


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [*((name, 1280, "light") for name in ("index", "search", "compare", "plan")),
     *((name, 390, "dark") for name in ("index", "plans", "compare", "checks", "plan"))],
)  # fmt: skip
def test_axe_finds_no_serious_fault(
    browser: Browser, site: Path, plan_page: str, name: str, width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    page = visit(context.new_page(), site, plan_page if name == "plan" else f"{name}.html")
    page.wait_for_timeout(300)
    if name == "plan":
        page.locator("#document .k-funding").first.click()
        page.click("#correct")
    assert page.evaluate("document.documentElement.scrollWidth") <= width  # nothing stands out of the page
    found = Axe().run(page).response["violations"]
    context.close()
    faults = [
        (v["id"], v["impact"], n["html"][:120])
        for v in found
        for n in v["nodes"]
        if v["impact"] in ("serious", "critical")
    ]
    assert faults == []
