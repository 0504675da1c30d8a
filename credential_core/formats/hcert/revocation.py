"""The hashes under which the EU's gateway lists revoked certificates (EU DCC revocation, §"Hash types")."""

from dataclasses import dataclass
from hashlib import sha256

from credential_core.encodings.cbor import CborValue
from credential_core.formats.hcert.cose import UnverifiedSign1
from credential_core.formats.hcert.cwt import UnverifiedHcert
from credential_core.proofs import Algorithm

_HASH_BYTES = 16
_EU_DCC = 1
_GROUPS = ("v", "t", "r")


@dataclass(frozen=True, slots=True)
class RevocationHashes:
    """The first 16 bytes of SHA-256 for each hash type; None where the certificate has nothing to hash."""

    uci: bytes | None
    country_code_uci: bytes | None
    signature: bytes


def revocation_hashes(hcert: UnverifiedHcert) -> RevocationHashes:
    """The hashes of a certificate whose signature was checked: UCI, COUNTRYCODEUCI and SIGNATURE."""
    uci = _certificate_identifier(hcert)
    named = uci is not None and hcert.issuer is not None
    return RevocationHashes(
        uci=None if uci is None else _hash(uci.encode()),
        country_code_uci=_hash(f"{hcert.issuer}{uci}".encode()) if named else None,
        signature=_hash(_unchangeable_part(hcert.message)),
    )


def _unchangeable_part(message: UnverifiedSign1) -> bytes:
    """Of ECDSA only r: anybody can turn s into n - s and the signature stays good."""
    if Algorithm.PS256 in message.algorithms:
        return message.value
    return message.value[: len(message.value) // 2]


def _certificate_identifier(hcert: UnverifiedHcert) -> str | None:
    """`ci` of the one event, as it stands in the payload, with prefix and check character."""
    certificate: CborValue = (hcert.sub_claims or {}).get(_EU_DCC)
    groups = [certificate.get(name) for name in _GROUPS] if isinstance(certificate, dict) else []
    event = next((group[0] for group in groups if isinstance(group, list) and group), None)
    identifier = event.get("ci") if isinstance(event, dict) else None
    return identifier if isinstance(identifier, str) else None


def _hash(data: bytes) -> bytes:
    return sha256(data).digest()[:_HASH_BYTES]
