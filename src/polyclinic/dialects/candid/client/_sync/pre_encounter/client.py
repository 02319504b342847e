# generated: edit the _async file of the same name, then run "make format"
"""What hangs on a client below ``pre_encounter``."""

from polyclinic.dialects.candid.client._sync.pre_encounter.appointments import Appointments
from polyclinic.dialects.candid.client._sync.pre_encounter.coverages import Coverages
from polyclinic.dialects.candid.client._sync.pre_encounter.eligibility_checks import EligibilityChecks
from polyclinic.dialects.candid.client._sync.pre_encounter.images import Images
from polyclinic.dialects.candid.client._sync.pre_encounter.lists import Lists
from polyclinic.dialects.candid.client._sync.pre_encounter.metadata_schemas import MetadataSchemas
from polyclinic.dialects.candid.client._sync.pre_encounter.notes import Notes
from polyclinic.dialects.candid.client._sync.pre_encounter.organization_external_providers import (
    OrganizationExternalProviders,
)
from polyclinic.dialects.candid.client._sync.pre_encounter.patient_merges import PatientMerges
from polyclinic.dialects.candid.client._sync.pre_encounter.patients import Patients
from polyclinic.dialects.candid.client._sync.pre_encounter.tags import Tags
from polyclinic.sdk._sync.client import ApiClient


class PreEncounter:
    """Everything before an encounter."""

    def __init__(self, api: ApiClient) -> None:
        self.coverages = Coverages(api)
        self.eligibility_checks = EligibilityChecks(api)
        self.appointments = Appointments(api)
        self.lists = Lists(api)
        self.patients = Patients(api)
        self.patient_merges = PatientMerges(api)
        self.organization_external_providers = OrganizationExternalProviders(api)
        self.metadata_schemas = MetadataSchemas(api)
        self.notes = Notes(api)
        self.tags = Tags(api)
        self.images = Images(api)
