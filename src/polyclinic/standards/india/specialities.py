"""Specialities by system of medicine, as the Health Facility Registry codes them; `hfr` tells whose codes they are."""

from collections.abc import Mapping
from types import MappingProxyType

_MODERN = {
    "S1": "General Medicine",
    "S35": "Family Medicine",
    "S36": "Emergency Medicine",
    "S20": "Obstetrics and Gynecology",
    "S2": "Pediatrics",
    "S19": "General Surgery",
    "S21": "Orthopaedics",
    "S23": "ENT",
    "S16": "Anaesthesia",
    "S24": "Ophthalmology",
    "S25": "Urology",
    "S18": "Critical Care",
    "S37": "Radiology",
    "S4": "Pulmonology (Chest diseases and respiratory medicine)",
    "S8": "Gastroenterology",
    "S5": "Dermatology and Venerology (Skin & VD)",
    "S3": "Neonatology",
    "S10": "Dialysis",
    "S6": "Cardiology",
    "S11": "Psychiatry",
    "S12": "Geriatrics",
    "S15": "Neurology",
    "S41": "Polytrauma",
    "S9": "Nephrology",
    "S26": "Neurosurgery",
    "S27": "Burns, Plastic & Reconstructive Surgery",
    "S22": "Paediatric Surgery",
    "S33": "Oncology",
    "S40": "Genitourinary Surgery",
    "S14": "Endocrinology",
    "S13": "Rheumatology",
    "S7": "Cath Lab",
    "S28": "Medicolegal/Forensic Medicine",
    "S38": "Hepatology",
    "S29": "Interventional Cardiology",
    "S17": "Cardiothoracic and Vascular Surgery",
    "S39": "Immunology",
    "S34": "Neuroradiology",
    "S42": "Paediatric Cancer",
    "S32": "Genetics",
    "S31": "Nuclear Medicine",
    "S30": "Aviation Medicine",
}
_OURS = {
    "D": (
        *("Oral and Maxillofacial Surgery", "Orthodontics", "Periodontology", "Prosthodontics"),
        *("Conservative Dentistry and Endodontics", "Paediatric and Preventive Dentistry"),
        *("Oral Medicine and Radiology", "Public Health Dentistry"),
    ),
    "P": ("Musculoskeletal", "Neurological", "Cardiopulmonary", "Sports", "Paediatric", "Geriatric"),
    "A": (
        *("Kayachikitsa", "Panchakarma", "Shalya Tantra", "Shalakya Tantra", "Prasuti Tantra and Stri Roga"),
        *("Kaumarabhritya", "Agada Tantra", "Swasthavritta", "Dravyaguna"),
    ),
    "UN": ("Moalajat", "Ilaj-bit-Tadbeer", "Jarahat", "Amraz-e-Niswan wa Atfal", "Tahaffuzi wa Samaji Tib"),
    "SD": ("Maruthuvam", "Sirappu Maruthuvam", "Kuzhanthai Maruthuvam", "Gunapadam", "Varmam"),
    "H": ("Practice of Medicine", "Organon of Medicine", "Materia Medica", "Repertory", "Paediatrics", "Psychiatry"),
    "SR": ("General Sowa-Rigpa Medicine",),
    "YN": ("Yoga Therapy", "Naturopathy"),
}

SPECIALITIES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"M": {f"M-{code}": name for code, name in _MODERN.items()}}
    | {system: {f"{system}-PC{n}": name for n, name in enumerate(names, 1)} for system, names in _OURS.items()}
)
"""By system of medicine: codes, which start with the system's, and names."""
