"""What the plans of a store rest on: the documents that most of them cite, who cites which, and the graph of it all."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kehoach.columns import Lang
from kehoach.mentions import Citation
from kehoach.resolve.legal import resolve_citations
from kehoach.rule_reading import load_rules
from kehoach.rulebook import Rulebook
from kehoach.store import Store, StoreError
from kehoach.tables import label
from kehoach.values import Header
from kehoach.vocabularies import word

WIDE = 140  # where the output goes to a file
CITED = "c.legal_document_id IS NOT NULL AND c.relation <> 'self'"
MOST = f"""
    SELECT count(DISTINCT c.doc_id) AS plans, count(*) AS mentions,
           count(DISTINCT c.doc_id) FILTER (WHERE c.relation = 'basis') AS basis,
           l.legal_document_id, l.type, l.code, l.issue_date, l.issuer, l.title
    FROM citations c JOIN legal_documents l USING (legal_document_id)
    WHERE {CITED} AND ($type IS NULL OR l.type = $type) AND ($relation IS NULL OR c.relation = $relation)
    GROUP BY ALL ORDER BY plans DESC, mentions DESC, l.legal_document_id LIMIT $top
"""
CITING = f"""
    SELECT d.source, d.code, d.issuer, d.issue_date, c.relation, count(*) AS mentions,
           string_agg(DISTINCT c.provision, '; ' ORDER BY c.provision) AS provisions
    FROM citations c JOIN documents d USING (doc_id)
    WHERE {CITED} AND c.legal_document_id IN (SELECT unnest($documents)) AND ($relation IS NULL OR c.relation = $relation)
    GROUP BY ALL ORDER BY d.source, c.relation
"""
OF_PLAN = """
    SELECT c.relation, c.type, c.code, c.issue_date, c.issuer, c.title, c.provision, c.legal_document_id
    FROM citations c JOIN documents d USING (doc_id)
    WHERE c.doc_id IN (SELECT unnest($plans)) AND ($relation IS NULL OR c.relation = $relation)
    ORDER BY d.source, c.start
"""
EDGES = f"""
    SELECT c.doc_id, c.legal_document_id, c.relation, count(*) AS mentions
    FROM citations c WHERE {CITED} AND ($relation IS NULL OR c.relation = $relation)
    GROUP BY ALL ORDER BY c.doc_id, c.legal_document_id, c.relation
"""
MOST_COLUMNS = "plans basis mentions type code issue_date issuer title"
CITING_COLUMNS = "source code issuer issue_date relation mentions provisions"
PLAN_COLUMNS = "relation type code issue_date issuer title provision"
GRAPHML = "http://graphml.graphdrawing.org/xmlns"
NODE_FIELDS = ("kind", "label", "type", "code", "issue_date", "issuer", "title", "source")
EDGE_FIELDS = ("relation", "weight")
Row = dict[str, Any]


@dataclass(frozen=True)
class Graph:
    """Plans and the documents that they cite. A plan of the store that others cite is one node, the plan's.

    `nodes` are id -> fields of NODE_FIELDS; `edges` are (plan, cited, relation, mentions). `open_mentions`
    could not be resolved to a document and are no edges.
    """

    nodes: dict[str, dict[str, str]]
    edges: list[tuple[str, str, str, int]]
    open_mentions: int


def most_cited(store: Store, top: int = 20, type: str | None = None, relation: str | None = None) -> list[Row]:
    """The documents that most plans cite: how many plans and mentions, for how many it is a legal basis."""
    return _ask(store, MOST, top=top, type=type, relation=relation)


def plans_citing(store: Store, document: str, relation: str | None = None) -> list[Row]:
    """The plans that cite a document, told by its identity, its number (`90/QĐ-TTg`) or words of its title."""
    number = "SELECT legal_document_id FROM legal_documents WHERE legal_document_id = $1 OR upper(code) = upper($1)"
    plain = "replace(strip_accents(lower({})), 'đ', 'd')".format
    words = f"""SELECT legal_document_id FROM legal_documents
                WHERE length($1) >= 6 AND contains({plain("title")}, {plain("$1")})"""
    asked = (store.base.execute(sql, [document]).fetchall() for sql in (number, words))
    found = [row[0] for row in next((rows for rows in asked if rows), [])]
    if not found:
        raise StoreError(f"no cited document is {document}; give its number, its identity or words of its title")
    return _ask(store, CITING, documents=found, relation=relation)


def cited_by(store: Store, plan: str, relation: str | None = None) -> list[Row]:
    """What a plan cites, in the order of its text; the plan is told by its file's name, its number or its id."""
    sql = """SELECT doc_id FROM documents WHERE doc_id = $1 OR code = $1 OR source = $1
             OR regexp_extract(source, '[^/]+$') = $1 OR regexp_replace(source, '^.*/|[.][^.]*$', '', 'g') = $1"""
    found = [row[0] for row in store.base.execute(sql, [plan]).fetchall()]
    if not found:
        raise StoreError(f"no plan of the store is {plan}; give its file's name, its number or its doc_id")
    return _ask(store, OF_PLAN, plans=found, relation=relation)


def _ask(store: Store, sql: str, **parameters: object) -> list[Row]:
    asked = {name: value for name, value in parameters.items() if f"${name}" in sql}
    answer = store.base.execute(sql, asked)
    names = [column[0] for column in answer.description or ()]
    return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def citation_graph(store: Store, relation: str | None = None, rules: Rulebook | None = None) -> Graph:
    """The graph of a store: an edge from each plan to each document that it cites, for each relation."""
    documents = _ask(store, "SELECT * FROM documents ORDER BY doc_id")
    rules = rules or load_rules()
    own: dict[str, str] = {}
    for row in documents:
        key = own_identity(row, rules)
        if key is not None:
            own.setdefault(key, row["doc_id"])
    nodes = {row["doc_id"]: _node("plan", row, row["doc_type"]) for row in documents}
    edges: list[tuple[str, str, str, int]] = []
    for row in _ask(store, EDGES, relation=relation):
        cited_id: str = row["legal_document_id"]
        edges.append((row["doc_id"], own.get(cited_id, cited_id), row["relation"], row["mentions"]))
    cited = {target for _, target, _, _ in edges}
    for row in _ask(store, "SELECT * FROM legal_documents ORDER BY legal_document_id"):
        if row["legal_document_id"] in cited:
            nodes[row["legal_document_id"]] = _node("document", row, row["type"])
    unresolved = "SELECT count(*) AS n FROM citations WHERE legal_document_id IS NULL AND relation <> 'self'"
    return Graph(nodes, edges, _ask(store, unresolved)[0]["n"])


def own_identity(document: Row, rules: Rulebook) -> str | None:
    """The identity that a document of the store has where another cites it; None where its number or date is blank."""
    names = Header.__dataclass_fields__.keys()
    header = Header(**{name: document[name] for name in names if name in document})
    if not header.code or not header.doc_type:
        return None
    itself = Citation(
        start=0,
        end=0,
        type=header.doc_type,
        code=header.code,
        issue_date=header.issue_date,
        issue_year=header.issue_year,
        issuer=header.issuer,
        relation="self",
    )
    return resolve_citations((itself,), header, rules)[0][0].key


def _node(kind: str, row: Row, type: str | None) -> dict[str, str]:
    said = {**row, "kind": kind, "type": type}
    named = " ".join(str(part) for part in (type, row["code"]) if part) if row["code"] else row["title"] or type
    said["label"] = named or row.get("source")
    return {name: str(said[name]) for name in NODE_FIELDS if said.get(name) is not None}


def write_graph(graph: Graph, file: Path) -> None:
    """Write a graph as GraphML (NAME.graphml: networkx.read_graphml, Gephi) or as a CSV of edges (NAME.csv: Gephi, pandas)."""
    if file.suffix == ".graphml":
        _write_graphml(graph, file)
    elif file.suffix == ".csv":
        _write_edges(graph, file)
    else:
        raise StoreError(f"{file} is neither .graphml nor .csv")


def _write_graphml(graph: Graph, file: Path) -> None:
    ElementTree.register_namespace("", GRAPHML)
    root = ElementTree.Element(f"{{{GRAPHML}}}graphml")
    for target, fields in (("node", NODE_FIELDS), ("edge", EDGE_FIELDS)):
        for name in fields:
            kind = "int" if name == "weight" else "string"
            attributes = {"id": f"{target}-{name}", "for": target, "attr.name": name, "attr.type": kind}
            ElementTree.SubElement(root, f"{{{GRAPHML}}}key", attributes)
    home = ElementTree.SubElement(root, f"{{{GRAPHML}}}graph", {"edgedefault": "directed"})
    for key, said in graph.nodes.items():
        _add_data(ElementTree.SubElement(home, f"{{{GRAPHML}}}node", {"id": key}), "node", said)
    for number, (source, target, relation, mentions) in enumerate(graph.edges):
        ends = {"id": f"e{number}", "source": source, "target": target}
        edge = ElementTree.SubElement(home, f"{{{GRAPHML}}}edge", ends)
        _add_data(edge, "edge", {"relation": relation, "weight": str(mentions)})
    ElementTree.indent(root)
    ElementTree.ElementTree(root).write(file, encoding="utf-8", xml_declaration=True)


def _add_data(home: ElementTree.Element, target: str, said: dict[str, str]) -> None:
    for name, value in said.items():
        ElementTree.SubElement(home, f"{{{GRAPHML}}}data", {"key": f"{target}-{name}"}).text = value


def _write_edges(graph: Graph, file: Path) -> None:
    """The headings are those that Gephi reads; UTF-8 with a mark, so that Excel shows the Vietnamese."""
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["Source", "Target", "Type", "Weight", "Relation", "Source label", "Target label"])
        for source, target, relation, mentions in graph.edges:
            labels = [graph.nodes[end]["label"] for end in (source, target)]
            writer.writerow([source, target, "Directed", mentions, relation, *labels])


HEADINGS = {
    "plans": ("Plans", "Số kế hoạch"),
    "mentions": ("Mentions", "Số lần"),
    "basis": ("As basis", "Là căn cứ"),
    "provisions": ("Provisions", "Điều khoản"),
}


def show(rows: Sequence[Row], columns: str, lang: Lang, console: Console | None = None) -> None:
    """Print rows as a table with headings in a language; a column without any value is left out."""
    console = console or Console()
    if not console.is_terminal:
        console.width = WIDE
    kept = [name for name in columns.split() if any(row[name] is not None for row in rows)]
    grid = Table(box=None, pad_edge=False, header_style="dim")
    for name in kept:
        grid.add_column(_heading(name, lang), justify="right" if name in ("plans", "mentions", "basis") else "left")
    for row in rows:
        grid.add_row(*(Text(value, overflow="fold") for value in _values(row, kept, lang)))
    console.print(grid)


def _heading(name: str, lang: Lang) -> str:
    if name in HEADINGS:
        return HEADINGS[name][lang == "vi"]
    return label("documents" if name == "source" else "citations", name, lang)


def _values(row: Row, columns: Sequence[str], lang: Lang) -> Iterator[str]:
    for name in columns:
        value = row[name]
        yield word("relation", value, lang) if name == "relation" else "" if value is None else str(value)
