"""The label catalogue: one TOML file per language, complete or refused."""

import datetime
import tomllib
from collections.abc import Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

from issuer_jobs.errors import ConfigurationError
from issuer_jobs.programme_formats import CredentialFormat
from issuer_jobs.rendering.scripts import Text

_PLAIN_TEXTS = (
    "certificate_id",
    "version",
    "issued_on",
    "valid_until",
    "beneficiary_details",
    "name",
    "name_latin",
    "age",
    "birth_date",
    "gender",
    "nationality",
    "identity",
    "passport",
    "reference",
    "address",
    "status",
    "vaccination_details",
    "vaccinated_by",
    "protected",
    "dose",
    "dose_precaution",
    "vaccination_date",
    "vaccine",
    "batch",
    "place",
    "disease",
    "country",
    "person_details",
    "test_details",
    "test_type",
    "test_name",
    "test_manufacturer",
    "test_batch",
    "sample_origin",
    "collected_at",
    "resulted_at",
    "result",
    "laboratory",
    "tester",
    "recovery_details",
    "first_positive",
    "recovery_from",
    "recovery_until",
    "title_icvp",
    "icvp_begin",
    "icvp_birth_date",
    "icvp_sex",
    "icvp_document",
    "icvp_signature",
    "icvp_vaccine",
    "icvp_date",
    "icvp_clinician",
    "icvp_batch",
    "icvp_validity",
    "icvp_lifelong",
    "icvp_stamp",
    "icvp_notes",
    "verify",
    "verify_file",
    "further_credentials",
    "eu_notice",
    "adverse_events",
    "privacy",
)
# Of each format: what its credential is called, and who reads it.
_CREDENTIAL_TEXTS = tuple(f"{key}_{one.value}" for one in CredentialFormat for key in ("name", "readers"))
# Every text that a page may need, with the placeholders that it must hold.
TEXTS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys((*_PLAIN_TEXTS, *_CREDENTIAL_TEXTS), frozenset()),
    "title_provisional": frozenset({"disease"}),
    "title_final": frozenset({"disease"}),
    "title_precaution": frozenset({"disease"}),
    "title_test": frozenset({"disease"}),
    "title_recovery": frozenset({"disease"}),
    "icvp_statement": frozenset({"disease"}),
    "date": frozenset({"day", "month", "year"}),
    "age_years": frozenset({"years"}),
    "status_provisional": frozenset({"dose", "total"}),
    "status_final": frozenset({"dose", "total"}),
    "status_precaution": frozenset({"dose"}),
    "attached": frozenset({"file"}),
    "too_large": frozenset({"file"}),
    "qr_alternative": frozenset({"name"}),
}
_TABLES = frozenset({"months", "texts", "terms"})
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Labels:
    """The texts of one language (BCP 47) and the values it can translate, by their folded form."""

    language: str
    months: tuple[str, ...]
    texts: Mapping[str, str]
    terms: Mapping[str, str]

    def say(self, key: str, **facts: str | int) -> Text:
        """The text `key` of `TEXTS`, with its placeholders filled in."""
        return Text(self.texts[key].format(**facts), self.language)

    def date(self, day: datetime.date) -> Text:
        """A civil date, its month written out."""
        return self.say("date", day=day.day, month=self.months[day.month - 1], year=day.year)

    def term(self, value: str) -> str | None:
        """What a known value (a gender, a disease, an identity type) is called here, else None."""
        return self.terms.get(value.casefold())


def load_labels(folder: Path, languages: tuple[str, ...]) -> tuple[Labels, ...]:
    """Read `<language>.toml` for one or two languages; anything missing or unknown is a ConfigurationError."""
    if not 1 <= len(languages) <= 2 or len(set(languages)) != len(languages):
        raise ConfigurationError(
            f"A certificate is written in one or two different languages, not in {', '.join(languages) or 'none'}."
            " Correct 'languages' in the programme's file."
        )
    return tuple(_load(folder, language) for language in languages)


def _load(folder: Path, language: str) -> Labels:
    path = folder / f"{language}.toml"
    table = _read(path)
    _check_keys(path, table, _TABLES)
    texts, terms, months = table["texts"], table["terms"], table["months"]
    _check_keys(path, texts, TEXTS.keys())
    if len(months) != _MONTHS:
        raise ConfigurationError(f"{path}: 'months' must name twelve months.")
    for key, text in (*texts.items(), *terms.items(), *(("months", month) for month in months)):
        if not isinstance(text, str):
            raise ConfigurationError(f"{path}: '{key}' must be text, not {text!r}.")
    for key, text in texts.items():
        _check_placeholders(path, key, text)
    return Labels(language, tuple(months), texts, {value.casefold(): term for value, term in terms.items()})


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        known = ", ".join(sorted(file.stem for file in path.parent.glob("*.toml"))) or "none"
        raise ConfigurationError(
            f"{path} does not exist. Languages with labels: {known}. Correct 'languages' in the programme's file."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not valid TOML: {error}") from error


def _check_keys(path: Path, found: Mapping[str, Any], wanted: Set[str]) -> None:
    for key in sorted(wanted - found.keys()):
        raise ConfigurationError(f"{path}: '{key}' is missing.")
    for key in sorted(found.keys() - wanted):
        raise ConfigurationError(f"{path}: unknown key '{key}'.")


def _check_placeholders(path: Path, key: str, text: str) -> None:
    wanted = TEXTS[key]
    try:
        found = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError as error:
        raise ConfigurationError(f"{path}: '{key}' has a brace that nothing closes.") from error
    if found != wanted:
        expected = ", ".join(f"{{{name}}}" for name in sorted(wanted)) or "no placeholder"
        raise ConfigurationError(f"{path}: '{key}' must hold {expected}.")
