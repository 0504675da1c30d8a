"""Small authorities for tests: certificates, a WHO list, a VCI directory, key sets; made anew, and as of `NOW`."""

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA512
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from pyld import jsonld

from credential_core.encodings.members import format_time
from issuer_jobs.packaged_data import data_folder

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
WHO_SIGNER = "did:web:who.example:signing:DID"
LIST = "did:web:tng-cdn.example:v2:trustlist"

PrivateKey: TypeAlias = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Holder:
    """A private key with its certificate."""

    key: PrivateKey
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        """The certificate."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        """The certificate."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def kid(self) -> str:
        """HCERT's id of the certificate."""
        return base64.b64encode(hashlib.sha256(self.der).digest()[:8]).decode()


def an_ec_key() -> ec.EllipticCurvePrivateKey:
    """A new P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


@cache
def an_rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    """An RSA key; the same within a run, because making one takes a while."""
    return rsa.generate_private_key(65537, bits)


def a_holder(
    country: str = "PT",
    *,
    signed_by: Holder | None = None,
    key: PrivateKey | None = None,
    uses: Sequence[str] | None = None,
    is_authority: bool = False,
    not_before: datetime = NOW - YEAR,
    not_after: datetime = NOW + YEAR,
) -> Holder:
    """A certificate with HCERT's `uses` (`1847.2021.1.2` …), signed by an authority or by itself."""
    key = key or an_ec_key()
    kind = "Authority" if is_authority else "Signer"
    names = [(NameOID.COUNTRY_NAME, country), (NameOID.ORGANIZATION_NAME, "Health"), (NameOID.COMMON_NAME, kind)]
    subject = x509.Name([x509.NameAttribute(oid, value) for oid, value in names])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(signed_by.certificate.subject if signed_by else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(not_before)
        .not_valid_after(not_after)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    )
    if uses is not None:
        oids = [x509.ObjectIdentifier(f"1.3.6.1.4.1.{use}") for use in uses]
        builder = builder.add_extension(x509.ExtendedKeyUsage(oids), critical=False)
    signer = signed_by.key if signed_by else key
    if isinstance(signer, rsa.RSAPrivateKey):
        scheme = padding.PSS(padding.MGF1(SHA256()), SHA256.digest_size)
        return Holder(key, builder.sign(signer, SHA256(), rsa_padding=scheme))
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    return Holder(key, builder.sign(signer, SHA256()))


def a_jwk(key: ec.EllipticCurvePrivateKey | None = None, **changes: Any) -> Json:
    """A key of a SMART Health Card issuer; a change to None takes a member away."""
    numbers = (key or an_ec_key()).public_key().public_numbers()
    x, y = (_base64url(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    thumbprint = hashlib.sha256(f'{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}'.encode()).digest()
    jwk = {"kty": "EC", "kid": _base64url(thumbprint), "use": "sig", "alg": "ES256", "crv": "P-256", "x": x, "y": y}
    return {name: value for name, value in (jwk | changes).items() if value is not None}


def public_pem(key: PrivateKey) -> bytes:
    """A bare public key."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def a_method(
    holder: Holder, authority: Holder | None, participant: str = "PRT", usage: str = "DSC", **changes: Any
) -> Json:
    """A verification method of the WHO's list, version 2, with coordinates as broken as there."""
    chain = [holder.der, *([authority.der] if authority else [])]
    jwk = {
        "kty": "EC",
        "kid": holder.kid,
        "x5c": [base64.b64encode(der).decode() for der in chain],
        "x": "AA",
        "y": "AA",
    }
    return {
        "id": f"{LIST}:DCC:{participant}:{usage}#{holder.kid}",
        "type": "JsonWebKey2020",
        "controller": LIST,
        "publicKeyJwk": jwk,
        "domain": {"code": "#DCC"},
        "participant": {"code": f"#{participant}"},
        "keyusage": {"code": f"#{usage}"},
    } | changes


def a_who_list(
    methods: Sequence[Json], signer: ec.EllipticCurvePrivateKey, *, version: int = 2, created: datetime = NOW
) -> Json:
    """The list with its proof, canonicalised by PyLD alone; version 1 signs and names its algorithm in its own way."""
    contexts = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"]
    if version == 2:
        contexts.append("https://smart.who.int/trust/tng-context/v1.jsonld")
    identifier = LIST if version == 2 else LIST.replace(":v2", "")
    document = {"@context": contexts, "id": identifier, "controller": identifier, "verificationMethod": list(methods)}
    proof = {
        "type": "JsonWebSignature2020",
        "created": format_time(created),
        "nonce": "AoK9a0zs7BZub0rK",
        "proofPurpose": "assertionMethod",
        "verificationMethod": WHO_SIGNER,
    }
    algorithm = "ES256" if version == 2 else "EC"
    header = _base64url(json.dumps({"b64": False, "crit": ["b64"], "alg": algorithm}).encode())
    hashes = [hashlib.sha256(_canonical(one)).digest() for one in ({"@context": contexts} | proof, document)]
    signature = signer.sign(header.encode() + b"." + b"".join(hashes), ec.ECDSA(SHA256()))
    if version == 1:
        signature = b"".join(number.to_bytes(32, "big") for number in decode_dss_signature(signature))
    return document | {"proof": proof | {"jws": f"{header}..{_base64url(signature)}"}}


def a_snapshot(*issuers: Json, time: datetime = NOW) -> bytes:
    """A snapshot of the VCI directory."""
    return json.dumps({"directory": "https://vci.example", "time": format_time(time), "issuerInfo": issuers}).encode()


def a_listed_issuer(iss: str, *jwks: Json, crls: Sequence[Json] = (), **changes: Any) -> Json:
    """An issuer of the directory with its keys and revocation lists."""
    issuer = {"iss": iss, "name": "Example Clinic"} | changes
    return {"issuer": issuer, "keys": list(jwks)} | ({"crls": list(crls)} if crls else {})


def a_revocation_list(kid: str, *rids: str, counter: object = 1) -> Json:
    """A card issuer's revocation list for one key."""
    return {"kid": kid, "method": "rid", "ctr": counter, "rids": list(rids)}


@cache
def a_directory_signer() -> Holder:
    """A signer of snapshots, with P-521 as the VCI's."""
    return a_holder("US", key=ec.generate_private_key(ec.SECP521R1()))


def write_snapshot(
    folder: Path, data: bytes, signer: Holder | None = None, *, certificate: Holder | None = None
) -> Path:
    """A snapshot with its signature, and with its certificate when that is given."""
    path = folder / "vci_snapshot.json"
    path.write_bytes(data)
    key = (signer or a_directory_signer()).key
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    path.with_suffix(".sig").write_bytes(key.sign(data, ec.ECDSA(SHA512())))
    if certificate:
        path.with_suffix(".crt").write_bytes(certificate.pem)
    return path


def _canonical(document: Json) -> bytes:
    text: str = jsonld.normalize(
        document, {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load}
    )
    return text.encode()


def _load(address: str, _options: object) -> Json:
    names = {"did/v1": "did-v1", "jws-2020/v1": "jws-2020-v1", "tng-context/v1.jsonld": "tng-v1"}
    name = next(name for end, name in names.items() if address.endswith(end))
    document = json.loads((data_folder() / "trust_lists" / f"{name}.jsonld").read_bytes())
    return {"contextUrl": None, "documentUrl": address, "document": document}


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
