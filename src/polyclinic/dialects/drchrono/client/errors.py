"""Refusals of this API that say more than their status."""

from collections.abc import Mapping

from polyclinic.sdk import errors
from polyclinic.sdk.errors import ApiError, BadRequest
from polyclinic.sdk.operation import Response


class BadFields(BadRequest):
    """400: ``fields`` has every bad field of the body, or filter of the query, with what is wrong with it."""

    def __init__(self, response: Response, fields: Mapping[str, tuple[str, ...]]) -> None:
        super().__init__(response, "; ".join(f"{name}: {' '.join(said)}" for name, said in fields.items()))
        self.fields = fields


def error_from(response: Response) -> ApiError:
    """The error of an answer's status, with the fields that it names."""
    error = errors.error_from(response)
    body = error.body
    if not isinstance(error, BadRequest) or not isinstance(body, dict):
        return error
    fields = {name: tuple(map(str, said)) for name, said in body.items() if isinstance(said, list)}
    return BadFields(response, fields) if fields else error
