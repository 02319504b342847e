"""One of every refusal and HTTP problem that any endpoint can meet: a dialect's ``errors`` must have an answer to each.

``PreconditionFailed`` is not among them: only dialects that ask ``web/conditional.py`` meet it.
"""

from polyclinic.core.shared.errors import (
    Conflict,
    Contended,
    ExternalIdTaken,
    Forbidden,
    Invalid,
    NotFound,
    Problem,
    Refusal,
    Unauthenticated,
    Unavailable,
    UnknownCursor,
    UnknownReference,
    VersionConflict,
)
from polyclinic.web.problems import (
    BadFields,
    Broken,
    FieldProblem,
    HttpProblem,
    KeyInFlight,
    KeyRefused,
    KeyReused,
    Malformed,
    NoRoute,
    NotAcceptable,
    TooLarge,
    TooManyRequests,
    WrongMediaType,
    WrongMethod,
)
from polyclinic.web.rate_limits import LimitState


def samples(*, public: bool = False) -> list[Refusal | HttpProblem]:
    """Refusals of every kind with made-up facts; ``public`` leaves out nothing but what needs a key."""
    found: list[Refusal | HttpProblem] = [
        *(
            Unauthenticated(reason, reason=reason)
            for reason in ("missing", "malformed", "unknown", "expired", "revoked")
        ),
        Forbidden("needs patients:read", needs="patients:read"),
        NotFound("patient", "0192f0c0-0000-7000-8000-000000000000"),
        Invalid([Problem(("name",), "required", "a name is needed"), Problem(("lines", 0), "bad", "not like that")]),
        UnknownReference("facility_id", kind="facility", id="0192f0c0-0000-7000-8000-000000000000"),
        Conflict("not in this state"),
        ExternalIdTaken("patient", "system", "value", "0192f0c0-0000-7000-8000-000000000000"),
        VersionConflict("the patient has changed", latest_version=2),
        Contended("too many concurrent changes"),
        UnknownCursor("unknown cursor"),
        Unavailable("not now"),
        NoRoute("no such path"),
        WrongMethod(("GET",)),
        NotAcceptable("answers come as JSON"),
        TooLarge(1),
        WrongMediaType("send json"),
        Malformed("the body is not JSON"),
        BadFields([FieldProblem("body", ("name",), "missing", "Field required")]),
        TooManyRequests(LimitState(1, 0, 1.0, 0.0, exceeded=True)),
        Broken("internal error"),
    ]
    if not public:
        found += [KeyRefused("1 to 255 characters"), KeyReused("another body"), KeyInFlight("not ended yet")]
    return found
