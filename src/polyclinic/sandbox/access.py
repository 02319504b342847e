"""The demo practices' credentials, and the blocks of sandbox.json that tell a client how to come in."""

import asyncio
from dataclasses import dataclass, replace
from typing import Any

from polyclinic.core.identity.applications import registration_of
from polyclinic.core.identity.model import API_CLIENT, USER, ApiClient, Credential, CredentialKind, User
from polyclinic.core.identity.operations import client_credential, client_secret_key, new_secret, user_credential
from polyclinic.core.identity.ports import Credentials, OneTimeCodes, Passwords
from polyclinic.core.shared.clock import Clock
from polyclinic.core.shared.context import Context
from polyclinic.core.shared.secrets import Secret
from polyclinic.sandbox.plan import Plan

DRCHRONO_SCOPES = ("user", "calendar", "patients", "patients:summary", "billing")
REDIRECT_URI = "http://127.0.0.1:8000/callback"
SIGNS_IN = 3
"""Whose login `patient` is, by the patients' positions: one with appointments, papers and a plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What a client must know to come in, one practice's. Made at random; only its owner's file holds it in clear."""

    candid_client_id: str
    candid_client_secret: str
    carium_username: str
    carium_password: str
    carium_mfa_username: str
    carium_mfa_password: str
    carium_totp_secret: str
    carium_patient_username: str
    carium_patient_password: str
    drchrono_client_id: str
    drchrono_client_secret: str
    drchrono_username: str
    drchrono_password: str
    drchrono_access_token: str
    carestack_api_key: str
    silna_api_key: str


def new_secrets(plan: Plan, codes: OneTimeCodes) -> Secrets:
    """Fresh credentials for a practice."""
    return Secrets(
        candid_client_id=f"candid-{plan.practice_id[-12:]}",
        candid_client_secret=new_secret(),
        carium_username=f"admin@{plan.domain}",
        carium_password=new_secret(),
        carium_mfa_username=f"mfa@{plan.domain}",
        carium_mfa_password=new_secret(),
        carium_totp_secret=codes.new_secret(),
        carium_patient_username=f"patient@{plan.domain}",
        carium_patient_password=new_secret(),
        drchrono_client_id=f"drchrono-{plan.practice_id[-12:]}",
        drchrono_client_secret=new_secret(),
        drchrono_username=f"doctor@{plan.domain}",
        drchrono_password=new_secret(),
        drchrono_access_token=new_secret(),
        carestack_api_key=new_secret(),
        silna_api_key=new_secret(),
    )


def blocks(base_url: str, plan: Plan, secrets: Secrets, abha_public_key: str) -> dict[str, Any]:
    """What sandbox.json holds per dialect for one practice."""
    return {
        "candid": {
            "base_url": f"{base_url}/candid",
            "client_id": secrets.candid_client_id,
            "client_secret": secrets.candid_client_secret,
        },
        "carium": {
            "base_url": f"{base_url}/carium",
            "username": secrets.carium_username,
            "password": secrets.carium_password,
            "organization_id": plan.practice_id,
            "mfa": {
                "username": secrets.carium_mfa_username,
                "password": secrets.carium_mfa_password,
                "totp_secret": secrets.carium_totp_secret,
            },
            "patient": {
                "username": secrets.carium_patient_username,
                "password": secrets.carium_patient_password,
                "patient_id": plan.id("patient", SIGNS_IN),
            },
        },
        "drchrono": {
            "base_url": f"{base_url}/drchrono",
            "client_id": secrets.drchrono_client_id,
            "client_secret": secrets.drchrono_client_secret,
            "redirect_uri": REDIRECT_URI,
            "username": secrets.drchrono_username,
            "password": secrets.drchrono_password,
            "access_token": secrets.drchrono_access_token,
        },
        "carestack": {
            "base_url": f"{base_url}/carestack",
            "api_key": secrets.carestack_api_key,
            "hpr_id": f"hpr-{plan.practice_id[-12:]}",
            "facility_id": plan.id("facility", 0),
            "abha_public_key": abha_public_key,
        },
        "silna": {
            "base_url": f"{base_url}/silna",
            "api_key": secrets.silna_api_key,
            "provider_id": plan.id("legal_entity", 0),
        },
    }


async def stage_access(ctx: Context, plan: Plan, secrets: Secrets, passwords: Passwords) -> None:
    """Stage the users and API clients that the secrets belong to."""
    people = users(plan, secrets)
    hashes = await asyncio.gather(*(passwords.hash(password) for _, password in people))
    for (user, _), password_hash in zip(people, hashes, strict=True):
        await ctx.put(USER, replace(user, password_hash=password_hash))
    for client in clients(plan, secrets):
        await ctx.put(API_CLIENT, client)


def users(plan: Plan, secrets: Secrets) -> tuple[tuple[User, str], ...]:
    """The people who may come in, each with a password."""

    def user(position: int, name: str, username: str, **more: Any) -> User:
        return User(
            id=plan.id("user", name),
            number=plan.first_number + 951 + position,
            username=username,
            name=username.partition("@")[0].title(),
            email=username,
            **{"role": "owner", **more},
        )

    totp, doctor, patient = Secret(secrets.carium_totp_secret), plan.id("practitioner", 0), plan.id("patient", SIGNS_IN)
    return (
        (user(0, "carium", secrets.carium_username), secrets.carium_password),
        (user(1, "mfa", secrets.carium_mfa_username, totp_secret=totp), secrets.carium_mfa_password),
        (user(2, "doctor", secrets.drchrono_username, practitioner_id=doctor), secrets.drchrono_password),
        (
            user(3, "patient", secrets.carium_patient_username, role="patient", patient_id=patient),
            secrets.carium_patient_password,
        ),
    )


def clients(plan: Plan, secrets: Secrets) -> tuple[ApiClient, ...]:
    """The programs that may come in."""
    named = (
        ("candid", secrets.candid_client_id, ()),
        ("drchrono", secrets.drchrono_client_id, (REDIRECT_URI,)),
        ("carestack", "", ()),
        ("silna", "", ()),
    )
    return tuple(
        ApiClient(
            id=plan.id("api_client", dialect),
            number=plan.first_number + 981 + position,
            name=f"Sandbox {dialect} client",
            dialect=dialect,
            client_id=client_id,
            redirect_uris=redirect_uris,
            api_version="v2014_08" if dialect == "drchrono" else "",
        )
        for position, (dialect, client_id, redirect_uris) in enumerate(named)
    )


async def register(credentials: Credentials, clock: Clock, plan: Plan, secrets: Secrets) -> None:
    """Enter the secrets into the credential index, those that are not there; they stay through every reset."""
    by_dialect = {client.dialect: client for client in clients(plan, secrets)}

    async def enter(credential: Credential, secret: str) -> None:
        if await credentials.find(credential.kind, credential.dialect, secret) is None:
            await credentials.add(credential, secret)

    def program(dialect: str, kind: CredentialKind) -> Credential:
        return client_credential(by_dialect[dialect], plan.practice_id, kind, clock)

    people = {user.username: user for user, _ in users(plan, secrets)}

    def person(username: str, dialect: str) -> Credential:
        return user_credential(people[username], plan.practice_id, dialect, clock)

    candid = client_secret_key(secrets.candid_client_id, secrets.candid_client_secret)
    drchrono = client_secret_key(secrets.drchrono_client_id, secrets.drchrono_client_secret)
    await enter(program("candid", CredentialKind.CLIENT_SECRET), candid)
    await enter(program("drchrono", CredentialKind.CLIENT_SECRET), drchrono)
    application = registration_of(by_dialect["drchrono"], program("drchrono", CredentialKind.CLIENT_ID))
    await enter(application, secrets.drchrono_client_id)
    await enter(program("carestack", CredentialKind.API_KEY), secrets.carestack_api_key)
    await enter(program("silna", CredentialKind.API_KEY), secrets.silna_api_key)
    for username, dialect in (
        (secrets.carium_username, "carium"),
        (secrets.carium_mfa_username, "carium"),
        (secrets.carium_patient_username, "carium"),
        (secrets.carium_mfa_username, "drchrono"),
        (secrets.drchrono_username, "drchrono"),
    ):
        await enter(person(username, dialect), username.casefold())
    token = person(secrets.drchrono_username, "drchrono")
    await enter(access_token(token), secrets.drchrono_access_token)


def access_token(person: Credential) -> Credential:
    """A drchrono bearer token with every scope that does not expire: the sandbox's own."""
    return Credential(
        practice_id=person.practice_id,
        kind=CredentialKind.ACCESS_TOKEN,
        dialect=person.dialect,
        subject=person.subject,
        permissions=person.permissions,
        scopes=DRCHRONO_SCOPES,
        label="sandbox",
        created_at=person.created_at,
    )
