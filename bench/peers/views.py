"""The peer's one resource."""

from rest_framework import mixins, viewsets

from bench.peers.models import Encounter
from bench.peers.serializers import EncounterSerializer


class EncounterViewSet(mixins.CreateModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Encounters are created and read; each read fetches what belongs to it in as few queries as there can be."""

    serializer_class = EncounterSerializer
    queryset = Encounter.objects.select_related(
        "patient", "subscriber_primary", "billing_provider", "rendering_provider"
    ).prefetch_related("patient__phone_numbers", "diagnoses", "service_lines")
