"""A source of trust before and after it is read, in terms that all readers share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import NoReturn

from credential_core.formats.signed import Scheme, Subject
from credential_core.trust import TrustEntry
from issuer_jobs.errors import ConfigurationError, InputError

MAX_SOURCE_BYTES = 33_554_432  # the largest, the WHO's list, has 1.5 MB
UNKNOWN_COUNTRY = "ZZ"  # ISO 3166-1 leaves it to users; Unicode's CLDR means "unknown" by it
_SCHEMES_BY_ISSUER = {"https://": Scheme.SMART_HEALTH_CARD, "did:": Scheme.VERIFIABLE_CREDENTIAL}
_OPTIONS = {"uses": "--use", "key_id": "--key-id"}


def read_at_most(path: Path) -> bytes:
    """A file's bytes, and no more than a byte beyond `MAX_SOURCE_BYTES`; raises OSError."""
    with path.open("rb") as file:
        return file.read(MAX_SOURCE_BYTES + 1)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A source's bytes and where they lie."""

    path: Path
    data: bytes

    def beside(self, path: str) -> Path:
        """Where a file lies that is published with this one, below its folder."""
        return self.path.parent / path

    def refuse(self, message: str) -> NoReturn:
        """Raise the InputError that names this file."""
        raise InputError(f"{self.path}: {message}")


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """What the user says of a source that does not say it itself; None and no uses where he says nothing."""

    issuer: str | None = None
    name: str | None = None
    country: str | None = None
    scheme: Scheme | None = None
    uses: frozenset[Subject] = frozenset()
    key_id: str | None = None

    def refuse_given(self, file: SourceFile, names: Iterable[str], kind: str) -> None:
        """Refuse (ConfigurationError) options that the source leaves no room for."""
        for name in names:
            if getattr(self, name):
                option = _OPTIONS.get(name, f"--{name}")
                raise ConfigurationError(
                    f"{file.path} is {kind} and says itself what {option} would: leave {option} out."
                )

    def require_issuer(self, file: SourceFile) -> str:
        """The issuer, where the source does not say it; refuses (ConfigurationError) its absence."""
        if self.issuer is None:
            raise ConfigurationError(
                f"{file.path} does not say whose keys it holds. Give --issuer: the address or DID in credentials."
            )
        return self.issuer

    def require_scheme(self, file: SourceFile) -> Scheme:
        """The scheme, as given, or as an https address or a DID makes it plain."""
        if self.scheme is not None:
            return self.scheme
        for prefix, scheme in _SCHEMES_BY_ISSUER.items():
            if self.issuer is not None and self.issuer.startswith(prefix):
                return scheme
        known = ", ".join(scheme.value for scheme in Scheme)
        raise ConfigurationError(f"{file.path} does not say what its keys sign. Give --scheme ({known}).")


EVERY_OPTION = tuple(field.name for field in fields(SourceOptions))


REASONS: Mapping[str, str] = {
    "authority_certificate": "the certificate is an authority's, which signs certificates of signers only",
    "authority": "no authority of the country that the source shows has signed the certificate",
    "country": "the certificate names another country than the source",
    "certificate": "its certificate holds another key",
    "issuer": "the issuer is listed twice, or its address is not an https address without a slash at its end",
    "key_id": "its id is not the one that follows from it: the key was swapped, or the id mistyped",
    "key_twice": "another key has the same id, and here an id means one key",
    "key_type": "keys of this kind sign nothing in this scheme",
    "public_key": "it is no sound public key of its kind",
    "revocations": "it announces revocations that are not there to be read; fetch them with the keys",
    "use": "it is not for signatures",
    "x509": "its certificate cannot be read",
}
"""What refuses a single key, in words; any other code means that the key's own record is damaged."""


@dataclass(frozen=True, slots=True)
class RefusedKey:
    """A key that the source has and the trust list does not, and why."""

    issuer: str
    key_id: str
    code: str

    @property
    def reason(self) -> str:
        """The code in words."""
        return REASONS.get(self.code, f"its record in the source is damaged ({self.code})")


class Authenticity(Enum):
    """Who stands for a source."""

    VERIFIED = "its publisher's signature was verified"
    NOT_VERIFIED = "its publisher's signature was not verified"
    BY_HAND = "nobody signs such sources: whoever imports them vouches for them"


@dataclass(frozen=True, slots=True)
class TrustSource:
    """A source as read: `title` says what it is, `signature` who signed it.

    `issued_at` and `valid_until` (aware UTC) are None where the source has none.
    """

    title: str
    authenticity: Authenticity
    signature: str
    entries: tuple[TrustEntry, ...]
    refused: tuple[RefusedKey, ...] = ()
    issued_at: datetime | None = None
    valid_until: datetime | None = None
