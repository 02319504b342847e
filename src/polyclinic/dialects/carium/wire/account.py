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


class Proven(Code):
    """Both factors."""

    password: Password = ""


class Proof(Proven):
    """Both factors, and what to do: ``renew`` the recovery codes or turn the second factor ``off``."""

    change: Annotated[str, StringConstraints(max_length=10)] = ""


class ChangedPassword(Proven):
    """What the user signs in with now, both factors of it, and the new password, typed twice."""

    new: Password = ""
    again: Password = ""


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
PASSWORD: Endpoint[None, str] = page("account.password", "/account/password/", "A form for a new password", tag=TAG)
CHANGE_PASSWORD = form(
    "account.change_password",
    "/account/password/",
    ChangedPassword,
    "Another password, for what the user signs in with now; every session and token of the user ends",
    tag=TAG,
    redirects=None,
    rate="sign_in",
)
ACCESS: Endpoint[None, str] = page(
    "account.access", "/account/access/", "The sessions and tokens that the user holds", tag=TAG
)
END_ACCESS = form(
    "account.end_access",
    "/account/access/",
    Proven,
    "End every session and token of the user, for what the user signs in with",
    tag=TAG,
    rate="sign_in",
)
