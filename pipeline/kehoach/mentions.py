"""What every fact carries, and the values of citations: a mention of a document, its identity, its short forms."""

from __future__ import annotations

from datetime import date

from kehoach.frozen import frozen


@frozen(kw_only=True)
class Fact:
    """What every extracted fact carries: its span in the clean text, its section, its rule, how sure it is (0-1)."""

    start: int | None
    end: int | None
    section: int | None = None
    rule_id: str = ""
    confidence: float = 1.0


@frozen(kw_only=True)
class Citation(Fact):
    """A mention of another document (viện dẫn). `term` is its issuer's (`khóa XIII`, `nhiệm kỳ 2020 - 2025`).

    Set by resolve: `key` is the identity of the cited document; `resolved_from` says what told it
    (`mention` itself, another mention of the `plan`, the `known` documents of rules/); `antecedent` is
    the index, among the plan's citations, of the mention that told it.
    """

    type: str
    code: str | None = None
    issue_date: date | None = None
    issue_year: int | None = None
    issuer: str | None = None
    title: str | None = None
    provision: str | None = None
    relation: str = "refers"
    term: str | None = None
    key: str | None = None
    resolved_from: str | None = None
    antecedent: int | None = None


@frozen(kw_only=True)
class Reference(Fact):
    """Words that stand for a document named elsewhere (nhắc lại): `Nghị quyết nêu trên`, `Luật này`.

    `form` is `this` or `above`; `type` as for citations. `stands_for` says what it was resolved to: the
    plan `itself`, or the `document` of the citation `antecedent` (its index); None where that is not
    certain, and then `why` says the reason: `none` is named, `several` could be meant, or it is a `plural`.
    """

    form: str
    type: str
    provision: str | None = None
    stands_for: str | None = None
    antecedent: int | None = None
    why: str | None = None


@frozen
class LegalDocument:
    """A distinct document that the plan cites."""

    legal_document_id: str
    type: str
    code: str | None
    issue_date: date | None
    issuer: str | None
    title: str | None
