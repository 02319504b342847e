"""What hangs on a client below ``pre_encounter``."""

from polyclinic.dialects.candid.client._async.pre_encounter.appointments import AsyncAppointments
from polyclinic.dialects.candid.client._async.pre_encounter.coverages import AsyncCoverages
from polyclinic.dialects.candid.client._async.pre_encounter.eligibility_checks import AsyncEligibilityChecks
from polyclinic.dialects.candid.client._async.pre_encounter.images import AsyncImages
from polyclinic.dialects.candid.client._async.pre_encounter.lists import AsyncLists
from polyclinic.dialects.candid.client._async.pre_encounter.metadata_schemas import AsyncMetadataSchemas
from polyclinic.dialects.candid.client._async.pre_encounter.notes import AsyncNotes
from polyclinic.dialects.candid.client._async.pre_encounter.organization_external_providers import (
    AsyncOrganizationExternalProviders,
)
from polyclinic.dialects.candid.client._async.pre_encounter.patient_merges import AsyncPatientMerges
from polyclinic.dialects.candid.client._async.pre_encounter.patients import AsyncPatients
from polyclinic.dialects.candid.client._async.pre_encounter.tags import AsyncTags
from polyclinic.sdk._async.client import AsyncApiClient


class AsyncPreEncounter:
    """Everything before an encounter."""

    def __init__(self, api: AsyncApiClient) -> None:
        self.coverages = AsyncCoverages(api)
        self.eligibility_checks = AsyncEligibilityChecks(api)
        self.appointments = AsyncAppointments(api)
        self.lists = AsyncLists(api)
        self.patients = AsyncPatients(api)
        self.patient_merges = AsyncPatientMerges(api)
        self.organization_external_providers = AsyncOrganizationExternalProviders(api)
        self.metadata_schemas = AsyncMetadataSchemas(api)
        self.notes = AsyncNotes(api)
        self.tags = AsyncTags(api)
        self.images = AsyncImages(api)
