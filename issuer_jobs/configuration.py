"""Issuers and programmes, read from TOML: one folder with `divoc.toml`, `issuers/` and `programmes/`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import Enum
from pathlib import Path
from typing import Any, NewType, TypeVar
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from issuer_jobs.errors import ConfigurationError

IssuerId = NewType("IssuerId", str)
ProgrammeId = NewType("ProgrammeId", str)


class Profile(Enum):
    """`demo` accepts unprotected keys, `production` refuses them."""

    DEMO = "demo"
    PRODUCTION = "production"


class Variant(Enum):
    """A domestic certificate shows the age, an international one birth date and passport."""

    DOMESTIC = "domestic"
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
    """Everything a job needs to know about who issues what."""

    profile: Profile
    base_url: str
    folder: Path
    keys_folder: Path
    issuers: Mapping[IssuerId, Issuer]
    programmes: Mapping[ProgrammeId, Programme]

    def programme(self, programme_id: str) -> Programme:
        """One programme by its id; the error lists those that exist."""
        try:
            return self.programmes[ProgrammeId(programme_id)]
        except KeyError:
            known = ", ".join(sorted(self.programmes)) or "none"
            raise ConfigurationError(
                f"There is no programme '{programme_id}' in {self.folder}/programmes. Known: {known}."
            ) from None


def load_configuration(folder: Path) -> Configuration:
    """Read `folder`; any typo, unknown key or missing value is a ConfigurationError naming the file."""
    main_file = folder / "divoc.toml"
    main = _read_toml(main_file)
    _refuse_unknown_keys(main_file, main, {"profile", "base_url", "keys"})
    base_url = _value(main_file, main, "base_url", str)
    issuers = {IssuerId(path.stem): _issuer(path, base_url) for path in sorted((folder / "issuers").glob("*.toml"))}
    programmes = {
        ProgrammeId(path.stem): _programme(path, issuers) for path in sorted((folder / "programmes").glob("*.toml"))
    }
    return Configuration(
        profile=_choice(main_file, Profile, _value(main_file, main, "profile", str)),
        base_url=base_url,
        folder=folder,
        keys_folder=(folder / _value(main_file, main, "keys", str)).resolve(),
        issuers=issuers,
        programmes=programmes,
    )


def _issuer(path: Path, base_url: str) -> Issuer:
    table = _read_toml(path)
    known = {item.name for item in fields(Issuer)} - {"id"}
    _refuse_unknown_keys(path, table, known)
    return Issuer(
        id=IssuerId(path.stem),
        name=_value(path, table, "name", str),
        country=_value(path, table, "country", str),
        base_url=_value(path, {"base_url": base_url} | table, "base_url", str),
        status_valid_for_hours=_value(path, {"status_valid_for_hours": 168} | table, "status_valid_for_hours", int),
    )


def _programme(path: Path, issuers: Mapping[IssuerId, Issuer]) -> Programme:
    table = {"precaution_doses": 1, "languages": ["en"], "identity": {}, "columns": {}, "quality": {}} | (
        _read_toml(path)
    )
    _refuse_unknown_keys(path, table, {item.name for item in fields(Programme)} - {"id"})
    issuer_id = IssuerId(_value(path, table, "issuer", str))
    if issuer_id not in issuers:
        raise ConfigurationError(f"{path}: issuer '{issuer_id}' has no file in issuers/.")
    programme = Programme(
        id=ProgrammeId(path.stem),
        issuer=issuers[issuer_id],
        title=_value(path, table, "title", str),
        disease=_value(path, table, "disease", str),
        variant=_choice(path, Variant, _value(path, table, "variant", str)),
        time_zone=_value(path, table, "time_zone", str),
        country=_value(path, table, "country", str),
        valid_for_days=_value(path, table, "valid_for_days", int),
        vaccines=tuple(_value(path, table, "vaccines", list)),
        precaution_doses=_value(path, table, "precaution_doses", int),
        languages=tuple(_value(path, table, "languages", list)),
        identity={
            kind.casefold(): _choice(path, IdentityPolicy, policy)
            for kind, policy in _value(path, table, "identity", dict).items()
        },
        columns=_value(path, table, "columns", dict),
        quality=_quality(path, _value(path, table, "quality", dict)),
    )
    try:
        programme.zone  # noqa: B018 - the look-up itself is the check
    except (ZoneInfoNotFoundError, ValueError):
        raise ConfigurationError(f"{path}: '{programme.time_zone}' is not an IANA time zone.") from None
    return programme


def _quality(path: Path, table: Mapping[str, Any]) -> Quality:
    _refuse_unknown_keys(path, table, {"warn_above", "fail_above"})
    return Quality(**{key: float(value) for key, value in table.items()})


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigurationError(f"{path} does not exist. Give the folder that holds it with --config.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not valid TOML: {error}") from error


def _refuse_unknown_keys(path: Path, table: Mapping[str, Any], known: set[str]) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        raise ConfigurationError(f"{path}: unknown key '{unknown[0]}'. Known keys: {', '.join(sorted(known))}.")


T = TypeVar("T")
E = TypeVar("E", bound=Enum)


def _value(path: Path, table: Mapping[str, Any], key: str, kind: type[T]) -> T:
    if key not in table:
        raise ConfigurationError(f"{path}: '{key}' is missing.")
    value = table[key]
    if not isinstance(value, kind):
        raise ConfigurationError(f"{path}: '{key}' must be a {kind.__name__}, not {value!r}.")
    return value


def _choice(path: Path, kind: type[E], value: str) -> E:
    try:
        return kind(value)
    except ValueError:
        allowed = ", ".join(str(item.value) for item in kind)
        raise ConfigurationError(f"{path}: '{value}' is not one of {allowed}.") from None
