"""The sandbox's start-up page in the terminal."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from polyclinic.sandbox import ids


def welcome(file: Path, credentials: Mapping[str, Any], dialects: Sequence[str]) -> None:
    """Print where everything is, the first line being the path of sandbox.json, and a command to try per dialect."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(str(file))
    table = Table("API", "URL", "come in with", box=None, pad_edge=False)
    for name in dialects:
        table.add_row(name, credentials[name]["base_url"], _CREDENTIALS[name])
    console.print()
    console.print(f"[bold]Polyclinic sandbox[/bold]  {credentials['base_url']}   (values in sandbox.json; Ctrl-C ends)")
    console.print(table)
    console.print("\nTry:")
    for name in dialects:
        console.print(f"  [dim]# {name}[/dim]", f"  {_try(name, credentials[name])}", sep="\n")


_CREDENTIALS = {
    "candid": "client_id, client_secret",
    "carium": "username, password",
    "drchrono": "access_token",
    "carestack": "api_key, hpr_id, facility_id",
    "silna": "api_key, provider_id",
}


def _try(name: str, block: Mapping[str, Any]) -> str:
    url = block["base_url"]
    if name == "candid":
        body = f'{{"client_id":"{block["client_id"]}","client_secret":"{block["client_secret"]}"}}'
        return f"curl -s {url}/api/auth/v2/token -H 'Content-Type: application/json' -d '{body}'"
    if name == "carium":
        body = f'{{"username":"{block["username"]}","password":"{block["password"]}"}}'
        return f"curl -s {url}/identity/v1/login/ -H 'Content-Type: application/json' -d '{body}'"
    if name == "drchrono":
        return f"curl -s {url}/api/patients/{ids.PATIENT_NUMBER} -H 'Authorization: Bearer {block['access_token']}'"
    if name == "carestack":
        headers = {
            "Authorization": f"Bearer {block['api_key']}",
            "x-hprid-auth": block["hpr_id"],
            "facilityid": block["facility_id"],
        }
        return f"curl -s {url}/get/Patient " + " ".join(f"-H '{key}: {value}'" for key, value in headers.items())
    query = f"provider_id={block['provider_id']}&limit=2"
    return f"curl -s '{url}/public/v1/patients/?{query}' -H 'Authorization: Bearer {block['api_key']}'"
