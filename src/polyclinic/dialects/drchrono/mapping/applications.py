"""Between an application and the form that it is kept with."""

from dataclasses import replace
from typing import Any

from polyclinic.core.identity.model import ApiClient
from polyclinic.dialects.drchrono.wire.applications import ApplicationForm
from polyclinic.dialects.drchrono.wire.oauth import SCOPES


def to_core(form: ApplicationForm, before: ApiClient) -> ApiClient:
    """The application as the form has it; the logo is not in the form's fields."""
    return replace(
        before,
        name=form.name,
        redirect_uris=tuple(line.strip() for line in form.redirect_uris.splitlines() if line.strip()),
        api_version=form.api_version,
        pkce_required=bool(form.pkce_required),
        scopes=() if set(form.scopes) == set(SCOPES) else tuple(form.scopes),
    )


def from_core(application: ApiClient) -> dict[str, Any]:
    """The form's fields, filled in."""
    return {
        "name": application.name,
        "redirect_uris": "\n".join(application.redirect_uris),
        "api_version": application.api_version,
        "pkce_required": application.pkce_required,
        "scopes": application.may_ask_for(SCOPES),
    }
