"""The command line. Commands import what they need when they run, so that --help answers at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from kehoach.columns import Lang
    from kehoach.evaluate import Scores

FAILED, USAGE, INTERRUPTED = 1, 2, 130

app = typer.Typer(
    name="kehoach",
    help="Structured data from Vietnamese plan texts (kế hoạch): citations, money, projects, duties, deadlines, targets.",
    epilog="Example:  kehoach run plans/ --out outputs   then   kehoach show plans/plan.txt",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders (at any depth) or quoted globs.")]
Rules = Annotated[
    list[Path] | None,
    typer.Option("--rules", metavar="DIR", help="A folder of your own rules, laid over ours. May be given again."),
]
StoreFolder = Annotated[Path, typer.Argument(metavar="STORE", help="The folder that a run wrote.")]
Language = Annotated[str, typer.Option("--lang", metavar="en|vi", help="Language of the labels.")]


@app.command(
    epilog="Examples:  kehoach run plans/ --out outputs   |   kehoach run 'archive/**/*.txt' --out out --jobs 8 --quiet"
)
def run(
    paths: Paths,
    out: Annotated[
        str, typer.Option("--out", metavar="DIR", help="Where the tables go: a folder, or s3://… and the like.")
    ],
    rules: Rules = None,
    jobs: Annotated[int, typer.Option("--jobs", metavar="N", min=0, help="Processes; 0 is one for each core.")] = 0,
    redo: Annotated[
        bool, typer.Option("--redo", help="Read again what other rules or another version read, and what failed.")
    ] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Drop documents whose files are gone.")] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for another run on DIR to end.")] = False,
    dask: Annotated[
        str | None, typer.Option("--dask", metavar="ADDRESS", help="Read on an existing Dask cluster: tcp://host:8786.")
    ] = None,
    timeout: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", min=0, help="For one document; 0 is no limit.")
    ] = 600,
    memory: Annotated[int, typer.Option("--memory", metavar="MB", min=0, help="Of one process; 0 is no limit.")] = 2048,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing but what failed.")] = False,
    json_log: Annotated[bool, typer.Option("--json-log", help="Progress as lines of JSON on stderr.")] = False,
) -> None:
    """Read documents into tables: Parquet files, reference texts and a DuckDB file in DIR.

    What DIR holds already is not read again; a run that was killed goes on where it was.
    Status 0: every document was read; 1: some failed (the table sources says why); 2: wrong usage, or DIR can't be written.
    """
    from kehoach.batch import run as run_batch
    from kehoach.ingest.spread import cores
    from kehoach.report.progress import report_progress
    from kehoach.report.summary import failures_as_text, summary_as_json, summary_as_text
    from kehoach.tasks import Limits

    limits = Limits(timeout, memory)
    with _plain_errors(), report_progress(quiet, json_log) as progress:
        summary = run_batch(
            paths, out, rules=rules or (), jobs=jobs or cores(), redo=redo, prune=prune, wait=wait, limits=limits,
            dask=dask, progress=progress,
        )  # fmt: skip
    if json_log:
        typer.echo(summary_as_json(summary), err=True)
    if quiet:
        typer.echo(failures_as_text(summary), err=True, nl=bool(summary.failures))
    else:
        typer.echo(summary_as_text(summary))
    raise typer.Exit(FAILED if summary.failures else 0)


@app.command(epilog="Examples:  kehoach show plan.txt   |   kehoach show plan.txt --matrix --lang vi --csv duties.csv")
def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="One document.")],
    matrix: Annotated[bool, typer.Option("--matrix", help="Only who has which part in which task.")] = False,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write the matrix there as CSV instead.")
    ] = None,
    lang: Language = "en",
    rules: Rules = None,
) -> None:
    """Show what is read from one document: header, outline, citations, projects, money, duties, deadlines, targets."""
    from kehoach.ingest import read_document
    from kehoach.plan import extract_plan
    from kehoach.report.matrix import matrix_as_csv, responsibility_matrix, show_matrix
    from kehoach.report.terminal import show_plan
    from kehoach.rows import rows_of
    from kehoach.rule_cache import kept_rules

    chosen = _language(lang)
    with _plain_errors():
        book = kept_rules(*rules or ())
        plan = extract_plan(read_document(file, book), book)
        if csv is not None:
            # The mark at the beginning has Excel read a CSV as UTF-8.
            csv.write_text(matrix_as_csv(responsibility_matrix(plan), chosen), "utf-8-sig", newline="")
        elif matrix:
            show_matrix(responsibility_matrix(plan), chosen)
        else:
            show_plan(rows_of(plan), chosen)


@app.command(
    epilog="Examples:  kehoach evaluate corpus --gold corpus/gold   |   kehoach evaluate --gold gold --tables outputs/tables"
)
def evaluate(
    paths: Annotated[list[str] | None, typer.Argument(metavar="[PATH...]", help="Documents to read and score.")] = None,
    gold: Annotated[
        Path, typer.Option("--gold", metavar="DIR", help="Folder of gold annotations, NAME.json.")
    ] = Path(),
    tables: Annotated[
        Path | None, typer.Option("--tables", metavar="DIR", help="Score the tables of an earlier run instead.")
    ] = None,
    rules: Rules = None,
    misses: Annotated[bool, typer.Option("--misses", help="List every row that was missed, wrong or extra.")] = False,
    json: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the scores there too.")] = None,
) -> None:
    """Score extraction against gold annotations: is each fact found, and are the fields that matter exact.

    A gold NAME.txt.json belongs to the document NAME. Given documents, only their gold counts; given --tables, all
    of it, and status 1 says that a document is not there.
    """
    from kehoach.report.scores import scores_as_json, scores_as_text

    if bool(paths) == bool(tables):
        _usage("give documents to read, or --tables of an earlier run: one of the two")
    with _plain_errors():
        scored = _score(paths, tables, gold, rules or [])
    if not scored.by_document:
        _usage(f"none of these documents has a gold annotation in {gold}")
    typer.echo(scores_as_text(scored, misses))
    if json:
        json.write_text(scores_as_json(scored), "utf-8")
    raise typer.Exit(FAILED if scored.absent else 0)


@app.command(epilog="Examples:  kehoach schema > SCHEMA.md   |   kehoach schema --format json")
def schema(
    format: Annotated[str, typer.Option("--format", metavar="markdown|json", help="How to print it.")] = "markdown",
) -> None:
    """Print the data dictionary: every table and column, with labels in English and Vietnamese."""
    from kehoach.report.dictionary import as_json, as_markdown

    if format not in ("markdown", "json"):
        _usage(f"--format is markdown or json, not {format}")
    typer.echo(as_json() if format == "json" else as_markdown())


@app.command(epilog="Examples:  kehoach explain citations.state_number   |   kehoach explain citations")
def explain(
    rule_id: Annotated[str, typer.Argument(metavar="RULE_ID", help="A rule, as in a row's rule_id; or a subject.")],
    rules: Rules = None,
) -> None:
    """Explain a rule: its file, source, pattern and examples. For a subject, list its rules."""
    from kehoach.report.dictionary import explain_rule
    from kehoach.rule_reading import load_rules

    with _plain_errors():
        typer.echo(explain_rule(rule_id, load_rules(*rules or ())))


@app.command(
    epilog="Examples:  kehoach export outputs csv/   |   kehoach export outputs plans.sqlite --table funding   |   "
    "kehoach export outputs postgresql://me@localhost/plans"
)
def export(
    store: StoreFolder,
    to: Annotated[str, typer.Argument(metavar="TO", help="A folder (CSV), NAME.xlsx, NAME.sqlite, postgresql://…")],
    table: Annotated[
        list[str] | None, typer.Option("--table", metavar="NAME", help="Only this table. May be given again.")
    ] = None,
) -> None:
    """Give a store's tables to another program: CSV, Excel, SQLite or PostgreSQL."""
    from kehoach.export import export as export_store
    from kehoach.store import open_store

    with _plain_errors(), open_store(store) as opened:
        for name, rows in export_store(opened, to, table or ()).items():
            typer.echo(f"{name:20} {rows:>9,} rows")


@app.command(epilog="Example:  kehoach compact outputs")
def compact(store: StoreFolder) -> None:
    """Write a large store's parts anew, full and in the order of sources, as one undisturbed run would have."""
    from kehoach.batch import compact as compact_store

    with _plain_errors():
        typer.echo(f"{compact_store(store)} parts")


@app.command(
    epilog="Examples:  kehoach compare outputs --by programme   |   "
    "kehoach compare outputs --where \"district = 'Đồng Mây'\" --format xlsx --out compared.xlsx"
)
def compare(
    store: StoreFolder,
    by: Annotated[str, typer.Option("--by", metavar="plan|district|programme|year", help="What a column is.")] = "plan",
    where: Annotated[
        str | None, typer.Option("--where", metavar="SQL", help="Which plans: a condition on the table documents.")
    ] = None,
    format: Annotated[
        str, typer.Option("--format", metavar="terminal|csv|xlsx|html", help="How to give it.")
    ] = "terminal",
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write there; xlsx needs it.")] = None,
    lang: Language = "vi",
) -> None:
    """Put plans side by side: money by source and component, targets, who leads, deadlines, citations, what is lacking."""
    from kehoach.report.compare import GROUPINGS
    from kehoach.report.compare import compare as compare_plans
    from kehoach.report.compare_output import FORMATS, give_comparison
    from kehoach.store import open_store

    chosen = _language(lang)
    if by not in GROUPINGS:
        _usage(f"--by is one of {', '.join(GROUPINGS)}, not {by}")
    if format not in FORMATS:
        _usage(f"--format is one of {', '.join(FORMATS)}, not {format}")
    if format == "xlsx" and out is None:
        _usage("--format xlsx needs --out FILE")
    with _plain_errors(), open_store(store) as opened:
        give_comparison(compare_plans(opened, by, where), format, out, chosen)


@app.command(
    epilog="Examples:  kehoach calendar outputs --out deadlines.ics   |   "
    "kehoach calendar outputs --where \"year_from = 2024\" --agency 'Phòng Tài chính' --remind 7 --out finance.ics   |   "
    "kehoach calendar outputs --each --out calendars"
)
def calendar(
    store: StoreFolder,
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE|DIR", help="The calendar, NAME.ics; with --each a folder.")
    ],
    where: Annotated[
        str | None, typer.Option("--where", metavar="SQL", help="Which plans: a condition on the table documents.")
    ] = None,
    agency: Annotated[
        str | None, typer.Option("--agency", metavar="WORDS", help="Only what an agency of such a name owes.")
    ] = None,
    each: Annotated[bool, typer.Option("--each", help="A file for each agency that owes something.")] = False,
    remind: Annotated[
        int | None,
        typer.Option("--remind", metavar="DAYS", min=0, help="Have the calendar remind so many days before."),
    ] = None,
    lang: Language = "vi",
) -> None:
    """Write the deadlines of plans as a calendar that Outlook, Google and others take (iCalendar, RFC 5545).

    A rhythm comes back until the end of the plan's years. What has no day (đột xuất, a bare định kỳ) is left out.
    """
    from kehoach.report.deadline_calendar import deadline_calendar, write_by_agency
    from kehoach.store import open_store

    chosen = _language(lang)
    if each and agency:
        _usage("give --each or --agency, not both")
    with _plain_errors(), open_store(store) as opened:
        if each:
            made = write_by_agency(opened, out, where, remind, chosen)
            typer.echo(f"{out}: {len(made)} calendars, {sum(c.events for c in made.values()):,} events")
            return
        one = deadline_calendar(opened, where, agency, remind, chosen)
        out.write_bytes(one.ics)
    typer.echo(f"{out}: {one.events:,} events; {one.left_out:,} deadlines without a day left out")


@app.command(epilog="Example:  kehoach workbook outputs --out plans.xlsx")
def workbook(
    store: StoreFolder,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The workbook, NAME.xlsx.")],
    lang: Language = "vi",
) -> None:
    """Write a store as one Excel workbook: a sheet for each table, one that explains, one of what to check."""
    from kehoach.report.workbook import write_workbook
    from kehoach.store import open_store

    chosen = _language(lang)
    with _plain_errors(), open_store(store) as opened:
        counts = write_workbook(opened, out, chosen)
    typer.echo(f"{out}: {len(counts) + 1} sheets, {sum(counts.values()):,} rows")


@app.command(epilog="Example:  kehoach report outputs --out report   then open report/index.html")
def report(
    store: StoreFolder,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder of the pages.")],
    images: Annotated[
        str, typer.Option(metavar="WHICH", help="Pictures of pages beside the text: of scans, all (PDFs too) or none.")
    ] = "scans",
    lang: Language = "vi",
) -> None:
    """Write pages to read a store in a browser, from the folder or any web server, without a network.

    Overview with charts, plans side by side, search, and each plan's text with every row marked in it.
    """
    from kehoach.report.page_images import IMAGES
    from kehoach.report.site import write_report
    from kehoach.store import open_store

    which = next((one for one in IMAGES if one == images), None)
    if which is None:
        raise typer.BadParameter(f"{images}: one of {', '.join(IMAGES)}", param_hint="--images")
    chosen = _language(lang)
    with _plain_errors(), open_store(store) as opened:
        site = write_report(opened, out, lang=chosen, images=which)
    typer.echo(f"{out / 'index.html'}: {site.plans:,} plans, {site.files:,} files, {site.pictures:,} pictures of pages")
    if site.moved:
        typer.echo(
            f"{site.moved:,} plans without pictures: their files are no longer where the run read them", err=True
        )


@app.command(epilog="Example:  kehoach apply corrections.json --store outputs")
def apply(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Corrections, saved from a plan's page in the report.")],
    store: Annotated[Path, typer.Option("--store", metavar="STORE", help="The folder that a run wrote.")],
) -> None:
    """Keep an analyst's corrections in a store. They are laid over what it gives, now and after every later run."""
    from kehoach.corrections import keep_corrections, read_corrections
    from kehoach.store import open_store

    with _plain_errors():
        documents = read_corrections(file)
        with open_store(store) as opened:
            here = {row["sha256"] for row in opened.rows("documents")}
            count = keep_corrections(opened.folder / "corrections", documents)
    for document in documents:
        if document.sha256 not in here:
            typer.echo(f"kept for later: no document of the store is {document.source} ({document.doc_id})", err=True)
    typer.echo(f"{count} corrections of {len(documents)} documents: {store / 'corrections'}")


@app.command(epilog="Example:  kehoach gold outputs --out gold   then   kehoach evaluate plans --gold gold")
def gold(
    store: StoreFolder,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the gold files, NAME.json.")],
) -> None:
    """Write corrected plans as gold annotations: of each, the kinds of rows that an analyst marked as reviewed."""
    from kehoach.report.gold import write_gold
    from kehoach.store import open_store

    with _plain_errors(), open_store(store) as opened:
        written = write_gold(opened, out)
    if not written:
        _usage(f"no plan of {store} has reviewed rows; mark them in a plan's page, then kehoach apply")
    typer.echo(f"{len(written)} gold files: {out}")


@app.command(
    epilog="Examples:  kehoach citations outputs   |   kehoach citations outputs --document 90/QĐ-TTg   |   "
    "kehoach citations outputs --plan plan.txt   |   kehoach citations outputs --graph citations.graphml"
)
def citations(
    store: StoreFolder,
    top: Annotated[int, typer.Option("--top", metavar="N", min=1, help="How many documents.")] = 20,
    type: Annotated[str | None, typer.Option("--type", metavar="TYPE", help="Only luật, nghị định, …")] = None,
    relation: Annotated[
        str | None, typer.Option("--relation", metavar="RELATION", help="Only basis, implements, refers, …")
    ] = None,
    document: Annotated[
        str | None, typer.Option("--document", metavar="NUMBER|WORDS", help="The plans that cite this document.")
    ] = None,
    plan: Annotated[str | None, typer.Option("--plan", metavar="FILE|NUMBER", help="What this plan cites.")] = None,
    graph: Annotated[
        Path | None, typer.Option("--graph", metavar="FILE", help="Write who cites what: .graphml, or .csv of edges.")
    ] = None,
    lang: Language = "vi",
) -> None:
    """Tell what plans rest on: the documents that most of them cite, who cites one, what one cites, the whole graph."""
    from kehoach.report import citations as report
    from kehoach.store import open_store
    from kehoach.vocabularies import VOCABULARIES

    chosen = _language(lang)
    if sum(choice is not None for choice in (document, plan, graph)) > 1:
        _usage("give one of --document, --plan, --graph")
    if relation and relation not in VOCABULARIES["relation"]:
        _usage(f"--relation is one of {', '.join(VOCABULARIES['relation'])}, not {relation}")
    with _plain_errors(), open_store(store) as opened:
        if graph:
            found = report.citation_graph(opened, relation)
            report.write_graph(found, graph)
            left = f", {found.open_mentions:,} mentions of what is not known left out"
            typer.echo(f"{graph}: {len(found.nodes):,} nodes, {len(found.edges):,} edges{left}")
        elif document:
            report.show(report.plans_citing(opened, document, relation), report.CITING_COLUMNS, chosen)
        elif plan:
            report.show(report.cited_by(opened, plan, relation), report.PLAN_COLUMNS, chosen)
        else:
            report.show(report.most_cited(opened, top, type, relation), report.MOST_COLUMNS, chosen)


def main() -> None:
    """Run the command line."""
    app()


@contextmanager
def _plain_errors() -> Iterator[None]:
    """What the user can mend is said in a line and is status 2; a bug keeps its traceback."""
    from kehoach.corrections import CorrectionError
    from kehoach.ingest import UnreadableDocument
    from kehoach.rule_files import RuleError
    from kehoach.store import StoreError

    try:
        yield
    except UnreadableDocument as error:
        typer.echo(f"kehoach: {error.source}: {error}", err=True)
        raise typer.Exit(FAILED) from None
    except KeyError as error:
        _usage(str(error.args[0]))
    except (CorrectionError, FileNotFoundError, ModuleNotFoundError, RuleError, StoreError) as error:
        _usage(str(error))
    except KeyboardInterrupt:
        typer.echo("kehoach: interrupted; what was read is kept, run again to go on", err=True)
        raise typer.Exit(INTERRUPTED) from None


def _usage(message: str) -> NoReturn:
    typer.echo(f"kehoach: {message}", err=True)
    raise typer.Exit(USAGE)


def _language(lang: str) -> Lang:
    match lang:
        case "en" | "vi":
            return lang
        case _:
            _usage(f"--lang is en or vi, not {lang}")


def _score(paths: list[str] | None, tables: Path | None, gold: Path, rules: list[Path]) -> Scores:
    """Score an earlier run's tables, or those of a run on the paths made for the purpose."""
    from kehoach.evaluate import SCORED, score
    from kehoach.store import read_tables

    if tables is not None:
        return score(read_tables(tables, SCORED), gold)
    from tempfile import TemporaryDirectory

    from kehoach.batch import run as run_batch
    from kehoach.ingest.spread import cores
    from kehoach.report.progress import report_progress

    with TemporaryDirectory() as folder, report_progress() as progress:
        run_batch(paths or (), folder, rules=rules, jobs=cores(), progress=progress)
        return score(read_tables(Path(folder) / "tables", SCORED), gold, skip_absent=True)
