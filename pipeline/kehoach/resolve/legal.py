"""Give cited documents their identities: different spellings of one are one, documents that share but a number stay apart.

What a mention leaves open is filled from the plan's other mentions of the same number, where only one
fits, else from the known documents; a mention that stays open has no identity.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from kehoach.frozen import frozen, replace
from kehoach.mentions import Citation, LegalDocument
from kehoach.resolve.identity import NAMED, Identity, IdentityReader
from kehoach.resolve.known import KnownDocument, KnownDocuments
from kehoach.resolve.numbers import bare_number, slug
from kehoach.rulebook import Rulebook
from kehoach.values import Header

__all__ = ["resolve_citations", "slug"]


@frozen
class Resolved:
    """A mention's key, what told it (`mention`, `plan`, `known`), and which mention of the plan."""

    key: str | None = None
    told_by: str | None = None
    antecedent: int | None = None


def resolve_citations(
    citations: Sequence[Citation], header: Header, rules: Rulebook
) -> tuple[tuple[Citation, ...], tuple[LegalDocument, ...]]:
    """Set each citation's `key` and what told it, and list the distinct documents in the order in which they are first cited.

    A document's date, issuer and title are the first that its mentions tell, the date the most frequent one; a known
    document has the title and date that most plans give it.
    """
    reader = IdentityReader(header, rules)
    identities = [reader.read(citation) for citation in citations]
    resolved = _Chooser(citations, identities, header, reader.known).choose()
    keyed = tuple(
        replace(citation, key=r.key, resolved_from=r.told_by, antecedent=r.antecedent)
        for citation, r in zip(citations, resolved, strict=True)
    )
    mentions: dict[str, list[Citation]] = {}
    for citation in keyed:
        if citation.key:
            mentions.setdefault(citation.key, []).append(citation)
    return keyed, tuple(_document(key, cited, reader.known.by_key.get(key)) for key, cited in mentions.items())


class _Chooser:
    """Chooses the keys of one plan's mentions, all of which are read already."""

    def __init__(
        self,
        citations: Sequence[Citation],
        identities: Sequence[Identity | None],
        header: Header,
        known: KnownDocuments,
    ) -> None:
        self.citations, self.identities, self.header, self.known = citations, identities, header, known
        self.whole: dict[str, list[Identity]] = {}
        self.first: dict[str, int] = {}
        self.keys = [identity.key if identity else None for identity in identities]
        for i, (key, identity) in enumerate(zip(self.keys, identities, strict=True)):
            if key and identity:
                self.whole.setdefault(key, []).append(identity)
                self.first.setdefault(key, i)
        self.laws = _laws_by_name(citations, identities, self.keys)

    def choose(self) -> list[Resolved]:
        return [self._resolve(i, citation) for i, citation in enumerate(self.citations)]

    def _resolve(self, i: int, citation: Citation) -> Resolved:
        identity = self.identities[i]
        if identity is None and citation.code is None:  # a law whose year leaves open which of two is meant
            name = slug(citation.title or "")
            told = {key for (n, year), key in self.laws.items() if (n, year) == (name, citation.issue_year)}
            return self._from_plan(i, told.pop() if len(told) == 1 else None)
        if identity is None:
            return self._from_plan(i, self._by_short_number(citation))
        own = self.keys[i]
        if citation.type in NAMED and citation.title and own not in self.laws.values():
            key = _law_key(citation, identity, self.laws)
            return self._from_plan(i, key) if key != own else Resolved(key, "mention" if key else None)
        if own:
            return Resolved(own, "mention")
        found = self._from_plan(i, self._only_fit(identity))
        return found if found.key else self._from_known(citation, identity)

    def _from_plan(self, i: int, key: str | None) -> Resolved:
        if key is None:
            return Resolved()
        told = self.first.get(key)
        return Resolved(key, "plan", told if told != i else None)

    def _from_known(self, citation: Citation, identity: Identity) -> Resolved:
        """The known document that a central number without a year means, where its title or the plan's programme tells it."""
        if identity.place != "" or identity.year is not None:
            return Resolved()
        known = self.known.undated(identity.base, citation.title, self.header.programme)
        if known is None or not _within(known.year, identity.years):
            return Resolved()
        return Resolved(known.key, "known")

    def _only_fit(self, identity: Identity) -> str | None:
        fitting = [key for key, others in self.whole.items() if all(identity.fits(other) for other in others)]
        return fitting[0] if len(fitting) == 1 else None

    def _by_short_number(self, mention: Citation) -> str | None:
        """The one document that a number without letters (`Chỉ thị 11`) can mean in this plan, or None."""
        keys = set()
        for citation, key in zip(self.citations, self.keys, strict=True):
            same = citation.type == mention.type and bare_number(citation.code) == bare_number(mention.code)
            if key and same and _agree(mention, citation):
                keys.add(key)
        return keys.pop() if len(keys) == 1 else None


def _within(year: int | None, years: tuple[int, int] | None) -> bool:
    return years is None or year is None or years[0] <= year <= years[1]


def _laws_by_name(
    citations: Sequence[Citation], identities: Sequence[Identity | None], keys: Sequence[str | None]
) -> dict[tuple[str, int], str]:
    """Name and year of each law of the plan that is told so far, with its key: a number goes before a name."""
    laws: dict[tuple[str, int], str] = {}
    told = [
        (identity.base[0].isdigit(), citation.title, identity.year, key)
        for citation, identity, key in zip(citations, identities, keys, strict=True)
        if key and identity and identity.year and citation.title and citation.type in NAMED
    ]
    for _, title, year, key in sorted(told, key=itemgetter(0)):
        laws[slug(title), year] = key
    return laws


def _law_key(citation: Citation, identity: Identity, laws: dict[tuple[str, int], str]) -> str | None:
    """A law's name stands for the one law of that name (and year, where told) in the plan, else for itself."""
    name = slug(citation.title or "")
    told = {key for (n, year), key in laws.items() if n == name and identity.year in (None, year)}
    return told.pop() if len(told) == 1 else identity.key


def _agree(one: Citation, other: Citation) -> bool:
    dates = one.issue_date is None or other.issue_date is None or one.issue_date == other.issue_date
    return dates and (one.issuer is None or other.issuer is None or one.issuer == other.issuer)


def _document(key: str, mentions: Sequence[Citation], known: KnownDocument | None) -> LegalDocument:
    dates = [m.issue_date for m in mentions if m.issue_date]
    titles = [m.title for m in mentions if m.title]
    said = next((t for t in titles if not t.isupper()), titles[0] if titles else None)
    return LegalDocument(
        legal_document_id=key,
        type=mentions[0].type,
        code=next((m.code for m in mentions if m.code and len(m.code) > len(bare_number(m.code)) + 1), None),
        issue_date=(known.date if known else None) or (max(dates, key=dates.count) if dates else None),
        issuer=next((m.issuer for m in mentions if m.issuer), None),
        title=(known.title if known else None) or said,
    )
