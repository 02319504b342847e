"""The code flow through authlib's client, with every way of proving itself that it knows, and with PKCE."""

from typing import Any

import pytest
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session

from tests.support.pages import let_in

VERIFIER = "v" * 64


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_the_whole_code_flow(method: str, practice: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    block = practice["drchrono"]
    base: str = block["base_url"]
    client: Any = OAuth2Session(
        block["client_id"],
        block["client_secret"],
        scope="user calendar",
        redirect_uri=block["redirect_uri"],
        token_endpoint_auth_method=method,
        revocation_endpoint_auth_method=method,
        code_challenge_method="S256",
    )
    link, state = client.create_authorization_url(f"{base}/o/authorize/", code_verifier=VERIFIER)
    sent_to = let_in(link, block["username"], block["password"])
    token = client.fetch_token(f"{base}/o/token/", authorization_response=sent_to, state=state, code_verifier=VERIFIER)
    assert client.get(f"{base}/api/users/current").json()["username"] == block["username"]
    fresh = client.refresh_token(f"{base}/o/token/", refresh_token=token["refresh_token"])
    assert client.get(f"{base}/api/doctors").status_code == 200
    assert client.revoke_token(f"{base}/o/revoke_token/", token=fresh["refresh_token"]).json() == {}
    with pytest.raises(OAuthError, match="invalid_grant"):
        client.refresh_token(f"{base}/o/token/", refresh_token=fresh["refresh_token"])
