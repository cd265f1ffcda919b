"""Signing in without keys: by SSO, as people do, and by web identity, as CI does.

A server on loopback answers as the portal of SSO and as STS do, moto for all else.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from scanner.collect.aws.accounts import Account, selected
from scanner.collect.aws.transport import Transport

from tests.cli.inside import Done, run
from tests.collect.aws.estate import MAIN

SESSION = "corp"
START = "https://corp.example.com/start"
VALID, REVOKED = "valid-token", "revoked-token"
CONFIG = f"""[profile prod]
sso_session = {SESSION}
sso_account_id = {MAIN}
sso_role_name = reader
region = us-east-1
[sso-session {SESSION}]
sso_start_url = {START}
sso_region = us-east-1
[profile left]
sso_start_url = {START}
sso_region = us-east-1
sso_account_id = {MAIN}
sso_role_name = reader
"""
REFUSED = """<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code>
<Message>{says}</Message></Error></ErrorResponse>"""

GRANTED = """<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>
<AccessKeyId>AK</AccessKeyId><SecretAccessKey>SK</SecretAccessKey><SessionToken>T</SessionToken>
<Expiration>{expires}</Expiration></Credentials></AssumeRoleWithWebIdentityResult>
</AssumeRoleWithWebIdentityResponse>"""


class _Portal(BaseHTTPRequestHandler):
    """Gives the credentials of a role for a valid token; refuses every web identity."""

    refuses = ("InvalidIdentityToken", "no provider of that name is in this account")
    grants = 0
    """How often a web identity is taken before it is refused."""

    def do_GET(self) -> None:
        if self.headers["x-amz-sso_bearer_token"] == VALID:
            later = datetime.now(UTC) + timedelta(hours=1)
            given = {
                "accessKeyId": "testing",
                "secretAccessKey": "testing",
                "sessionToken": "testing",
                "expiration": int(later.timestamp() * 1000),
            }
            self._say(200, json.dumps({"roleCredentials": given}))
        else:
            self._say(401, '{"message": "Session token not found or invalid"}')

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if type(self).grants:
            type(self).grants -= 1
            soon = datetime.now(UTC) + timedelta(minutes=2)
            self._say(200, GRANTED.format(expires=soon.strftime("%Y-%m-%dT%H:%M:%SZ")))
            return
        code, says = self.refuses
        self._say(400, REFUSED.format(code=code, says=says))

    def _say(self, status: int, text: str) -> None:
        self.send_response(status)
        if status == 401:
            self.send_header("x-amzn-ErrorType", "UnauthorizedException")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.fixture
def portal() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Portal)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def without_keys(live: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)


# --- SSO --------------------------------------------------------------------------------


@pytest.fixture
def tokens(
    without_keys: None, portal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Where tokens are kept, as `aws sso login` leaves them."""
    folder = tmp_path / "cache"
    folder.mkdir()
    for provider in ("credentials.SSOProvider", "tokens.SSOTokenProvider"):
        monkeypatch.setattr(f"botocore.{provider}._SSO_TOKEN_CACHE_DIR", str(folder))
    config = tmp_path / "config"
    config.write_text(CONFIG)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_ENDPOINT_URL_SSO", portal)
    return folder


def keep(tokens: Path, token: str, hours: int = 1, name: str = SESSION) -> None:
    expires = datetime.now(UTC) + timedelta(hours=hours)
    kept = {
        "startUrl": START,
        "region": "us-east-1",
        "accessToken": token,
        "expiresAt": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    (tokens / f"{hashlib.sha1(name.encode()).hexdigest()}.json").write_text(json.dumps(kept))


def scanned(tmp_path: Path, profile: str = "prod") -> Done:
    return run("collect", "--account", f"aws:{profile}", cwd=tmp_path)


def test_a_profile_of_sso(tokens: Path, tmp_path: Path) -> None:
    keep(tokens, VALID)
    done = scanned(tmp_path)
    assert done.code == 0, done.err
    (source,) = json.loads(done.out)["sources"]
    assert source["id"] == f"aws:{MAIN}"
    assert json.loads(done.out)["resources"]


def test_of_the_older_kind(tokens: Path, tmp_path: Path) -> None:
    keep(tokens, VALID, name=START)
    assert scanned(tmp_path, "left").code == 0


@pytest.mark.parametrize("case", ["expired", "revoked", "none"])
@pytest.mark.parametrize("profile", ["prod", "left"])
def test_who_is_not_signed_in_is_told_how_to(
    case: str, profile: str, tokens: Path, tmp_path: Path
) -> None:
    name = SESSION if profile == "prod" else START
    if case != "none":
        token, hours = (VALID, -1) if case == "expired" else (REVOKED, 1)
        keep(tokens, token, hours, name)
    done = scanned(tmp_path, profile)
    assert done.code == 2
    assert f"nothing could be read: aws:{profile}: the credentials are not valid" in done.err
    assert f"aws sso login --profile {profile}, then scan again" in done.err
    assert VALID not in done.err


def test_that_stays_known_for_when_the_credentials_end(tokens: Path) -> None:
    keep(tokens, VALID)
    found = list(selected(("prod", "org"), "r", Transport()))
    again = {one.id: one.again for one in found if isinstance(one, Account)}
    assert again[MAIN] == "aws sso login --profile prod"


# --- web identity -----------------------------------------------------------------------


@pytest.fixture
def identity(without_keys: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that a CI job leaves its token in."""
    file = tmp_path / "token"
    file.write_text("eyJhbGciOiJSUzI1NiJ9.e30.c2lnbmVk")
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(file))
    monkeypatch.setenv("AWS_ROLE_ARN", f"arn:aws:iam::{MAIN}:role/cutset-read")
    return file


def test_a_job_signs_in_by_its_token(identity: Path, tmp_path: Path) -> None:
    done = scanned(tmp_path, "")
    assert done.code == 0, done.err
    (source,) = json.loads(done.out)["sources"]
    assert source["id"] == f"aws:{MAIN}"


def test_and_enters_other_accounts(identity: Path, tmp_path: Path) -> None:
    done = run("collect", "--account", "aws:222233334444", cwd=tmp_path)
    assert done.code == 0, done.err
    assert '"aws:222233334444"' in done.out


def test_a_token_that_is_refused(
    identity: Path, portal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", portal)
    for code in ("AccessDenied", "ExpiredTokenException", "InvalidIdentityToken"):
        monkeypatch.setattr(_Portal, "refuses", (code, "as the test has it"))
        done = scanned(tmp_path, "")
        assert done.code == 2
        assert f"({code}: as the test has it)" in done.err
        assert "have the job ask for a new token" in done.err
        assert "trust policy" in done.err
        assert "scan policy" not in done.err, "no permission is missing"


def test_a_token_that_is_refused_later(
    identity: Path, portal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the credentials are to be renewed: it is not the call at hand that was refused."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", portal)
    monkeypatch.setattr(_Portal, "grants", 1)
    monkeypatch.setattr(_Portal, "refuses", ("AccessDenied", "not this job any more"))
    done = scanned(tmp_path, "")
    assert done.code == 2
    assert "the credentials are not valid, or no longer (AccessDenied: not this job" in done.err
    assert "scan policy" not in done.err


def test_a_token_that_is_not_there(identity: Path, tmp_path: Path) -> None:
    identity.unlink()
    done = scanned(tmp_path, "")
    assert done.code == 2
    assert "have the job ask for a new token" in done.err


def test_an_endpoint_that_does_not_answer_is_not_about_credentials(
    identity: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9")
    done = scanned(tmp_path, "")
    assert done.code == 2
    assert "no answer (EndpointConnectionError" in done.err
    assert "not valid" not in done.err
