"""The VCI directory of SMART Health Card issuers: its daily snapshot, `vci_snapshot.json`, signed in a file beside it.

The snapshot binds every key to its issuer, as SMART Health Cards do, and holds the issuers' revocation lists.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.hashes import SHA512

from credential_core.encodings.members import Members
from credential_core.encodings.strict_json import JsonObject
from credential_core.errors import CredentialError, MalformedInputError
from credential_core.formats.signed import Scheme
from credential_core.trust import CardRevocations, TrustEntry
from issuer_jobs.trust_sources.card_keys import CardKeys, read_card_keys
from issuer_jobs.trust_sources.pem import read_key_objects
from issuer_jobs.trust_sources.public_keys import PRIVATE_KEY
from issuer_jobs.trust_sources.signers import Signer, signer_of
from issuer_jobs.trust_sources.sources import (
    EVERY_OPTION,
    UNKNOWN_COUNTRY,
    Authenticity,
    RefusedKey,
    SourceFile,
    SourceOptions,
    TrustSource,
    read_at_most,
)

# The certificate that the directory publishes beside its snapshots (CN vci.org, 2022-03-17 to 2032-03-14). Another one
# that lies there proves nothing, for whoever made the snapshot could have made it too: it counts only when it is given.
_DIRECTORY_FINGERPRINT = (
    "C3:E4:4E:40:A2:0E:6D:54:A5:AD:24:7E:9D:DD:07:76:37:08:CE:C1:AA:9A:CD:47:A4:08:A3:CC:28:F3:20:FB"
)
_VALID_FOR = timedelta(days=365)  # snapshots are daily, and the directory does not say how old is too old
_ISSUER = re.compile(r"https://[!-~]{1,400}(?<!/)\Z")  # specification 1.4, "iss": https, and no slash at the end
_SOURCE = "VCI directory"


@dataclass(frozen=True, slots=True)
class _Listed:
    """An issuer of the directory; `canonical` is the listed issuer that it is another address of."""

    issuer: str
    name: str
    canonical: str | None
    found: CardKeys


def is_card_directory(document: JsonObject) -> bool:
    """Whether a document is a snapshot of the directory."""
    return "issuerInfo" in document


def read_card_directory(
    file: SourceFile, document: JsonObject, options: SourceOptions, signers: tuple[Signer, ...]
) -> TrustSource:
    """Read a snapshot whose signature verifies; refuses (InputError) all others."""
    options.refuse_given(file, EVERY_OPTION, "a directory of issuers")
    time = Members(document, "snapshot").time("time")
    signature = _authenticate(file, time, signers)
    refused: list[RefusedKey] = []
    listed = {one.issuer: one for one in _issuers(document["issuerInfo"], refused)}
    return TrustSource(
        title="VCI directory snapshot",
        authenticity=Authenticity.VERIFIED,
        signature=signature,
        entries=tuple(_entry(listed[issuer], listed) for issuer in sorted(listed)),
        refused=tuple(refused),
        issued_at=time,
        valid_until=time + _VALID_FOR,
    )


def _authenticate(file: SourceFile, time: datetime, signers: tuple[Signer, ...]) -> str:
    """Whose signature the snapshot carries: ECDSA with P-521 and SHA-512 over the file's bytes, in DER."""
    path = file.path.with_suffix(".sig")
    try:
        signature = read_at_most(path)
    except OSError:
        file.refuse(
            f"its signature {path.name} is not beside it, and unsigned directories are not taken. Fetch it too."
        )
    expected = signers or (_published_signer(file),)
    signer = next((one for one in expected if one.signed(file.data, signature, SHA512())), None)
    if signer is None:
        file.refuse(
            f"{path.name} is not its signature by the expected signer: one of the files was altered, cut short or is of"
            " another day. Fetch the snapshot, its signature and its certificate again."
        )
    signer.require_period(file, time)
    return signer.title


def _published_signer(file: SourceFile) -> Signer:
    """The certificate beside the snapshot, if it is the one that is known to be the directory's."""
    path = file.path.with_suffix(".crt")
    try:
        found = signer_of(read_key_objects(read_at_most(path))[0])
    except (OSError, MalformedInputError):
        found = None
    if found is None or found.certificate is None:
        file.refuse(
            f"the certificate of its signer, {path.name}, is not beside it. Fetch it, or give it with --signed-by."
        )
    if found.certificate.fingerprint != _DIRECTORY_FINGERPRINT:
        file.refuse(
            f"{path.name} is not the known certificate of the VCI directory. Compare its SHA-256 fingerprint with what"
            f" the directory's owner publishes, then give it with --signed-by: {found.certificate.fingerprint}"
        )
    return found


def _issuers(values: object, refused: list[RefusedKey]) -> Iterator[_Listed]:
    if not isinstance(values, list):
        raise MalformedInputError("issuers")
    seen: set[str] = set()
    for value in values:
        members = Members(value, "issuerInfo")
        issuer = Members(members.take("issuer"), "issuer")
        iss = issuer.text("iss")
        try:
            name = issuer.text("name").strip()
            if not _ISSUER.match(iss) or iss in seen or not name:
                raise MalformedInputError("issuer")
            seen.add(iss)
            crls = members.take("crls") if members.has("crls") else []
            found = read_card_keys(iss, members.take("keys"), crls, frozenset())
            canonical = issuer.optional("canonical_iss", issuer.text)
        except CredentialError as error:
            if error.code == PRIVATE_KEY:
                raise
            refused.append(RefusedKey(iss, "*", error.code))
            continue
        refused += found.refused
        yield _Listed(iss, name, canonical, found)


def _entry(one: _Listed, listed: Mapping[str, _Listed]) -> TrustEntry:
    """An issuer's entry; under its other addresses an issuer has the keys of its canonical one too.

    Cards name the address that they were issued under, which may have stopped answering (vci-directory, issue 298).
    """
    keys = {key.id: key for key in one.found.keys}
    lists = dict(one.found.status.lists) if one.found.status else {}
    canonical = listed.get(one.canonical) if one.canonical else None
    if canonical is not None and canonical.canonical is None:
        keys = {key.id: key for key in canonical.found.keys} | keys
        lists = (dict(canonical.found.status.lists) if canonical.found.status else {}) | lists
    return TrustEntry(
        issuer=one.issuer,
        name=one.name,
        country=UNKNOWN_COUNTRY,
        keys=tuple(keys[key_id] for key_id in sorted(keys)),
        status=CardRevocations(lists) if lists else None,
        scheme=Scheme.SMART_HEALTH_CARD,
        source=_SOURCE,
    )
