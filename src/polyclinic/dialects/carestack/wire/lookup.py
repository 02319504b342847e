"""Look-ups on the wire: codes by words."""

from typing import Annotated

from pydantic import AfterValidator, Field

from polyclinic.dialects.carestack.wire.common import RequiredText, Wire
from polyclinic.sdk.endpoint import Endpoint

RADIOLOGY = "radiology_imaging"
SEMANTIC_TAGS = (
    *("specialties", "occupation", "medication", "diagnosis", "procedure_complication", "condition"),
    *("condition_status", "observation_unit", "observation", "record artifact", "lab_conclusion"),
    *("allergy_symptoms", "allergens", "vaccine", "advisory_category", "advisory_note", "physical object"),
    *("procedure", "qualifier value", "clinical drug", RADIOLOGY),
)
SemanticTag = Annotated[
    str, Field(max_length=100, json_schema_extra={"examples": list(SEMANTIC_TAGS)}), AfterValidator(str.strip)
]


class CodeQuery(Wire):
    """Words to look up. ``semanticTag`` says what they mean (``SEMANTIC_TAGS``); any other is looked up everywhere."""

    semanticTag: SemanticTag
    searchTerm: RequiredText


class CodeFound(Wire):
    """A code of ``system`` (its URI), and how like its words are to what was looked up, between 0 and 1."""

    code: str
    text: str
    similarity: float
    system: str


FIND_CODE = Endpoint(
    name="lookup.find_code",
    method="POST",
    path="/ai/get-code",
    takes=CodeQuery,
    gives=list[CodeFound],
    summary="Look a code up by words",
    description="The ten best matches, the best first. The published package keeps three of them.",
    tags=("Lookup",),
)
