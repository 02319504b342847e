# generated: edit the _async file of the same name, then run "make format"
"""The scrubber, for encounters that are not recorded."""

from collections.abc import Sequence
from uuid import UUID

from polyclinic.dialects.candid.wire import pre_service_rules as wire
from polyclinic.dialects.candid.wire.pre_service_rules import PipelineSummary, PreServiceEncounter, Run
from polyclinic.sdk._sync.client import ApiClient


class PreServiceRules:
    """Pipelines of rules, and runs of them."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def pipelines(self) -> list[PipelineSummary]:
        return self._api.send(wire.GET_PIPELINES.call())

    def run(
        self,
        encounter: PreServiceEncounter,
        pipeline_id: str,
        idempotency_key: str,
        *,
        enabled: Sequence[UUID] = (),
        disabled: Sequence[UUID] = (),
    ) -> Run:
        """Hold an encounter against the rules of a pipeline. The same key gives the same run.

        Raises ``Unprocessable`` for a pipeline or rule that there is not.
        """
        body = wire.RunCreate(
            entity=encounter,
            pipeline_id=pipeline_id,
            enabled_rule_ids=list(enabled),
            disabled_rule_ids=list(disabled),
            idempotency_key=idempotency_key,
        )
        run_id = self._api.send(wire.CREATE_ENCOUNTER_RUN.call(body))
        return self.get(run_id)

    def get(self, run_id: UUID | str, *, with_entity: bool = False) -> Run:
        """What a run found, with the encounter as it was sent if asked for. Raises ``NotFound``."""
        query = wire.RunQuery(include_initial_entity_state=with_entity)
        return self._api.send(wire.GET_RUN.call(query=query, run_id=run_id))
