"""Text as look-ups compare it: words without case, accents and punctuation, and phrases that mean the same."""

import re
import unicodedata
from collections.abc import Iterator

from rapidfuzz.distance.DamerauLevenshtein import normalized_similarity as ratio

_WORD = re.compile(r"[^\W_]+")
IDLE = frozenset(("a", "an", "and", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"))
"""Words that tell no term from another."""

SAME: dict[str, str] = {
    "heart attack": "myocardial infarction",
    "high blood pressure": "hypertension",
    "low blood pressure": "hypotension",
    "stroke": "cerebral infarction",
    "mini stroke": "transient cerebral ischemic attack",
    "sugar disease": "diabetes mellitus",
    "high blood sugar": "hyperglycemia",
    "low blood sugar": "hypoglycemia",
    "high cholesterol": "hypercholesterolemia",
    "kidney failure": "renal failure",
    "kidney stone": "calculus of kidney",
    "kidney stones": "calculus of kidney",
    "gallstones": "calculus of gallbladder",
    "heartburn": "gastro esophageal reflux",
    "acid reflux": "gastro esophageal reflux",
    "stomach ache": "abdominal pain",
    "stomach flu": "gastroenteritis",
    "flu": "influenza",
    "common cold": "acute nasopharyngitis",
    "sore throat": "acute pharyngitis",
    "runny nose": "rhinorrhea",
    "hay fever": "allergic rhinitis",
    "shortness of breath": "dyspnea",
    "hives": "urticaria",
    "itching": "pruritus",
    "rash": "rash nonspecific skin eruption",
    "eczema": "atopic dermatitis",
    "chickenpox": "varicella",
    "chicken pox": "varicella",
    "shingles": "zoster",
    "whooping cough": "pertussis",
    "german measles": "rubella",
    "lockjaw": "tetanus",
    "tb": "tuberculosis",
    "piles": "hemorrhoids",
    "broken arm": "fracture forearm",
    "broken leg": "fracture lower leg",
    "nosebleed": "epistaxis",
    "fits": "convulsions",
    "pink eye": "conjunctivitis",
    "short sightedness": "myopia",
    "miscarriage": "spontaneous abortion",
    "bedwetting": "enuresis",
    "paracetamol": "acetaminophen",
    "x ray": "xray",
    "x rays": "xray",
    "ultrasound": "us",
    "ct scan": "ct",
    "mri scan": "mri",
    "magnetic resonance imaging": "mri",
    "computed tomography": "ct",
    "oedema": "edema",
    "anaemia": "anemia",
    "diarrhoea": "diarrhea",
    "haemorrhage": "hemorrhage",
    "oesophagus": "esophagus",
    "leukaemia": "leukemia",
    "tumour": "tumor",
}
"""What people say, and what the code systems call it. Lay words, abbreviations and British spellings."""


def words(text: str) -> list[str]:
    """The words of a text that tell something, in their order."""
    plain = text.casefold().replace("x-ray", "xray")
    if not plain.isascii():
        plain = "".join(each for each in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(each))
    found = _WORD.findall(plain)
    return [word for word in found if word not in IDLE] or found


def readings(text: str) -> Iterator[list[str]]:
    """The words of a text, and those that they may stand for."""
    said = words(text)
    yield said
    meant = said
    for phrase, meaning in _PHRASES:
        at = _found(phrase, meant)
        if at is not None:
            meant = [*meant[:at], *meaning, *meant[at + len(phrase) :]]
    if meant != said:
        yield meant


def _found(phrase: list[str], said: list[str]) -> int | None:
    """Where a phrase stands in what was said, typing errors aside."""
    for at in range(len(said) - len(phrase) + 1):
        if all(_alike(word, said[at + place]) for place, word in enumerate(phrase)):
            return at
    return None


def _alike(word: str, said: str) -> bool:
    return word == said or (len(word) > _SHORT and ratio(word, said) >= _ALIKE)


_SHORT, _ALIKE = 4, 0.8
_PHRASES = [(phrase.split(), SAME[phrase].split()) for phrase in sorted(SAME, key=len, reverse=True)]
"""The longest first."""
