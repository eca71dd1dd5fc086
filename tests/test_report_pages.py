"""The report in a real browser: Debian's chromium, from the folder, without a network. Skipped where there is none."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kehoach.report.site import write_report
from kehoach.store import Store, StoreError, open_store

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


@pytest.mark.parametrize("name", [*PAGES, "plan"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
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
