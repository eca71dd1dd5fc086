"""Vietnamese words with their parts of speech, for the few sentences where rules can't tell who acts.

A spaCy pipeline over underthesea's models. It costs about two milliseconds a sentence and a second to
load, so it is loaded at the first sentence that needs it and must never see a whole document.
"""

from __future__ import annotations

import atexit
import gc
import warnings
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from kehoach.frozen import frozen

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

LONGEST_SENTENCE = 160
"""Characters of a sentence that are read; an agency that acts stands before its verb, near the beginning."""
TAGGER = "pipeline/pos_tag/models/pos_crf_vlsp2013_20230303"
"""The newer of underthesea's two models of parts of speech, which its quick tagger reads: four times as fast as the older."""
NOUNS = frozenset({"N", "Nc", "Np", "Nu", "Ny", "L", "M"})
"""underthesea's tags of words that a noun phrase begins with: nouns, names, `các`, and numerals."""


@frozen
class Word:
    """A word (từ) of one or more syllables at `start:end` of its sentence, with underthesea's tag (`N`, `V`, `E` …)."""

    text: str
    start: int
    end: int
    tag: str


def read_words(sentence: str) -> tuple[Word, ...]:
    """The words of a sentence with their parts of speech; of its beginning, if it is long."""
    doc = _load_pipeline()(sentence[:LONGEST_SENTENCE])
    return tuple(Word(t.text, t.idx, t.idx + len(t.text), t.tag_) for t in doc if not t.is_space)


def begins_with_noun(sentence: str) -> bool:
    """Whether a text begins as a noun phrase does: with a noun, a name or `các`, not with a verb."""
    words = read_words(sentence)
    return bool(words) and words[0].tag in NOUNS


@cache
def _load_pipeline() -> Language:
    """Load spaCy and underthesea, once in a process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import spacy
        from spacy.language import Language
        from underthesea import word_tokenize
        from underthesea.models.fast_crf_sequence_tagger import FastCRFSequenceTagger

        tagger = FastCRFSequenceTagger()
        tagger.load(str(files("underthesea") / TAGGER))
    pipeline = spacy.blank("xx")
    pipeline.tokenizer = _Tokenizer(pipeline, word_tokenize)
    Language.component("kehoach_tags", func=lambda doc: _tag(doc, tagger.predict))
    pipeline.add_pipe("kehoach_tags")
    gc.collect()
    gc.freeze()  # a million objects that stay: else the collector goes through them every few plans, half a second each time
    atexit.register(gc.unfreeze)  # what others made is theirs to clear away at the end
    return pipeline


class _Tokenizer:
    """Makes a spaCy Doc of underthesea's words, none of which changes a character of the text."""

    def __init__(self, pipeline: Language, word_tokenize: object) -> None:
        self._vocab = pipeline.vocab
        self._word_tokenize = word_tokenize

    def __call__(self, text: str) -> Doc:
        from spacy.tokens import Doc

        pieces, spaces, position = [], [], 0
        for word in self._word_tokenize(text, use_token_normalize=False):  # type: ignore[operator]
            begin = text.find(word, position)
            if begin < 0:
                continue
            if begin > position:
                pieces.append(text[position:begin])
                spaces.append(False)
            position = begin + len(word)
            spaced = text[position : position + 1] == " "
            pieces.append(word)
            spaces.append(spaced)
            position += spaced
        if position < len(text):
            pieces.append(text[position:])
            spaces.append(False)
        return Doc(self._vocab, words=pieces, spaces=spaces)


def _tag(doc: Doc, predict: Callable[[list[list[str]]], list[str]]) -> Doc:
    """Set each word's tag, which the model writes `B-N`. underthesea's `pos_tag` would cut and normalise the text once
    more; its model takes our words."""
    tokens = [token for token in doc if not token.is_space]
    for token, tag in zip(tokens, predict([[token.text] for token in tokens]) if tokens else (), strict=True):
        token.tag_ = tag[2:]
    return doc
