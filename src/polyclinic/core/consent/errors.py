"""What consent says no to."""

from polyclinic.core.shared.errors import Conflict, Forbidden, Refusal


class LinkRefused(Refusal):
    """The link is not, or no longer, good: ``facts['reason']`` is ``unknown``, ``expired`` or ``used``."""

    code = "link_refused"


class NotDecidable(Conflict):
    """The consent's state does not allow this any more (``facts['status']``)."""

    code = "not_decidable"


class NotConsented(Forbidden):
    """No live consent covers what was asked for."""

    code = "not_consented"
