"""Code sets of this API. Small ones are literals; of large ones only the schema lists the values."""

from typing import Annotated, Any, Literal

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema


class Codes:
    """Allows the given values, separated by white space, and no other text."""

    def __init__(self, values: str) -> None:
        self.values = values.split()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.literal_schema(self.values)


Gender = Literal["male", "female", "other", "not_given", "unknown"]
BillableStatus = Literal["BILLABLE", "NOT_BILLABLE"]
ResponsibleParty = Literal["INSURANCE_PAY", "SELF_PAY", "UNKNOWN"]
ClaimStatus = Literal[
    "biller_received",
    "coded",
    "submitted_to_payer",
    "missing_information",
    "not_billable",
    "waiting_for_provider",
    "era_received",
    "rejected",
    "denied",
    "paid",
    "paid_incorrectly",
    "finalized_paid",
    "finalized_denied",
    "held_by_customer",
    "era_requires_review",
]
OwnerOfNextAction = Literal["CANDID", "CUSTOMER", "CODER", "NONE"]
SubmissionOrigin = Literal["CANDID", "EXTERNAL"]
SubmissionExpectation = Literal["TARGET_PROFESSIONAL", "TARGET_INSTITUTIONAL"]
EncounterSort = Literal["created_at:asc", "created_at:desc", "date_of_service:asc", "date_of_service:desc"]
Synchronicity = Literal["Synchronous", "Asynchronous"]
NoteCategory = Literal[
    "clinical",
    "care_plan",
    "diagnoses",
    "vitals",
    "physical_exam",
    "review_of_systems",
    "medical_decisions",
    "history_of_present_illness",
    "patient_info",
    "chief_complaint",
    "health_record",
    "consent",
    "procedure",
    "time_in_appointment",
]
BillingNoteType = Literal["manual", "system", "queue_added", "queue_moved", "task_created"]
PatientHistoryKind = Literal["present_illness", "medical", "family", "social"]
InterventionCategory = Literal["allopathic", "naturopathic", "tests", "lifestyle"]
LabCodeType = Literal["quest", "labcorp"]
PhoneNumberType = Literal["Home", "Mobile", "Work"]
DiagnosisTypeCode = Literal["ABF", "ABJ", "ABK", "APR", "BF", "BJ", "BK", "PR", "DR", "LOI"]
"""ABK and ABF are ICD-10 (principal, other); BK and BF ICD-9."""
YesNoIndicator = Literal["YES", "NO", "UNKNOWN", "NOT_APPLICABLE"]
ServiceLineUnits = Literal["MJ", "UN"]
"""MJ minutes, UN units."""
TestResultType = Literal["HEMATOCRIT", "HEMOGLOBIN", "LDL", "VITAMIN_D"]
DenialReasonText = Literal[
    "Authorization Required",
    "Referral Required",
    "Medical Records Requested",
    "Timely Filing",
    "Duplicate Claim",
    "Full Contractual Adjustment",
    "Incorrect Place of Service",
    "Incorrect Patient Gender",
    "Incorrect Patient Info",
    "Bundled",
    "Exceeded Billable Time",
    "Invalid Provider Information",
    "Invalid Diagnosis Code",
    "Incorrect Procedure Code",
    "Invalid Modifier",
    "Missing NDC Code",
    "Invalid Insurance Data",
    "No Active Coverage",
    "Coordination of Benefits",
    "Incorrect Payer",
    "Credentialing",
    "No Effective Contract",
    "Missing W-9",
    "Missing Contract Linkage",
    "Non-Covered Benefit",
    "Experimental Procedure",
    "Not Medically Necessary",
    "Info Requested from Provider",
    "Info Requested from Patient",
    "Billing Error",
    "Unknown",
    "Max Benefit Reached",
]
ServiceIdQualifier = Literal["EN", "EO", "HI", "N4", "ON", "UK", "UP"]
MeasurementUnitCode = Literal["ML", "UN", "GR", "F2", "ME"]
QualifierCode = Literal["DQ", "DN", "DK", "P3"]
"""What a referring provider is (X12 element 98)."""
ProviderIdQualifier = Literal["0B", "1G", "G2", "LU"]
ReferringIdQualifier = Literal["0B", "1G", "G2"]
BillingIdQualifier = Literal["G2", "LU"]
CommercialLicenseType = Literal["0", "A", "B", "C", "D", "E", "F", "G", "H", "I"]
EmrPayerCrosswalk = Literal["HEALTHIE", "CANVAS", "WAYSTAR", "PAYER_PLAN_GROUP"]
EpsdtCondition = Literal["AV", "NU", "S2", "ST"]
ReportTransmissionCode = Literal["AA", "BM", "EL", "FX"]
AttachmentInclusion = Literal["not_included", "included_on_next_submission", "included_on_all_submissions"]
"""With which submissions of the claim an attachment is sent."""
RelatedCausesCode = Literal["AA", "AB", "AP", "EM", "OA", "ZZ"]
PropertyCasualtyQualifier = Literal["1W", "SY"]
ServiceAuthorizationExceptionCode = Literal["1", "2", "3", "4", "5", "6", "7"]
PayerResponsibility = Literal["primary", "secondary"]
SubmissionMedium = Literal["paper", "electronic"]

OccurrenceSpanCode = Literal[
    "70",
    "71",
    "72",
    "73",
    "74",
    "75",
    "76",
    "77",
    "78",
    "80",
    "81",
    "82",
    "M0",
    "M1",
    "M2",
    "M3",
    "M4",
]
TypeOfFacilityCode = Literal["1", "2", "3", "4", "6", "7", "8"]
TypeOfCareCode = Literal["1", "2", "3", "4", "5", "6", "7", "8", "9"]
"""Second and third digit of a type of bill."""
AdmissionTypeCode = Literal["1", "2", "3", "4", "5", "9"]
AdmissionSourceCode = Literal["1", "2", "4", "5", "6", "8", "9", "D", "E", "F", "G"]
PresentOnAdmission = Literal["Y", "N", "U", "W", "1"]
"""X12's letters: yes, no, unknown, not applicable; 1 is exempt."""

State = Annotated[
    str,
    Codes(
        """
        AA AE AP AL AK AS AZ AR CA CO CT DC DE FL FM GA GU HI ID IL IN IA KS KY LA ME MD MA MH MI MN MP MS MO MT NE
        NV NH NJ NM NY NC ND OH OK OR PA PR PW RI SC SD TN TX UT VI VT VA WA WV WI WY FC
        """
    ),
]
"""US states and territories, military mail, FC for a foreign country."""
FacilityTypeCode = Annotated[
    str,
    Codes(
        """
        01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 31 32 33 34 41 42 49 50 51 52
        53 54 55 56 57 58 60 61 62 65 71 72 81 99
        """
    ),
]
"""CMS's place of service codes."""
PatientRelationshipCode = Annotated[
    str,
    Codes(
        """
        01 04 05 07 10 15 17 18 19 20 21 22 23 24 29 32 33 36 39 40 41 43 53 G8
        """
    ),
]
"""X12 element 1069: 18 self, 01 spouse, 19 child."""
SourceOfPaymentCode = Annotated[
    str,
    Codes(
        """
        09 11 12 13 14 15 16 17 AM BL CH CI DS FI HM LM MA MB MC OF TV VA WC ZZ
        """
    ),
]
"""Claim filing indicator codes (X12 element 1032)."""
InsuranceTypeCode = Annotated[
    str,
    Codes(
        """
        01 12 13 14 15 16 17 18 19 41 42 43 47 AP C1 CO CP D DB E EP FF GP HA HB HD HG HM HN HP HS IN IP LC LD LI LT
        M MA MB MC MD ME MF MH MI MJ MK ML MM MN MO MP MR MT MV OA OT PE PL PP PR PS QM RP SP TF U WC WU
        """
    ),
]
"""X12 element 1336."""
FrequencyCode = Annotated[
    str,
    Codes(
        """
        0 1 2 3 4 5 7 8 9 A B C D E F G H I J K M O P Q X Y Z
        """
    ),
]
"""Type of bill, frequency (X12 element 1325)."""
DelayReasonCode = Annotated[
    str,
    Codes(
        """
        1 2 3 4 5 6 7 8 9 10 11 15 16 17
        """
    ),
]
"""X12 element 1514."""
ReportTypeCode = Annotated[
    str,
    Codes(
        """
        03 04 05 06 07 08 09 10 11 13 15 21 A3 A4 AM AS B2 B3 B4 BR BS BT CB CK CT D2 DA DB DG DJ DS EB HC HR I5 IR
        LA M1 MT NN OB OC OD OE OX OZ P4 P5 PE PN PO PQ PY PZ RB RR RT RX SG V5 XP
        """
    ),
]
"""X12 element 755."""
LicenseType = Annotated[
    str,
    Codes(
        """
        MD NP PA LMFT LCPC LCSW PMHNP FNP LPCC DO RD SLP APRN LPC PHD PSYD LMSW LMHC OTHER_MASTERS BCBA UNKNOWN RPH
        PHT LAC LMT DC ND MA PT IBCLC RN DPT LCMHC CNM RNFA ACSW APC BCABA BHA OD DPM DA DDS DEH DMD PTA LCADC LCAT
        LCMHCS LCMHCA LCSWA LICSW LISW LMFTS LMFTA LPCI LSCSW MHCA MHT RBT RCSWI RHMCI LPN OTD OMS MFTA APCC DNP
        AGNPBC ANP FNPPP LCSWR ALC RMFTI LAMFT LPCA LSWI CSW CPC LGMFT LLPC PLPC PLMFT LMHCA CIT CT MFT LSW PLMHP
        PCMSW LMHP OTR/L RPA COTA CRNP SLP-CF NP-C PA-C AMFT CDN CGC CNS MDPHD AuD ATC LAT OTA LSSP SLPA EdD SWT
        IMFT RT
        """
    ),
]
"""Professional licences."""
ProcedureModifier = Annotated[
    str,
    Codes(
        """
        AV AU AW AY 07 08 09 10 11 12 13 14 15 16 22 23 24 25 26 27 28 32 33 47 50 51 52 53 54 55 56 57 58 59 62 63
        66 73 74 76 77 78 79 80 81 82 90 91 92 93 95 96 97 99 A1 A2 A3 A4 A5 A6 A7 A8 A9 AA AB AD AE AF AG AH AI AJ
        AK AM AO AP AQ AR AS AT AZ BA BL BO BP BR BU CA CB CC CD CE CF CG CH CI CJ CK CL CM CN CR CS CT CO CQ DA E1
        E2 E3 E4 EA EB EC ED EE EJ EM EP ER ET EV EX EY F1 F2 F3 F4 F5 F6 F7 F8 F9 FA FB FC FP FQ FR FS FT FX FY G0
        G1 G2 G3 G4 G5 G6 G7 G8 G9 GA GB GC GE GF GG GH GJ GK GL GM GN GO GP GQ GR GS GT GU GV GW GX GY GZ HA HB HC
        HD HE HF HG HH HI HJ HK HL HM HN HO HP HQ HR HS HT HU HV HW HX HY HZ J1 J2 J3 J4 J5 JA JB JC JD JE JG JW JZ
        K0 K1 K2 K3 K4 KA KB KC KD KE KF KG KH KI KJ KK KL KM KN KO KP KQ KR KS KT KU KV KW KX KY KZ LC LD LL LM LR
        LS LT LU M2 MA MB MC MD ME MF MG MH MS N1 N2 N3 NB NR NU P1 P2 P3 P4 P5 P6 PA PB PC PD PI PL PM PN PO PS PT
        Q0 Q1 Q2 Q3 Q4 Q5 Q6 Q7 Q8 Q9 QA QB QC QD QE QF QG QH QJ QK QL QM QN QP QQ QR QS QT QW QX QY QZ RA RB RC RD
        RE RI RR RT SA SB SC SD SE SF SG SH SJ SL SM SN SQ SS ST SU SV SW SY T1 T2 T3 T4 T5 T6 T7 T8 T9 TA TB TC TD
        TE TF TG TH TJ TK TL TM TN TP TQ TR TS TT TU TV TW U1 U2 U3 U4 U5 U6 U7 U8 U9 UA UB UC UD UE UF UG UH UJ UK
        UN UP UQ UR US V1 V2 V3 W1 W2 W3 WC WH X4 XE XP XS XU XY ZZ
        """
    ),
]
"""CPT and HCPCS modifiers."""
ConditionCode = Annotated[
    str,
    Codes(
        """
        01 02 03 04 05 06 07 08 09 10 11 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40
        41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 66 67 68 69 70 71 72 73 74 75 76 77 78 79
        80 81 82 83 84 85 86 87 88 89 90 91 92 A0 A1 A2 A3 A4 A5 A6 A7 A9 AA AB AC AD AE AF AG AH AI AJ AK AL AM
        AN B0 B1 B2 B3 B4 BP C1 C2 C3 C4 C5 C6 C7 D0 D1 D2 D3 D4 D5 D6 D7 D8 D9 DR(a) E0 G0 H0 H2 H3 H4 H5 P1 P7
        R1 R2 R3 R4 R5 R6 R7 R8 R9 W0 W2 W3 W4 W5
        """
    ),
]
"""Condition codes (UB-04, form locators 18 to 28)."""
ValueCode = Annotated[
    str,
    Codes(
        """
        01 02 04 05 06 08 09 10 11 12 13 14 15 16 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 37 38 39 40 41 42
        43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 66 67 68 69 80 81 82 83 84 85 87 89 90 91 A0 A1
        A2 A3 A4 A5 A6 A7 A8 A9 AA AB B1 B2 B3 B7 BA BB C1 C2 C3 C7 CA CB D3 D4 D5 D6 FC FD G8 P1 P2 P3 Y1 Y2 Y3
        Y4 Y5
        """
    ),
]
"""Value codes (form locators 39 to 41)."""
OccurrenceCode = Annotated[
    str,
    Codes(
        """
        01 02 03 04 05 06 09 10 11 12 16 17 18 19 20 21 22 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41
        42 43 44 45 46 47 50 51 52 54 55 56 61 62 A1 A2 A3 A4 B1 B2 B3 C1 C2 C3
        """
    ),
]
"""Occurrence codes (form locators 31 to 34)."""
PatientDischargeStatusCode = Annotated[
    str,
    Codes(
        """
        01 02 03 04 05 06 07 09 20 21 30 40 41 42 43 50 51 61 62 63 64 65 66 69 70 81 82 83 84 85 86 87 88 89 90
        91 92 93 94 95
        """
    ),
]
"""Patient discharge status (form locator 17)."""
