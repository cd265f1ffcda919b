"""What looks like a secret, by its name or by itself. All such lists are here.

Names are those under which providers and applications keep passwords, keys and tokens;
the forms of values are those that issuers document for their credentials.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

HIDDEN = "(sensitive)"

_NAME = re.compile(
    r"(?:^|[_\-.])(?:"
    r"passwords?|passwd|passphrase|pwd|pass|secrets?|tokens?|credentials?|psk"
    r"|(?:api|access|account|auth|client|encryption|license|master|primary|private|secondary"
    r"|secret|service|shared|signing|ssh|storage|sas|ssl|tls|webhook)_?keys?"
    r"|apikeys?|kubeconfig|connection_?strings?|conn_?str|htpasswd|client_certificate_data"
    r"|(?:private_key|secret)_?(?:pem|base64|data|string|text|value|openssh|json)"
    r"|(?:secret|password|token)_?(?:string|text|value|binary|plaintext|wo)"
    r"|administrator_?(?:login_)?password|sas_?token|mnemonic|seed_?phrase"
    r")$"
)
"""Names of secrets. What ends otherwise (`_arn`, `_id`, `_name`, `_url`, `_file`, `_length`) only
speaks about one."""

_HOLDERS = re.compile(r"(?:^|_)secrets?(?:_|$)|_parameter$")
_HELD = frozenset({"value", "data", "data_json", "string_data", "binary_data"})
"""Types of resources that are there to hold a secret, and where they hold it."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

_FORMS = re.compile(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----"
    r"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\bgh[pousr]_[0-9A-Za-z]{36,}"
    r"|\bgithub_pat_[0-9A-Za-z_]{40,}"
    r"|\bglpat-[0-9A-Za-z_-]{20,}"
    r"|\bxox[abposr]-[0-9A-Za-z-]{10,}"
    r"|\bAIza[0-9A-Za-z_-]{35}"
    r"|\bya29\.[0-9A-Za-z_-]{20,}"
    r"|\b[sr]k_(?:live|test)_[0-9A-Za-z]{16,}"
    r"|\bSG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16,}"
    r"|\bnpm_[0-9A-Za-z]{36}"
    r"|\bhvs\.[0-9A-Za-z_-]{20,}"
    r"|\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}"
    r"|(?i:\b(?:AccountKey|SharedAccessKey|sig)=)[0-9A-Za-z+/%]{20,}=*"
)
_SIGNS = ("PRIVATE KEY", "AKIA", "ASIA", "gh", "glpat-", "xox", "AIza", "ya29.", "k_live_",
          "k_test_", "SG.", "npm_", "hvs.", "eyJ", "Key=", "key=", "sig=", "SIG=",
          "KEY=")  # fmt: skip
"""One of these stands in whatever `_FORMS` fits: looking for them is quicker."""
_IN_URL = re.compile(
    r"(?P<scheme>[a-zA-Z][a-zA-Z0-9+.-]{0,20}://[^\s:/@]{0,200}:)(?P<secret>[^\s/@]{1,500})@"
)
_IN_PATH = re.compile(
    r"(?i)(?P<before>\b(?:https?|wss?)://[^\s/\"'?#]{1,300}/(?:[^\s/\"'?#]{0,100}/){0,8})"
    r"(?=[\w-]{0,200}\d)(?=[\w-]{0,200}[a-z])(?P<secret>[\w-]{10,200})(?=[/?#\s\"']|$)"
)
"""The key that vendors put into the path of an address (`/v3/<key>`): letters and digits."""
_ASSIGNED = re.compile(
    r"""(?ix) (?P<name> \b [\w.-]{0,60} (?:password|passwd|secret|token|api_?key|private_?key)
        (?:_string|_value)? ["']? \s* [=:] \s* ) (?P<quote>["']?) (?P<value>[^\s"'$(]{4,200})"""
)
_WORDS = ("password", "passwd", "secret", "token", "apikey", "api_key", "privatekey", "private_key")
"""One of these stands in whatever `_ASSIGNED` fits: looking for them is quicker."""
_IN_NAME = re.compile(r"\barn:[\w:/*+=,.@-]*:$")
"""What stands before a word inside a full name: `arn:...:secret:` begins a secret's name."""
_LOCATOR = re.compile(r"arn:|https?://|projects/|/subscriptions/|/|vault:|ssm:|\$\{|\(")
"""How a text begins that says where a secret is, rather than being one."""


@lru_cache(maxsize=8192)
def secret_name(name: str) -> bool:
    """Whether an attribute, variable or environment variable of that name holds a secret."""
    return bool(_NAME.search(_CAMEL.sub("_", name).lower()))


def holds_secret(kind: str, name: str) -> bool:
    """Whether attribute `name` of resources of type `kind` is a secret they are there to hold."""
    return name in _HELD and bool(_HOLDERS.search(kind))


def locates(text: str) -> bool:
    """Whether `text` says where something is: an identifier, an address, a path, a reference."""
    return bool(_LOCATOR.match(text))


def redacted(text: str) -> str:
    """`text` without what has the form of a secret. What stands around it stays."""
    if len(text) < 8:
        return text
    if any(map(text.__contains__, _SIGNS)) and _FORMS.search(text):
        if "PRIVATE KEY" in text:
            return HIDDEN
        text = _FORMS.sub(HIDDEN, text)
    if "://" in text:
        text = _IN_URL.sub(_without_password, text)
        text = _IN_PATH.sub(lambda match: match["before"] + HIDDEN, text)
    lowered = text.lower()
    if any(map(lowered.__contains__, _WORDS)):
        return _ASSIGNED.sub(_without_value, text)
    return text


_redacted_name = lru_cache(maxsize=8192)(redacted)
"""Of the keys of maps, which are few."""


def _without_password(match: re.Match[str]) -> str:
    secret = match["secret"]
    return (
        match.group() if secret.startswith(("$", "(", "<", "{")) else f"{match['scheme']}{HIDDEN}@"
    )


def _without_value(match: re.Match[str]) -> str:
    value = match["value"]
    if _IN_NAME.search(match.string[max(0, match.start() - 200) : match.start()]):
        return match.group()
    if locates(value) or value.lower() in ("true", "false", "null", "none"):
        return match.group()
    return f"{match['name']}{match['quote']}{HIDDEN}"


def without_secrets(value: Any, name: str = "") -> Any:
    """Plain data (of the kind JSON has) without what looks like a secret: by the name it stands
    under, by the name beside it (`{"name": ..., "value": ...}`), or by its own form."""
    if isinstance(value, str):
        if name and secret_name(name) and value:
            return value if locates(value) and redacted(value) == value else HIDDEN
        return redacted(value)
    if isinstance(value, list | tuple):
        return [without_secrets(item, name) for item in value]
    if not isinstance(value, dict):
        return value
    called = next((value[k] for k in ("name", "key", "Name", "Key") if k in value), "")
    pair = isinstance(called, str) and bool(called) and secret_name(called)
    return {
        _redacted_name(str(key)): without_secrets(
            item, called if pair and key in ("value", "Value") else str(key)
        )
        for key, item in value.items()
    }
