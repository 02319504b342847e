"""A registration as the published package sends one, in codes of the registry and in words."""

import base64
from typing import Any

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
PDF = b"%PDF-1.4\n%%EOF\n"


def as_text(content: bytes) -> str:
    return base64.b64encode(content).decode()


FACILITY: dict[str, Any] = {
    "basicInformation": {
        "facilityName": "Marine Drive Clinic",
        "region": "Urban",
        "addressLine1": "12 Marine Drive",
        "addressLine2": "Near the High Court",
        "district": "Ernakulam",
        "subDistrict": "Kanayannur",
        "city": "Kochi",
        "state": "Kerala",
        "country": "India",
        "pincode": "682031",
        "latLongs": ["9.9816, 76.2755"],
    },
    "contactInformation": {
        "mobileNumber": "+919876543210",
        "email": "desk@marine.example",
        "landline": "0484123456",
        "stdcode": "0484",
        "websiteLink": "https://marine.example",
    },
    "uploadDocuments": {
        "boardPhoto": {"value": as_text(PNG), "name": "board.png"},
        "buildingPhoto": {"value": "", "name": ""},
    },
    "addAddressProof": [
        {
            "addressProofType": "EBill",
            "addressProofAttachment": {"value": f"data:application/pdf;base64,{as_text(PDF)}", "name": "bill.pdf"},
        }
    ],
    "facilityTimings": [
        {
            "timings": "Mon-Fri",
            "shifts": [{"start": "09:00", "end": "13:00"}, {"start": "2:30 PM", "end": "6:00 PM"}],
        },
        {"timings": "Sat", "shifts": [{"start": "10:00", "end": "12:00"}]},
    ],
    "facilityDetails": {"ownershipType": "P", "ownershipSubType": "Partnership", "status": "Functional"},
    "systemOfMedicine": {
        "specialities": [
            {"systemofMedicineCode": "M", "specialities": ["M-S6", "S15"]},
            {"systemofMedicineCode": "Dentistry", "specialities": ["S50"]},
        ],
        "facilityType": "5",
        "facilitySubType": "Nursing Home",
        "serviceType": "IPD,OPD",
    },
    "facilityInventory": {
        "totalNumberOfVentilators": 2,
        "totalNumberOfBeds": 30,
        "hasDialysisCenter": "N",
        "hasPharmacy": "YALL",
        "hasBloodBank": "No",
        "hasCathLab": "YIN",
        "hasDiagnosticLab": "Yes",
        "hasImagingCenter": "YALL",
        "servicesByImagingCenter": [{"service": "MRI", "count": 1}, {"service": "S136", "count": 2}],
        "nhrrid": "NHRR-1",
        "nin": "",
        "abpmjayid": "",
        "rohiniId": "8900080",
        "echsId": "",
        "cghsId": "",
        "ceaRegistration": "CEA/2020/7",
        "stateInsuranceSchemeId": "",
    },
    "accountId": "account-7",
    "facilityId": None,
    "id": None,
}
"""All that can be said; empty texts stand for what it has not."""


def facility(**changes: Any) -> dict[str, Any]:
    """The registration with some of ``basicInformation`` and of its outermost fields changed."""
    outer = {name: value for name, value in changes.items() if name in FACILITY}
    basics = {name: value for name, value in changes.items() if name not in FACILITY}
    return {**FACILITY, "basicInformation": {**FACILITY["basicInformation"], **basics}, **outer}
