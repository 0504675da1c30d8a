"""One key per file: JSON with everything about the key, its secret in the open (demo) or sealed.

`<keys folder>/ledger.json`, `master.json`, `trust-list.json` and `<keys folder>/<issuer>/signing-<kid>.json`.
"""

import base64
import binascii
import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from credential_core.encodings.members import Members, format_time
from credential_core.encodings.multibase import decode_ed25519_multikey, encode_ed25519_multikey
from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import CredentialError, MalformedInputError
from credential_core.proofs import Algorithm, check_public_key
from issuer_jobs import durable
from issuer_jobs.configuration import IssuerId
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.signing.protection import KeyDerivation, Passphrase
from issuer_jobs.signing.records import KeyPurpose, KeyRecord, key_id, public_key_of

KEY_FORMAT = "divoc-key"
KEY_VERSION = 1
SECRET_BYTES = 32
PASSPHRASE_VARIABLE = "DIVOC_KEY_PASSPHRASE"  # noqa: S105 - the variable's name, not the passphrase
_PRIVATE_FILE = 0o600


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A key file's content; `stored_secret` is sealed exactly when there is a `derivation`."""

    record: KeyRecord
    derivation: KeyDerivation | None
    stored_secret: bytes = field(repr=False)


def key_path(folder: Path, purpose: KeyPurpose, issuer: IssuerId | None, identifier: str) -> Path:
    """Where the file of a key belongs."""
    if issuer is None:
        return folder / f"{purpose.value.replace('_', '-')}.json"
    return folder / issuer / f"signing-{identifier.rpartition('#')[2]}.json"


def write_key_file(file: KeyFile) -> None:
    """Write a key file for its owner's eyes only: 0600, in a folder of 0700."""
    record = file.record
    document: JsonObject = {
        "format": KEY_FORMAT,
        "version": KEY_VERSION,
        "purpose": record.purpose.value,
        "issuer": record.issuer,
        "algorithm": record.algorithm,
        "id": record.id,
        "created_at": format_time(record.created_at),
        "valid_from": record.valid_from and format_time(record.valid_from),
        "valid_until": record.valid_until and format_time(record.valid_until),
        "demo": record.demo,
        "public_key": record.public_key and encode_ed25519_multikey(record.public_key),
        "protection": "none" if file.derivation is None else "passphrase",
        "argon2id": file.derivation and _derivation_document(file.derivation),
        "secret": base64.b64encode(file.stored_secret).decode(),
    }
    present = {name: value for name, value in document.items() if value is not None}
    with durable.new_file(record.path) as temporary:
        temporary.touch()
        temporary.chmod(_PRIVATE_FILE)  # before the secret is in it
        temporary.write_bytes(json.dumps(present, indent=2).encode() + b"\n")


def read_key_file(path: Path) -> KeyFile:
    """Read a key file without opening its secret; refuses (ConfigurationError) broken, newer and foreign files."""
    try:
        members = Members(parse_json_object(path.read_bytes()), "key")
        members.expect("format", KEY_FORMAT)
        if members.take("version") != KEY_VERSION:
            raise ConfigurationError(f"{path} was written by a newer version of divoc. Update divoc, then run again.")
        file = _key_file(members, path)
        members.finish()
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}. Mend its permissions.") from error
    except (CredentialError, binascii.Error, ValueError) as error:
        cause = error.code if isinstance(error, CredentialError) else type(error).__name__
        raise ConfigurationError(
            f"{path} is not a sound key file ({cause}). Restore it from the backup of the keys, or move it away if it"
            " is none of ours. Do not replace a ledger or master key by a new one: it would not fit what is stored."
        ) from error
    return file


def unlock(file: KeyFile, passphrase: Passphrase | None) -> bytes:
    """The 32-byte secret; refuses (ConfigurationError) a missing or wrong passphrase and a secret of another key."""
    record = file.record
    secret: bytes | None = file.stored_secret
    if file.derivation is not None:
        if passphrase is None:
            raise ConfigurationError(f"{record.path} is protected. Give its passphrase in {PASSPHRASE_VARIABLE}.")
        secret = passphrase.unseal(file.stored_secret, file.derivation)
    if secret is None:
        raise ConfigurationError(f"{record.path}: the passphrase is wrong. Check {PASSPHRASE_VARIABLE}.")
    did = None if record.issuer is None else record.id.rpartition("#")[0]
    sound = len(secret) == SECRET_BYTES and key_id(record.purpose, did, secret) == record.id
    if not sound or (record.purpose.is_signature_key and public_key_of(secret) != record.public_key):
        raise ConfigurationError(f"{record.path} holds another key than it names. Restore it from the backup.")
    return secret


def _derivation_document(derivation: KeyDerivation) -> JsonObject:
    return {
        "salt": base64.b64encode(derivation.salt).decode(),
        "operations": str(derivation.operations),
        "memory_bytes": str(derivation.memory_bytes),
    }


def _key_file(members: Members, path: Path) -> KeyFile:
    purpose = KeyPurpose(members.text("purpose"))
    derivation = _read_derivation(members)
    stored_secret = base64.b64decode(members.text("secret"), validate=True)
    members.expect("algorithm", purpose.algorithm)
    signing = purpose is KeyPurpose.SIGNING
    record = KeyRecord(
        purpose=purpose,
        issuer=IssuerId(members.text("issuer")) if signing else None,
        id=members.text("id"),
        algorithm=purpose.algorithm,
        created_at=members.time("created_at"),
        valid_from=members.time("valid_from") if signing else None,
        valid_until=members.time("valid_until") if signing else None,
        demo=_flag(members.take("demo")),
        protected=derivation is not None,
        public_key=_public_key(members) if purpose.is_signature_key else None,
        path=path,
    )
    if not _in_order(record.valid_from, record.valid_until):
        raise MalformedInputError("validity_order")
    return KeyFile(record, derivation, stored_secret)


def _public_key(members: Members) -> bytes:
    return check_public_key(Algorithm.ED25519, decode_ed25519_multikey(members.text("public_key")))


def _in_order(start: datetime | None, end: datetime | None) -> bool:
    return start is None or end is None or start < end


def _read_derivation(members: Members) -> KeyDerivation | None:
    protection = members.text("protection")
    if protection == "none":
        return None
    if protection != "passphrase":
        raise MalformedInputError("protection")
    parameters = Members(members.take("argon2id"), "argon2id")
    salt = base64.b64decode(parameters.text("salt"), validate=True)
    derivation = KeyDerivation(salt, parameters.number("operations"), parameters.number("memory_bytes"))
    parameters.finish()
    if not derivation.is_acceptable:
        raise MalformedInputError("argon2id")
    return derivation


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise MalformedInputError("demo")
    return value
