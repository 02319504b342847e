"""Health care code information (837 HI): what an encounter is coded with, in the groups that the segment has."""

from typing import Annotated, Literal

from pydantic import Field

from polyclinic.dialects.candid.wire.codes import (
    ConditionCode,
    OccurrenceCode,
    OccurrenceSpanCode,
    PresentOnAdmission,
    ValueCode,
)
from polyclinic.dialects.candid.wire.common import ENTITY_NOT_FOUND, VALIDATION, Day, Decimals, Id, Wire
from polyclinic.sdk.endpoint import Endpoint

Many = Field(max_length=100)
Code = Annotated[str, Field(min_length=1, max_length=30)]


class DaySpan(Wire):
    """First and last day."""

    start: Day
    end: Day


class _Held(Wire):
    """Ids that an entry has once it is stored. Sent with an id, it takes the place of the one that has it."""

    id: Id | None = None
    encounter_id: Id | None = None


class PrincipalDiagnosis(Wire):
    """The principal diagnosis."""

    primary_diagnosis_code: Code
    principal_diagnosis_code_qualifier: Literal["BK", "ABK"]
    present_on_admission_indicator: PresentOnAdmission | None = None


class HeldPrincipalDiagnosis(PrincipalDiagnosis, _Held):
    """The same, stored."""


class OtherDiagnosis(Wire):
    """Another diagnosis."""

    other_diagnosis: Code
    other_diagnosis_code_qualifier: Literal["BF", "ABF"]
    present_on_admission_indicator: PresentOnAdmission | None = None


class HeldOtherDiagnosis(OtherDiagnosis, _Held):
    """The same, stored."""


class AdmittingDiagnosis(Wire):
    """What the patient was admitted with."""

    admitting_diagnosis_code: Code
    admitting_diagnosis_code_qualifier: Literal["BJ", "ABJ"]


class HeldAdmittingDiagnosis(AdmittingDiagnosis, _Held):
    """The same, stored."""


class ReasonForVisit(Wire):
    """Why an outpatient came."""

    patient_reason_for_visit: Code
    patient_reason_for_visit_code_qualifier: Literal["PR", "APR"]


class HeldReasonForVisit(ReasonForVisit, _Held):
    """The same, stored."""


class ExternalCause(Wire):
    """An external cause of injury."""

    external_cause_of_injury_code: Code
    external_cause_of_injury_code_qualifier: Literal["BN", "ABN"]
    present_on_admission_indicator: PresentOnAdmission | None = None


class HeldExternalCause(ExternalCause, _Held):
    """The same, stored."""


class DiagnosisRelatedGroup(Wire):
    """The diagnosis related group of a stay."""

    diagnosis_related_group_code: Code
    diagnosis_related_group_code_qualifier: Literal["DR"]


class HeldDiagnosisRelatedGroup(DiagnosisRelatedGroup, _Held):
    """The same, stored."""


class PrincipalProcedure(Wire):
    """The principal procedure and its day."""

    principal_procedure_code: Code
    principal_procedure_code_qualifier: Literal["BBR", "BR", "CAH"]
    procedure_date: Day


class HeldPrincipalProcedure(PrincipalProcedure, _Held):
    """The same, stored."""


class OtherProcedure(Wire):
    """Another procedure and its day."""

    other_procedure_code: Code
    other_procedure_code_qualifier: Literal["BBQ", "BQ"]
    other_procedure_date: Day


class HeldOtherProcedure(OtherProcedure, _Held):
    """The same, stored."""


class OccurrenceSpan(Wire):
    """An occurrence that took from one day to another."""

    occurrence_span_code: OccurrenceSpanCode
    occurrence_span_code_qualifier: Literal["BI"]
    occurrence_span_date: DaySpan


class HeldOccurrenceSpan(OccurrenceSpan, _Held):
    """The same, stored."""


class Occurrence(Wire):
    """An occurrence and its day."""

    occurrence_code: OccurrenceCode
    occurrence_code_qualifier: Literal["BH"]
    occurrence_date: Day


class HeldOccurrence(Occurrence, _Held):
    """The same, stored."""


class TreatmentCode(Wire):
    """A treatment of home health care."""

    treatment_code: Code
    treatment_code_qualifier: Literal["TC"]


class HeldTreatmentCode(TreatmentCode, _Held):
    """The same, stored."""


class ValueInformation(Wire):
    """A value code and its amount."""

    value_code: ValueCode
    value_code_qualifier: Literal["BE"]
    value_code_amount: Decimals


class HeldValueInformation(ValueInformation, _Held):
    """The same, stored."""


class ConditionInformation(Wire):
    """A condition of the stay or claim."""

    condition_code: ConditionCode
    condition_code_qualifier: Literal["BG"]


class HeldConditionInformation(ConditionInformation, _Held):
    """The same, stored."""


class SetOrClearPrincipalDiagnosis(Wire):
    """The entry to have from now on; null for none."""

    value: HeldPrincipalDiagnosis | None = None


class SetOrClearAdmittingDiagnosis(Wire):
    """The entry to have from now on; null for none."""

    value: HeldAdmittingDiagnosis | None = None


class SetOrClearDiagnosisRelatedGroup(Wire):
    """The entry to have from now on; null for none."""

    value: HeldDiagnosisRelatedGroup | None = None


class SetOrClearPrincipalProcedure(Wire):
    """The entry to have from now on; null for none."""

    value: HeldPrincipalProcedure | None = None


class HealthCareCodesCreate(Wire):
    """What a new encounter is coded with."""

    principal_diagnosis: PrincipalDiagnosis | None = None
    other_diagnosis_information: Annotated[list[OtherDiagnosis], Many] | None = None
    admitting_diagnosis: AdmittingDiagnosis | None = None
    patient_reasons_for_visit: Annotated[list[ReasonForVisit], Many] | None = None
    external_causes_of_injury: Annotated[list[ExternalCause], Many] | None = None
    diagnosis_related_groups: DiagnosisRelatedGroup | None = None
    principal_procedure: PrincipalProcedure | None = None
    other_procedure_information: Annotated[list[OtherProcedure], Many] | None = None
    occurrence_span_information: Annotated[list[OccurrenceSpan], Many] | None = None
    occurrence_information: Annotated[list[Occurrence], Many] | None = None
    treatment_code_information: Annotated[list[TreatmentCode], Many] | None = None
    value_information: Annotated[list[ValueInformation], Many] | None = None
    condition_information: Annotated[list[ConditionInformation], Many] | None = None


class HealthCareCodesUpdate(Wire):
    """What is to change. A group that is absent or null stays; one that is given replaces the one held."""

    principal_diagnosis: SetOrClearPrincipalDiagnosis | None = None
    other_diagnosis_information: Annotated[list[HeldOtherDiagnosis], Many] | None = None
    admitting_diagnosis: SetOrClearAdmittingDiagnosis | None = None
    patient_reasons_for_visit: Annotated[list[HeldReasonForVisit], Many] | None = None
    external_causes_of_injury: Annotated[list[HeldExternalCause], Many] | None = None
    diagnosis_related_groups: SetOrClearDiagnosisRelatedGroup | None = None
    principal_procedure: SetOrClearPrincipalProcedure | None = None
    other_procedure_information: Annotated[list[HeldOtherProcedure], Many] | None = None
    occurrence_span_information: Annotated[list[HeldOccurrenceSpan], Many] | None = None
    occurrence_information: Annotated[list[HeldOccurrence], Many] | None = None
    treatment_code_information: Annotated[list[HeldTreatmentCode], Many] | None = None
    value_information: Annotated[list[HeldValueInformation], Many] | None = None
    condition_information: Annotated[list[HeldConditionInformation], Many] | None = None


class HealthCareCodes(Wire):
    """What an encounter is coded with."""

    principal_diagnosis: HeldPrincipalDiagnosis | None = None
    other_diagnosis_information: list[HeldOtherDiagnosis]
    admitting_diagnosis: HeldAdmittingDiagnosis | None = None
    patient_reasons_for_visit: list[HeldReasonForVisit]
    external_causes_of_injury: list[HeldExternalCause]
    diagnosis_related_groups: HeldDiagnosisRelatedGroup | None = None
    principal_procedure: HeldPrincipalProcedure | None = None
    other_procedure_information: list[HeldOtherProcedure]
    occurrence_span_information: list[HeldOccurrenceSpan]
    occurrence_information: list[HeldOccurrence]
    treatment_code_information: list[HeldTreatmentCode]
    value_information: list[HeldValueInformation]
    condition_information: list[HeldConditionInformation]


_ONE = "/api/health-care-code-informations/v1/{encounter_id}"
_TAGS = ("health_care_code_information",)

GET_ALL_FOR_ENCOUNTER = Endpoint(
    name="health_care_code_information.v1.get_all_for_encounter",
    method="GET",
    path=_ONE,
    path_types={"encounter_id": Id},
    gives=HealthCareCodes,
    errors=(ENTITY_NOT_FOUND,),
    tags=_TAGS,
    summary="Read what an encounter is coded with",
)
UPDATE = Endpoint(
    name="health_care_code_information.v1.update",
    method="PUT",
    path=_ONE,
    path_types={"encounter_id": Id},
    takes=HealthCareCodesUpdate,
    empty_body=True,
    gives=HealthCareCodes,
    errors=(ENTITY_NOT_FOUND, VALIDATION),
    tags=_TAGS,
    summary="Change what an encounter is coded with",
)
