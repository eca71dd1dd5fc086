"""What the rules leave open, asked of words and their parts of speech (language.py): verbs and names that no list knows.

`ask` is the one door. A question is asked only where a rule of `duties.open` reads the text, so a rule that
matches nothing switches it off; a tagged sentence costs about two milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kehoach.extract.agency_names import read_agencies
from kehoach.frozen import frozen
from kehoach.language import Word, begins_with_noun, read_words
from kehoach.rulebook import Rulebook

VERB = "V"
ADVERB = "R"
"""underthesea's tags of the word that opens a predicate, and of one that may stand before it."""
NEAR = 48
"""Letters that tell a word's part of speech: those around it; more cost time."""
VERBAL = ("V", "R", "A")
"""Tags of a verb that the rules know as one of duty: they are right about it whichever of these it has."""


@frozen
class Split:
    """A text parted into its doer and what it does: the doer ends at `end`, the verb `verb` begins at `predicate`."""

    end: int
    predicate: int
    verb: str


Answer = Split | bool


def ask(question: str, text: str, rules: Rulebook) -> Answer | None:
    """The answer to one of `QUESTIONS` about a text, None where the words don't tell either.

    doer: who acts in a sentence whose subject no rule knows. asked: whom `Giao`, `Đề nghị` ask, likewise. agency: where the predicate begins after agencies
    that are known, with a verb that is not. bullet: whether a text begins with a verb that no list has. heading:
    whether a heading is a noun phrase.
    """
    rule_id = f"duties.open.{question}"
    if not rules.pattern(rule_id).match(text):
        return None
    return QUESTIONS[question](text, rules)


def _split_doer(text: str, rules: Rulebook) -> Split | None:
    """The noun phrase before the verb of duty."""
    _, known = read_agencies(text, 0, len(text), rules)
    end = known
    for word in read_words(text):
        if word.start < known or not word.start:
            continue
        if word.tag == "E":
            end = end or word.start
        verb = rules.pattern("agencies.stop").match(text, word.start) if word.tag in VERBAL else None
        if verb and verb["verb"]:
            return Split(end or word.start, word.start, verb["verb"])
    return None


def _split_asked(text: str, rules: Rulebook) -> Split | None:
    """The noun phrase after `Giao`, `Đề nghị`: up to its first verb, be it known or not."""
    words = read_words(text)
    for i, word in enumerate(words):
        known = rules.pattern("agencies.stop").match(text, word.start) if i and word.tag in VERBAL else None
        if known and not known["verb"]:
            return None  # `được`, `đã`: the rules know that it tells of no duty
        if known or (i and _opens(words, i)):
            return Split(words[i - 1].end, word.start, word.text)
    return None


def _split_agency(text: str, rules: Rulebook) -> Split | None:
    """The verb right after agencies that the rules read."""
    _, known = read_agencies(text, 0, len(text), rules)
    words = read_words(text[: known + NEAR])
    after = next((i for i, word in enumerate(words) if word.start >= known), None)
    if not known or after is None or not _opens(words, after):
        return None
    return Split(known, words[after].start, words[after].text)


def _opens(words: tuple[Word, ...], i: int) -> bool:
    """Whether a predicate opens with a word: a verb, or an adverb and a verb."""
    if words[i].tag == ADVERB and i + 1 < len(words):
        i += 1
    return words[i].tag == VERB and words[i].text[:1].islower()


def _begins_with_verb(text: str, _: Rulebook) -> bool | None:
    """Whether the first word is a verb. Its capital would make it a name, so it is read small."""
    words = read_words(text[:1].lower() + text[1:NEAR])
    return True if words and words[0].tag == VERB else None


def _is_noun_phrase(text: str, _: Rulebook) -> bool | None:
    return begins_with_noun(text) or None


QUESTIONS: Mapping[str, Callable[[str, Rulebook], Answer | None]] = {
    "doer": _split_doer,
    "asked": _split_asked,
    "agency": _split_agency,
    "bullet": _begins_with_verb,
    "heading": _is_noun_phrase,
}
