"""One key per file: JSON with everything about the key, its secret in the open (demo) or sealed.

`<keys folder>/ledger.json`, `master.json` and `trust-list.json`; `<keys folder>/<issuer>/signing-<kid>.json` and
`country-ca.json`; `<keys folder>/<issuer>/<programme>/<format>-<kid>.json`. A secret is an Ed25519 seed, a P-256 scalar
or a symmetric key of 32 bytes, or an RSA key as PKCS #8 (DER).
"""

import base64
import binascii
import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from credential_core.encodings.members import Members, format_time
from credential_core.encodings.multikey import decode_multikey, encode_multikey
from credential_core.encodings.strict_json import JsonObject, parse_json_object
from credential_core.errors import CredentialError, MalformedInputError
from credential_core.formats.signed import Scheme
from credential_core.limits import MAX_X509_BYTES
from credential_core.proofs import Algorithm, check_public_key
from credential_core.trust import KEY_TYPES
from issuer_jobs import durable
from issuer_jobs.configuration import IssuerId, ProgrammeId
from issuer_jobs.errors import ConfigurationError, SigningError
from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.signing.key_ids import credential_key_id, file_name, key_id, public_key_hash
from issuer_jobs.signing.protection import KeyDerivation, Passphrase
from issuer_jobs.signing.records import KeyPurpose, KeyRecord
from issuer_jobs.signing.signer import Signer
from issuer_jobs.trust_sources.certificates import read_certificate

KEY_FORMAT = "divoc-key"
KEY_VERSION = 1
SECRET_BYTES = 32
PASSPHRASE_VARIABLE = "DIVOC_KEY_PASSPHRASE"  # noqa: S105 - the variable's name, not the passphrase
_PRIVATE_FILE = 0o600
_MAX_SECRET_CHARACTERS = 4_096  # an RSA key of 2048 bits has 1 680, sealed and in base64
_MAX_CERTIFICATE_CHARACTERS = (MAX_X509_BYTES + 2) // 3 * 4


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A key file's content; `stored_secret` is sealed exactly when there is a `derivation`."""

    record: KeyRecord
    derivation: KeyDerivation | None
    stored_secret: bytes = field(repr=False)


def key_path(folder: Path, record: KeyRecord) -> Path:
    """Where the file of a key belongs."""
    name = file_name(record.purpose)
    if record.issuer is None:
        return folder / f"{name}.json"
    if record.purpose is KeyPurpose.COUNTRY_CA:
        return folder / record.issuer / f"{name}.json"
    if record.programme is None or record.format is None:
        return folder / record.issuer / f"{name}-{record.id.rpartition('#')[2]}.json"
    return folder / record.issuer / record.programme / f"{record.format.value}-{_kid(record)}.json"


def write_key_file(file: KeyFile) -> None:
    """Write a key file for its owner's eyes only: 0600, in a folder of 0700."""
    record = file.record
    dated = record.certificate is None  # else the period is the certificate's, which says it itself
    document: JsonObject = {
        "format": KEY_FORMAT,
        "version": KEY_VERSION,
        "purpose": record.purpose.value,
        "issuer": record.issuer,
        "programme": record.programme,
        "credential_format": record.format and record.format.value,
        "algorithm": record.algorithm,
        "id": record.id,
        "created_at": format_time(record.created_at),
        "valid_from": format_time(record.valid_from) if dated and record.valid_from else None,
        "valid_until": format_time(record.valid_until) if dated and record.valid_until else None,
        "demo": record.demo,
        "public_key": record.public_key and encode_multikey(KEY_TYPES[Algorithm(record.algorithm)], record.public_key),
        "certificate": record.certificate and base64.b64encode(record.certificate).decode(),
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
    """The secret; refuses (ConfigurationError) a missing or wrong passphrase and a secret of another key."""
    record = file.record
    secret: bytes | None = file.stored_secret
    if file.derivation is not None:
        if passphrase is None:
            raise ConfigurationError(f"{record.path} is protected. Give its passphrase in {PASSPHRASE_VARIABLE}.")
        secret = passphrase.unseal(file.stored_secret, file.derivation)
    if secret is None:
        raise ConfigurationError(f"{record.path}: the passphrase is wrong. Check {PASSPHRASE_VARIABLE}.")
    if not _is_secret_of(record, secret):
        raise ConfigurationError(f"{record.path} holds another key than it names. Restore it from the backup.")
    return secret


def _is_secret_of(record: KeyRecord, secret: bytes) -> bool:
    did = record.id.rpartition("#")[0] if record.purpose is KeyPurpose.SIGNING else record.id
    if not record.purpose.is_signature_key:
        return len(secret) == SECRET_BYTES and key_id(record, did, secret) == record.id
    try:
        public_key = Signer.from_secret(record.id, secret, Algorithm(record.algorithm)).public_key
    except SigningError:
        return False
    return public_key == record.public_key and key_id(record, did, secret) == record.id


def _kid(record: KeyRecord) -> str:
    """What tells a programme's keys of one format apart, in characters that file names may have."""
    if record.format is None or record.format.scheme is Scheme.DIVOC:
        return public_key_hash(record)  # the id names the holder, and stays when the key is replaced
    return record.id.rstrip("=").replace("+", "-").replace("/", "_")


def _derivation_document(derivation: KeyDerivation) -> JsonObject:
    return {
        "salt": base64.b64encode(derivation.salt).decode(),
        "operations": str(derivation.operations),
        "memory_bytes": str(derivation.memory_bytes),
    }


def _key_file(members: Members, path: Path) -> KeyFile:
    purpose = KeyPurpose(members.text("purpose"))
    derivation = _read_derivation(members)
    stored_secret = base64.b64decode(members.text("secret", _MAX_SECRET_CHARACTERS), validate=True)
    algorithm = members.text("algorithm")
    credential = purpose is KeyPurpose.CREDENTIAL
    credential_format = CredentialFormat(members.text("credential_format")) if credential else None
    certificate = _certificate(members) if _has_certificate(purpose, credential_format) else None
    valid_from, valid_until = _period(members, purpose, certificate)
    record = KeyRecord(
        purpose=purpose,
        issuer=IssuerId(members.text("issuer")) if purpose.has_issuer else None,
        id=members.text("id"),
        algorithm=algorithm,
        created_at=members.time("created_at"),
        valid_from=valid_from,
        valid_until=valid_until,
        demo=_flag(members.take("demo")),
        protected=derivation is not None,
        public_key=_public_key(members, Algorithm(algorithm)) if purpose.is_signature_key else None,
        path=path,
        programme=ProgrammeId(members.text("programme")) if credential else None,
        format=credential_format,
        certificate=certificate,
    )
    _require_consistent(record)
    return KeyFile(record, derivation, stored_secret)


def _require_consistent(record: KeyRecord) -> None:
    """Refuse (MalformedInputError) a record that contradicts itself."""
    allowed = record.purpose.algorithms if record.format is None else [one.value for one in record.format.algorithms]
    if record.algorithm not in allowed:
        raise MalformedInputError("algorithm")
    if record.valid_from is not None and record.valid_until is not None and record.valid_from >= record.valid_until:
        raise MalformedInputError("validity_order")
    if record.certificate is not None and read_certificate(record.certificate).key[1] != record.public_key:
        raise MalformedInputError("certificate_of_another_key")
    if record.purpose is KeyPurpose.CREDENTIAL and credential_key_id(record, record.id) != record.id:
        raise MalformedInputError("key_id")


def _has_certificate(purpose: KeyPurpose, credential_format: CredentialFormat | None) -> bool:
    is_hcert = credential_format is not None and credential_format.scheme is Scheme.HCERT
    return is_hcert or purpose is KeyPurpose.COUNTRY_CA


def _certificate(members: Members) -> bytes:
    return base64.b64decode(members.text("certificate", _MAX_CERTIFICATE_CHARACTERS), validate=True)


def _period(
    members: Members, purpose: KeyPurpose, certificate: bytes | None
) -> tuple[datetime, datetime] | tuple[None, None]:
    if certificate is not None:
        facts = read_certificate(certificate).facts
        return facts.not_before, facts.not_after
    return (members.time("valid_from"), members.time("valid_until")) if purpose.has_issuer else (None, None)


def _public_key(members: Members, algorithm: Algorithm) -> bytes:
    key_type, public_key = decode_multikey(members.text("public_key"))
    if key_type is not KEY_TYPES[algorithm]:
        raise MalformedInputError("public_key")
    return check_public_key(algorithm, public_key)


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
