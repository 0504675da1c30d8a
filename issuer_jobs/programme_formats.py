"""What a programme certifies, in which wire formats, and what each format needs to be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Final

from credential_core.formats.divoc.installation import Installation
from credential_core.formats.divoc.vocabulary import DivocType
from credential_core.formats.signed import Scheme
from credential_core.proofs import Algorithm
from issuer_jobs.configuration_values import Table
from issuer_jobs.errors import ConfigurationError

RECOVERED_FROM: Final = timedelta(days=11)
RECOVERED_UNTIL: Final = timedelta(days=180)
"""When a recovery is certified, after the day of the first positive test: not before, and for how long at most
(Regulation (EU) 2021/953, article 7 and annex, point 3)."""


class EventKind(Enum):
    """What a row of the export is about."""

    VACCINATION = "vaccination"
    TEST = "test"
    RECOVERY = "recovery"


class CredentialFormat(Enum):
    """The wire formats that can be issued."""

    VC2 = "vc2"
    DIVOC_V1 = "divoc-v1"
    DIVOC_V3 = "divoc-v3"
    EU_DCC = "eu-dcc"
    WHO_DDCC = "who-ddcc"
    ICVP = "icvp"
    SHC = "shc"

    @property
    def kinds(self) -> frozenset[EventKind]:
        """The kinds of events that the format can say."""
        return _KINDS[self]

    @property
    def scheme(self) -> Scheme:
        """Whose names for issuers and keys the format uses."""
        return _SCHEMES[self]

    @property
    def algorithms(self) -> tuple[Algorithm, ...]:
        """What its keys may be, the usual one first."""
        return _ALGORITHMS[self.scheme]

    @property
    def needs_birth_date(self) -> bool:
        """Whether a person without a birth date cannot be certified."""
        return self.scheme in (Scheme.HCERT, Scheme.SMART_HEALTH_CARD)


_DOSE_OR_TEST = frozenset({EventKind.VACCINATION, EventKind.TEST})
_KINDS: Mapping[CredentialFormat, frozenset[EventKind]] = {
    CredentialFormat.VC2: _DOSE_OR_TEST,
    CredentialFormat.DIVOC_V1: _DOSE_OR_TEST,
    CredentialFormat.DIVOC_V3: frozenset({EventKind.VACCINATION}),
    CredentialFormat.EU_DCC: frozenset(EventKind),
    CredentialFormat.WHO_DDCC: _DOSE_OR_TEST,
    CredentialFormat.ICVP: frozenset({EventKind.VACCINATION}),
    CredentialFormat.SHC: _DOSE_OR_TEST,
}
_SCHEMES: Mapping[CredentialFormat, Scheme] = {
    CredentialFormat.VC2: Scheme.VERIFIABLE_CREDENTIAL,
    CredentialFormat.DIVOC_V1: Scheme.DIVOC,
    CredentialFormat.DIVOC_V3: Scheme.DIVOC,
    CredentialFormat.EU_DCC: Scheme.HCERT,
    CredentialFormat.WHO_DDCC: Scheme.HCERT,
    CredentialFormat.ICVP: Scheme.HCERT,
    CredentialFormat.SHC: Scheme.SMART_HEALTH_CARD,
}
_ALGORITHMS: Mapping[Scheme, tuple[Algorithm, ...]] = {
    Scheme.VERIFIABLE_CREDENTIAL: (Algorithm.ED25519,),
    Scheme.DIVOC: (Algorithm.PS256, Algorithm.ED25519),
    Scheme.HCERT: (Algorithm.ES256, Algorithm.PS256),
    Scheme.SMART_HEALTH_CARD: (Algorithm.ES256,),
}


@dataclass(frozen=True, slots=True)
class DivocSettings:
    """How a national installation of DIVOC writes its certificates.

    `did` is the key's name (`did:india`), `issuer` the text of the member `issuer`, `context` the address of the
    certificate's own context, `certificates` the address that a certificate's id is appended to.
    """

    did: str
    issuer: str
    context: str
    certificates: str
    algorithm: Algorithm = Algorithm.PS256


@dataclass(frozen=True, slots=True)
class HcertSettings:
    """`country` is the claim `iss`; `authority` names who issues (the EU's `is`, the WHO's `issuer`)."""

    country: str
    authority: str
    algorithm: Algorithm = Algorithm.ES256


@dataclass(frozen=True, slots=True)
class FormatSettings:
    """The formats of a programme, in the order of their codes on the page, and what they need to be told.

    A group of settings is there exactly when a format of its scheme is.
    """

    formats: tuple[CredentialFormat, ...] = (CredentialFormat.VC2,)
    divoc: DivocSettings | None = None
    hcert: HcertSettings | None = None

    def algorithm(self, credential_format: CredentialFormat) -> Algorithm:
        """The algorithm of a format's key."""
        for scheme, settings in ((Scheme.DIVOC, self.divoc), (Scheme.HCERT, self.hcert)):
            if credential_format.scheme is scheme and settings is not None:
                return settings.algorithm
        return credential_format.algorithms[0]


_DIVOC_KEYS = ("did", "issuer", "context", "certificates", "algorithm")
_HCERT_KEYS = ("country", "authority", "algorithm")

FORMAT_KEYS = frozenset({"formats", "divoc", "hcert"})
"""The keys of a programme's file that `read_format_settings` reads."""


def read_format_settings(table: Table, kind: EventKind) -> FormatSettings:
    """The format settings of a programme's file; refuses (ConfigurationError) what contradicts itself."""
    table = table.with_defaults({"formats": [CredentialFormat.VC2.value]})
    names = table.texts("formats")
    known = {item.value: item for item in CredentialFormat}
    if not set(names) <= known.keys() or len(set(names)) != len(names):
        table.refuse("formats", f"a list of different formats, each one of {', '.join(known)}")
    formats = tuple(known[name] for name in names)
    for one in formats:
        if kind not in one.kinds:
            allowed = ", ".join(item.value for item in CredentialFormat if kind in item.kinds)
            table.refuse("formats", f"formats that can say a {kind.value} ({allowed})")
    divoc = _settings(table, Scheme.DIVOC, formats, _DIVOC_KEYS)
    hcert = _settings(table, Scheme.HCERT, formats, _HCERT_KEYS)
    return FormatSettings(
        formats,
        None if divoc is None else _divoc(divoc, kind, formats),
        None if hcert is None else _hcert(hcert),
    )


def _settings(
    table: Table, scheme: Scheme, formats: tuple[CredentialFormat, ...], keys: tuple[str, ...]
) -> Table | None:
    """The table of a scheme's settings: there exactly when a format needs it; None for none."""
    name, needing = scheme.value, [one.value for one in formats if one.scheme is scheme]
    if not needing:
        if name in table.values:
            table.refuse(name, f"left out, because 'formats' names no format that needs [{name}]")
        return None
    if name not in table.values:
        raise ConfigurationError(
            f"{table.path}: '{name}' is missing: {needing[0]} needs a table [{name}] with {', '.join(keys[:-1])}."
        )
    settings = table.table(name)
    settings.refuse_unknown_keys(set(keys))
    return settings.with_defaults({keys[-1]: _ALGORITHMS[scheme][0].value})


def _divoc(table: Table, kind: EventKind, formats: tuple[CredentialFormat, ...]) -> DivocSettings:
    did, issuer, context, certificates = (table.text(key) for key in _DIVOC_KEYS[:-1])
    installation = Installation(did, issuer, context, certificates)
    for key, wanted in installation.faults().items():
        table.refuse(key, wanted)
    if not certificates.startswith("https://"):
        table.refuse("certificates", "an https address")
    _require_terms(table, installation, kind, formats)
    return DivocSettings(did, issuer, context, certificates, _algorithm(table, Scheme.DIVOC))


def _require_terms(
    table: Table, installation: Installation, kind: EventKind, formats: tuple[CredentialFormat, ...]
) -> None:
    """The context must have terms for what the programme certifies, in every format of DIVOC's."""
    if kind is EventKind.TEST and installation.type is not DivocType.TEST:
        table.refuse("context", "one for tests (…/credentials/testCertificate/v1), as the kind is test")
    if kind is not EventKind.TEST and installation.type is DivocType.TEST:
        table.refuse(
            "context", f"one for vaccinations (…/vaccination/v1 or …/v2), as the programme's kind is {kind.value}"
        )
    if CredentialFormat.DIVOC_V3 in formats and not installation.has_version_2:
        table.refuse("context", "one with the terms of version 2 (…/credentials/vaccination/v2), which divoc-v3 needs")


def _hcert(table: Table) -> HcertSettings:
    return HcertSettings(table.country("country"), table.text("authority"), _algorithm(table, Scheme.HCERT))


def _algorithm(table: Table, scheme: Scheme) -> Algorithm:
    allowed = _ALGORITHMS[scheme]
    algorithm = table.choice("algorithm", Algorithm)
    if algorithm not in allowed:
        table.refuse("algorithm", f"one of {', '.join(one.value for one in allowed)}")
    return algorithm
