"""Digests of texts, and identifiers made from them."""

from __future__ import annotations

import base64
import hashlib
import uuid

from scanner.collect.terraform.functions.signature import Function, native, never_known
from scanner.collect.terraform.values import EvaluationError

_NAMESPACES = {
    "dns": uuid.NAMESPACE_DNS,
    "url": uuid.NAMESPACE_URL,
    "oid": uuid.NAMESPACE_OID,
    "x500": uuid.NAMESPACE_X500,
}


def digest(name: str, content: bytes) -> str:
    """The digest in hexadecimal. These identify content, they protect nothing."""
    return hashlib.new(name, content, usedforsecurity=False).hexdigest()


def digest_base64(name: str, content: bytes) -> str:
    """The digest in Base64."""
    return base64.b64encode(hashlib.new(name, content, usedforsecurity=False).digest()).decode()


def _uuidv5(namespace: str, name: str) -> str:
    try:
        space = _NAMESPACES.get(namespace) or uuid.UUID(namespace)
    except ValueError as error:
        raise EvaluationError(f'"{namespace}" is no namespace') from error
    return str(uuid.uuid5(space, name))


FUNCTIONS: dict[str, Function] = {
    "base64sha256": native(lambda text: digest_base64("sha256", text.encode()), "string"),
    "base64sha512": native(lambda text: digest_base64("sha512", text.encode()), "string"),
    "bcrypt": never_known(1, 2),
    "md5": native(lambda text: digest("md5", text.encode()), "string"),
    "rsadecrypt": never_known(2, 2),
    "sha1": native(lambda text: digest("sha1", text.encode()), "string"),
    "sha256": native(lambda text: digest("sha256", text.encode()), "string"),
    "sha512": native(lambda text: digest("sha512", text.encode()), "string"),
    "uuid": never_known(0, 0),
    "uuidv5": native(_uuidv5, "string", "string"),
}
