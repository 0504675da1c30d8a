"""Whether a credential key is what its programme's file asks for."""

from collections.abc import Sequence

from credential_core.formats.signed import Scheme, Subject
from issuer_jobs.configuration import Programme
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.signing.records import KeyPurpose, KeyRecord
from issuer_jobs.trust_sources.certificates import hcert_uses, read_certificate


def belongs_to(record: KeyRecord, programme: Programme, credential_format: CredentialFormat) -> bool:
    """Whether it is a key of this programme and format."""
    return (record.purpose, record.issuer, record.programme, record.format) == (
        KeyPurpose.CREDENTIAL,
        programme.issuer.id,
        programme.id,
        credential_format,
    )


def misfit(record: KeyRecord, programme: Programme) -> str | None:
    """What keeps a key from signing for its programme, and what to restore so that it can; None when nothing does."""
    if record.format is None:
        raise ValueError("a credential key has a format")
    algorithm = programme.formats.algorithm(record.format).value
    if record.algorithm != algorithm:
        return (
            f"is a key of {record.algorithm}, but the programme signs {record.format.value} with {algorithm}."
            f' Restore algorithm = "{record.algorithm}" under [{record.format.scheme.value}]'
        )
    divoc = programme.formats.divoc
    if record.format.scheme is Scheme.DIVOC and divoc is not None and record.id != divoc.did:
        return f'is the key of {record.id}, but the programme signs as {divoc.did}. Restore did = "{record.id}"'
    uses = _uses(record)
    if Subject(programme.kind.value) not in uses:
        names = " and ".join(sorted(use.value for use in uses))
        return f"has a certificate for {names}, but the programme's kind is {programme.kind.value}. Restore the kind"
    return None


def require_key(records: Sequence[KeyRecord], programme: Programme, credential_format: CredentialFormat) -> None:
    """Refuse (ConfigurationError) a format that the programme does not issue, or has no key for."""
    formats = programme.formats.formats
    if credential_format not in formats:
        raise ConfigurationError(
            f"The programme '{programme.id}' does not issue {credential_format.value}. Its 'formats' are"
            f" {', '.join(one.value for one in formats)}."
        )
    if not records:
        raise ConfigurationError(
            f"The programme '{programme.id}' has no key for {credential_format.value}. `divoc keys init` makes one."
        )


def require_certified(credential_format: CredentialFormat) -> None:
    """Refuse (ConfigurationError) a format whose keys have no certificates."""
    if credential_format.scheme is not Scheme.HCERT:
        certified = ", ".join(one.value for one in CredentialFormat if one.scheme is Scheme.HCERT)
        raise ConfigurationError(f"Keys of {credential_format.value} have no certificate; those of {certified} do.")


def _uses(record: KeyRecord) -> frozenset[Subject]:
    """What a key may sign by its certificate; a key without one signs everything."""
    return frozenset(Subject) if record.certificate is None else hcert_uses(read_certificate(record.certificate))
