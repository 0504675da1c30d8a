"""The trust root: the public keys that may sign trust lists. The site pins it when it is built."""

import json
from pathlib import Path

from credential_core.encodings.members import Members
from credential_core.encodings.multibase import decode_ed25519_multikey, encode_ed25519_multikey
from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import CredentialError, MalformedInputError
from credential_core.proofs import Algorithm, check_public_key
from issuer_jobs import durable
from issuer_jobs.errors import ConfigurationError

TRUST_ROOT_NAME = "trust-root.json"
TRUST_ROOT_FORMAT = "divoc-trust-root"
TRUST_ROOT_VERSION = 1


def read_trust_root(path: Path) -> dict[str, bytes]:
    """Key id → 32-byte Ed25519 key; refuses (ConfigurationError) a missing, broken or newer file."""
    try:
        members = Members(parse_json_object(path.read_bytes()), "trust_root")
        members.expect("format", TRUST_ROOT_FORMAT)
        if members.take("version") != TRUST_ROOT_VERSION:
            raise ConfigurationError(f"{path} was written by a newer version of divoc. Update divoc, then run again.")
        keys = _keys(members.take("keys"))
        members.finish()
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}. `divoc keys init` makes it.") from error
    except CredentialError as error:
        raise ConfigurationError(f"{path} is not a sound trust root ({error.code}). Restore it.") from error
    return keys


def write_trust_root(path: Path, keys: dict[str, bytes]) -> None:
    """Write the trust root; it is public, and is copied to where sites are built and certificates checked."""
    document = {
        "format": TRUST_ROOT_FORMAT,
        "version": TRUST_ROOT_VERSION,
        "keys": [
            {"id": identifier, "algorithm": Algorithm.ED25519.value, "public_key": encode_ed25519_multikey(key)}
            for identifier, key in keys.items()
        ],
    }
    durable.write_file(path, json.dumps(document, indent=2).encode() + b"\n")


def _keys(value: object) -> dict[str, bytes]:
    if not isinstance(value, list) or not value:
        raise MalformedInputError("keys")
    return dict(map(_key, value))


def _key(value: JsonObject) -> tuple[str, bytes]:
    members = Members(value, "key")
    members.expect("algorithm", Algorithm.ED25519.value)
    identifier = members.text("id")
    key = check_public_key(Algorithm.ED25519, decode_ed25519_multikey(members.text("public_key")))
    members.finish()
    return identifier, key
