"""An index of terms in memory: words to the names that they stand in, and names to terms."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import log

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from polyclinic.adapters.terminology.words import readings, words
from polyclinic.core.terminology.model import Match, Term

ALIKE = 0.72
"""How similar two words must be to pass for one; words of up to three letters must be the same or a beginning."""
VARIANTS = 24
"""Words of the index that one searched word may stand for."""
POSTINGS = 25_000
"""Names that are looked at before rare words alone decide."""
RANKED = 160
"""Names whose whole text is compared."""
LEAST = 0.35
"""The similarity below which nothing was found."""


class Index:
    """Terms of one set. Costs about 150 bytes a name, beside the names themselves."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._terms: list[Term] = []
        self._names: list[str] = []
        self._term_of = array("I")
        gathered: dict[str, array[int]] = defaultdict(lambda: array("I"))
        for term in terms:
            for name in dict.fromkeys((term.text, *term.names)):
                for word in dict.fromkeys(words(name)):
                    gathered[word].append(len(self._names))
                self._names.append(name)
                self._term_of.append(len(self._terms))
            self._terms.append(term)
        self._postings = dict(gathered)
        self._vocabulary = list(self._postings)
        total = len(self._names) + 1
        self._rarity = {word: log(total / len(held)) + 0.1 for word, held in self._postings.items()}
        self._weights = array("f", bytes(4 * len(self._names)))
        for word, held in self._postings.items():
            rarity = self._rarity[word]
            for at in held:
                self._weights[at] += rarity

    def search(self, text: str, limit: int) -> list[Match]:
        """The best matches, the best first."""
        best: dict[int, float] = {}
        for said in readings(text):
            for name, similarity in self._ranked(said):
                term = self._term_of[name]
                best[term] = max(best.get(term, 0.0), similarity)
        found = sorted(best, key=lambda term: (-best[term], len(self._terms[term].text), self._terms[term].code))
        return [Match(self._terms[term], round(best[term], 4)) for term in found[:limit]]

    def _ranked(self, said: Sequence[str]) -> list[tuple[int, float]]:
        """Names with their similarity to the words ``said``."""
        meanings = {word: self._variants(word) for word in dict.fromkeys(said)}
        asked = {word: max((self._rarity[each] for each in found), default=8.0) for word, found in meanings.items()}
        scores = self._scores(meanings, asked)
        whole = sum(asked.values()) or 1.0
        likely = sorted(scores, key=lambda name: scores[name] * 2 / (whole + self._weights[name]), reverse=True)
        sought = " ".join(said)
        ranked = []
        for name in likely[:RANKED]:
            covered = scores[name] / whole
            told = min(1.0, scores[name] / (self._weights[name] or 1.0))
            alike = fuzz.token_sort_ratio(sought, " ".join(words(self._names[name]))) / 100
            similarity = 0.55 * covered + 0.2 * told + 0.25 * alike
            if similarity >= LEAST:
                ranked.append((name, min(1.0, similarity)))
        return ranked

    def _scores(self, meanings: dict[str, dict[str, float]], asked: dict[str, float]) -> dict[int, float]:
        """How much of what was asked each name covers: rare words first, so that frequent ones need not find any."""
        scores: dict[int, float] = {}
        looked_at = 0
        for word in sorted(meanings, key=lambda word: -asked[word]):
            covered: dict[int, float] = {}
            for variant, alike in meanings[word].items():
                held = self._postings[variant]
                worth = alike * asked[word]
                if looked_at > POSTINGS and scores:
                    held = array("I", scores.keys() & set(held))
                looked_at += len(held)
                for name in held:
                    if covered.get(name, 0.0) < worth:
                        covered[name] = worth
            for name, worth in covered.items():
                scores[name] = scores.get(name, 0.0) + worth
        return scores

    def _variants(self, word: str) -> dict[str, float]:
        """The words of the index that ``word`` may be: itself, what begins with it, what it may be mistyped for."""
        if word in self._postings:
            found = {word: 1.0}
        else:
            found = {}
            if len(word) > 3:
                close = process.extract(
                    word,
                    self._vocabulary,
                    scorer=DamerauLevenshtein.normalized_similarity,
                    score_cutoff=ALIKE,
                    limit=VARIANTS,
                )
                found = {other: alike * 0.95 for other, alike, _ in close}
        if len(word) > 1:
            begun = sorted((other for other in self._vocabulary if other.startswith(word) and other != word), key=len)
            for other in begun[:VARIANTS]:
                found[other] = max(found.get(other, 0.0), 0.6 + 0.35 * len(word) / len(other))
        return dict(sorted(found.items(), key=lambda each: -each[1])[:VARIANTS])
