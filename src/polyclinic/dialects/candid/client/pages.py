"""From one page of a list to the next."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel

from polyclinic.sdk.endpoint import Endpoint
from polyclinic.sdk.operation import Operation


class Paged(Protocol):
    """A page that may lead to another."""

    next_page_token: str | None


P = TypeVar("P", bound=Paged)
Q = TypeVar("Q", bound=BaseModel)


def following(endpoint: Endpoint[Any, P, Q], query: Q, **path: Any) -> Callable[[P], Operation[P] | None]:
    """What asks for the page after the one it is given; None after the last."""

    def ask(page: P) -> Operation[P] | None:
        token = page.next_page_token
        return None if token is None else endpoint.call(query=query.model_copy(update={"page_token": token}), **path)

    return ask
