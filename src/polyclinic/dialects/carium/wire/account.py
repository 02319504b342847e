"""The pages of people who sign in: the link of an invitation, the account, the second factor (``/account/…``)."""

from typing import Annotated

from pydantic import StringConstraints

from polyclinic.dialects.carium.wire.common import Query
from polyclinic.sdk.endpoint import Endpoint
from polyclinic.sdk.pages import PageForm, SignInForm, form, page

TAG = "account"
HOLDER = "whoever holds the link, which went to the user's own address"
Token = Annotated[str, StringConstraints(max_length=200)]
Password = Annotated[str, StringConstraints(max_length=1024)]
Destination = Annotated[str, StringConstraints(max_length=200, pattern=r"^/account/[a-z-]*/?$")]
"""A page of ours to go on to, below the prefix."""


class InvitationQuery(Query):
    """The token of the link."""

    token: Token = ""


class NewPassword(PageForm):
    """The password, typed twice since it is not shown."""

    token: Token = ""
    password: Password = ""
    again: Password = ""


class SignIn(SignInForm):
    """One step of signing in."""

    to: Destination = "/account/"


class Code(PageForm):
    """A code that the new secret makes."""

    code: Annotated[str, StringConstraints(max_length=32)] = ""


class Proof(Code):
    """Both factors, and what to do: ``renew`` the recovery codes or turn the second factor ``off``."""

    password: Password = ""
    change: Annotated[str, StringConstraints(max_length=10)] = ""


READ_INVITATION = page(
    "account.invitation",
    "/account/invitation/",
    "The page that an invitation leads to",
    tag=TAG,
    query=InvitationQuery,
    public=HOLDER,
)
ACCEPT = form(
    "account.accept_invitation",
    "/account/invitation/",
    NewPassword,
    "Set the password; the link is spent",
    tag=TAG,
    redirects=None,
    rate="sign_in",
    public=HOLDER,
)
ACCOUNT: Endpoint[None, str] = page("account", "/account/", "The account of who is signed in", tag=TAG)
SIGN_IN = form(
    "account.sign_in",
    "/account/sign-in/",
    SignIn,
    "User name and password, then a code where the user has a second factor",
    tag=TAG,
    rate="sign_in",
)
SIGN_OUT = form("account.sign_out", "/account/sign-out/", PageForm, "The end of a session", tag=TAG)
SECOND_FACTOR: Endpoint[None, str] = page(
    "account.second_factor", "/account/second-factor/", "Whether there is a second factor", tag=TAG
)
ENROL = form(
    "account.enrol",
    "/account/second-factor/",
    PageForm,
    "A new secret for an authenticator app, shown once",
    tag=TAG,
    redirects=None,
)
CONFIRM = form(
    "account.confirm_second_factor",
    "/account/second-factor/confirm/",
    Code,
    "Turn the second factor on; the recovery codes are shown once",
    tag=TAG,
    redirects=None,
    rate="sign_in",
)
CHANGE = form(
    "account.change_second_factor",
    "/account/second-factor/change/",
    Proof,
    "New recovery codes, or no second factor any more, for both factors",
    tag=TAG,
    redirects=None,
    rate="sign_in",
)
