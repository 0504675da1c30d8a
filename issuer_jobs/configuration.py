"""Issuers and programmes, read from TOML: one folder with `divoc.toml`, `issuers/` and `programmes/`."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, fields
from enum import Enum
from pathlib import Path
from typing import NewType
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from issuer_jobs.configuration_values import Table, read_id, read_table
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.programme_formats import FORMAT_KEYS, EventKind, FormatSettings, read_format_settings

IssuerId = NewType("IssuerId", str)
ProgrammeId = NewType("ProgrammeId", str)

_PUBLISH, _REVOKE = "publish", "revoke-"  # runs of these names lie beside those of the programmes
_MAX_VALID_DAYS = 36_500  # a century outlives the person, and its end still has a year of four digits
_MAX_PRECAUTION_DOSES = 10
_STATUS_HOURS = (24, 8_760)  # a day, so that publishing every night is often enough, to a year


class Profile(Enum):
    """`demo` accepts unprotected keys, `production` refuses them."""

    DEMO = "demo"
    PRODUCTION = "production"


class Variant(Enum):
    """A domestic certificate shows the age, a regional one the birth date, an international one a passport too."""

    DOMESTIC = "domestic"
    REGIONAL = "regional"
    INTERNATIONAL = "international"


class IdentityPolicy(Enum):
    """How much of an identity number is certified (design decision: `last4` unless told)."""

    OMIT = "omit"
    LAST4 = "last4"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs: an identity, its keys, its status lists and a base path `/i/<id>/`."""

    id: IssuerId
    name: str
    country: str
    base_url: str
    status_valid_for_hours: int = 168

    @property
    def did(self) -> str:
        """`did:web:<host>:i:<id>` (did:web, §3.2)."""
        parts = urlsplit(self.base_url)
        path = [part for part in parts.path.split("/") if part]
        return ":".join(["did", "web", quote(parts.netloc, safe="."), *path, "i", self.id])

    @property
    def address(self) -> str:
        """The address below which everything of this issuer is published."""
        return f"{self.base_url.rstrip('/')}/i/{self.id}"


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares of rejected rows: above `warn_above` the job exits 5, above `fail_above` it stops (4)."""

    warn_above: float = 0.02
    fail_above: float = 0.5


@dataclass(frozen=True, slots=True)
class Programme:
    """What is issued for one export, how and to whom.

    `vaccines` is empty exactly when the programme certifies no vaccinations.
    `columns` maps a column of the input contract to the name it has in this team's export.
    `identity` maps an identity type (lower case) to its policy; `default` covers the rest.
    """

    id: ProgrammeId
    issuer: Issuer
    title: str
    disease: str
    variant: Variant
    time_zone: str
    country: str
    valid_for_days: int
    vaccines: tuple[str, ...]
    kind: EventKind = EventKind.VACCINATION
    formats: FormatSettings = field(default_factory=FormatSettings)
    precaution_doses: int = 1
    languages: tuple[str, ...] = ("en",)
    identity: Mapping[str, IdentityPolicy] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    quality: Quality = field(default_factory=Quality)

    @property
    def zone(self) -> ZoneInfo:
        """The programme's IANA time zone."""
        return ZoneInfo(self.time_zone)

    def identity_policy(self, identity_type: str) -> IdentityPolicy:
        """The policy for one identity type, `last4` when nothing is said."""
        default = self.identity.get("default", IdentityPolicy.LAST4)
        return self.identity.get(identity_type.casefold(), default)


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything a job needs to know about who issues what; `trust_folder` holds the imported trust sources, if any."""

    profile: Profile
    base_url: str
    folder: Path
    keys_folder: Path
    issuers: Mapping[IssuerId, Issuer]
    programmes: Mapping[ProgrammeId, Programme]
    trust_folder: Path | None = None

    def programme(self, programme_id: str) -> Programme:
        """One programme by its id; the error lists those that exist."""
        try:
            return self.programmes[ProgrammeId(programme_id)]
        except KeyError:
            known = ", ".join(sorted(self.programmes)) or "none"
            raise ConfigurationError(
                f"There is no programme '{programme_id}' in {self.folder}/programmes. Known: {known}."
            ) from None

    def require_vaccines(self, known: Container[str]) -> None:
        """Refuse (ConfigurationError) a programme with a vaccine whose id is not in the code list."""
        for programme in self.programmes.values():
            for vaccine in programme.vaccines:
                if vaccine not in known:
                    file = self.folder / "programmes" / f"{programme.id}.toml"
                    raise ConfigurationError(
                        f"{file}: 'vaccines' names '{vaccine}', which is no id of data/code_lists/vaccines.toml."
                    )


def load_configuration(folder: Path) -> Configuration:
    """Read `folder`; any typo, unknown key, missing or impossible value is a ConfigurationError naming the file."""
    main = read_table(folder / "divoc.toml")
    main.refuse_unknown_keys({"profile", "base_url", "keys", "trust_sources"})
    base_url = main.address("base_url")
    issuers = {IssuerId(read_id(path)): _issuer(path, base_url) for path in sorted((folder / "issuers").glob("*.toml"))}
    programmes = {
        _programme_id(path): _programme(path, issuers) for path in sorted((folder / "programmes").glob("*.toml"))
    }
    keys_folder = (folder / main.text("keys")).resolve()
    return Configuration(
        profile=main.choice("profile", Profile),
        base_url=base_url,
        folder=folder,
        keys_folder=keys_folder,
        issuers=issuers,
        programmes=programmes,
        trust_folder=_trust_folder(main, folder, keys_folder),
    )


def _trust_folder(main: Table, folder: Path, keys_folder: Path) -> Path | None:
    """The folder that `trust_sources` names, else `trust` beside the keys folder when there is one."""
    if "trust_sources" not in main.values:
        beside = keys_folder.parent / "trust"
        return beside if beside.is_dir() else None
    named = (folder / main.text("trust_sources")).resolve()
    if not named.is_dir():
        main.refuse("trust_sources", "a folder that exists")
    return named


def _issuer(path: Path, base_url: str) -> Issuer:
    table = read_table(path).with_defaults({"base_url": base_url, "status_valid_for_hours": 168})
    table.refuse_unknown_keys({item.name for item in fields(Issuer)} - {"id"})
    return Issuer(
        id=IssuerId(read_id(path)),
        name=table.text("name"),
        country=table.country("country"),
        base_url=table.address("base_url"),
        status_valid_for_hours=table.whole_number("status_valid_for_hours", *_STATUS_HOURS),
    )


def _programme_id(path: Path) -> ProgrammeId:
    programme_id = read_id(path)
    if programme_id == _PUBLISH or programme_id.startswith(_REVOKE):
        raise ConfigurationError(
            f"{path}: a programme cannot be called '{_PUBLISH}' or begin with '{_REVOKE}', as other runs do."
            " Rename the file."
        )
    return ProgrammeId(programme_id)


def _programme(path: Path, issuers: Mapping[IssuerId, Issuer]) -> Programme:
    table = read_table(path).with_defaults(
        {
            "kind": EventKind.VACCINATION.value,
            "precaution_doses": 1,
            "languages": ["en"],
            "identity": {},
            "columns": {},
            "quality": {},
        }
    )
    table.refuse_unknown_keys({item.name for item in fields(Programme)} - {"id"} | FORMAT_KEYS)
    issuer_id = IssuerId(table.text("issuer"))
    if issuer_id not in issuers:
        raise ConfigurationError(f"{path}: issuer '{issuer_id}' has no file in issuers/.")
    kind, variant = table.choice("kind", EventKind), table.choice("variant", Variant)
    identity, columns = table.table("identity"), table.table("columns")
    return Programme(
        id=_programme_id(path),
        issuer=issuers[issuer_id],
        title=table.text("title"),
        disease=table.text("disease"),
        variant=variant,
        time_zone=table.time_zone("time_zone"),
        country=table.country("country"),
        valid_for_days=table.whole_number("valid_for_days", 1, _MAX_VALID_DAYS),
        vaccines=_vaccines(table, kind),
        kind=kind,
        formats=_formats(table, kind, variant),
        precaution_doses=table.whole_number("precaution_doses", 0, _MAX_PRECAUTION_DOSES),
        languages=table.texts("languages"),
        identity={kind.casefold(): identity.choice(kind, IdentityPolicy) for kind in identity.values},
        columns={name: columns.text(name) for name in columns.values},
        quality=_quality(table.table("quality")),
    )


def _vaccines(table: Table, kind: EventKind) -> tuple[str, ...]:
    if kind is EventKind.VACCINATION:
        return table.texts("vaccines")
    if "vaccines" in table.values:
        table.refuse("vaccines", f"left out, because the programme's kind is {kind.value}")
    return ()


def _formats(table: Table, kind: EventKind, variant: Variant) -> FormatSettings:
    settings = read_format_settings(table, kind)
    needing = [one.value for one in settings.formats if one.needs_birth_date]
    if needing and variant is Variant.DOMESTIC:
        table.refuse("variant", f"'regional' or 'international', because {needing[0]} certifies the birth date")
    return settings


def _quality(given: Table) -> Quality:
    given.refuse_unknown_keys({"warn_above", "fail_above"})
    table = given.with_defaults({"warn_above": Quality().warn_above, "fail_above": Quality().fail_above})
    quality = Quality(table.share("warn_above"), table.share("fail_above"))
    if quality.warn_above > quality.fail_above:
        table.refuse("warn_above", f"at most 'quality.fail_above' ({quality.fail_above})")
    return quality
