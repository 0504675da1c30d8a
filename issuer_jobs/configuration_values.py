"""Values of a TOML file, each read with what it may be; what it may not be is a ConfigurationError that names it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, NoReturn, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from credential_core.limits import MAX_TEXT_CHARACTERS
from issuer_jobs.errors import ConfigurationError

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")  # also a folder, a part of an address and of a DID
_COUNTRY = re.compile(r"[A-Z]{2}")
_ADDRESS = re.compile(r"[!-~]+")  # printable ASCII without spaces
_LOCALHOST = frozenset({"localhost", "127.0.0.1", "::1"})

E = TypeVar("E", bound=Enum)


@dataclass(frozen=True, slots=True)
class Table:
    """A file's table, or one in it (`section`, such as `quality`); every method refuses a missing key too."""

    path: Path
    values: Mapping[str, Any]
    section: str = ""

    def with_defaults(self, defaults: Mapping[str, Any]) -> "Table":
        """The same table, where keys that it does not have are as in `defaults`."""
        return Table(self.path, {**defaults, **self.values}, self.section)

    def refuse_unknown_keys(self, known: set[str]) -> None:
        """Only these keys may be there."""
        unknown = sorted(set(self.values) - known)
        if unknown:
            raise ConfigurationError(
                f"{self.path}: unknown key '{unknown[0]}'. Known keys: {', '.join(sorted(known))}."
            )

    def table(self, key: str) -> "Table":
        """A table in this one."""
        value = self._get(key)
        if not isinstance(value, dict):
            self.refuse(key, "a table")
        return Table(self.path, value, key)

    def text(self, key: str) -> str:
        """A text in one line that is not blank."""
        value = self._get(key)
        if not isinstance(value, str) or not value.strip():
            self.refuse(key, "a text that is not empty")
        if len(value) > MAX_TEXT_CHARACTERS or not value.isprintable():
            self.refuse(key, f"one line of at most {MAX_TEXT_CHARACTERS} characters, without control characters")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts: one at least, none of them blank."""
        value = self._get(key)
        if not isinstance(value, list) or not value or not all(isinstance(one, str) and one.strip() for one in value):
            self.refuse(key, "a list of texts, with one text at least")
        return tuple(value)

    def whole_number(self, key: str, low: int, high: int) -> int:
        """A whole number from `low` to `high`; `true` is none."""
        value = self._get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.refuse(key, f"a whole number from {low:,} to {high:,}")
        return value

    def share(self, key: str) -> float:
        """A number from 0 to 1."""
        value = self._get(key)
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
            self.refuse(key, "a number from 0 to 1")
        return float(value)

    def choice(self, key: str, kind: type[E]) -> E:
        """A member of `kind`, by its value."""
        value = self._get(key)
        try:
            return kind(value)
        except ValueError:
            self.refuse(key, f"one of {', '.join(str(item.value) for item in kind)}")

    def country(self, key: str) -> str:
        """A country as ISO 3166-1 alpha-2."""
        value = self.text(key)
        if not _COUNTRY.fullmatch(value):
            self.refuse(key, "two capital letters (ISO 3166-1 alpha-2), for instance IN")
        return value

    def time_zone(self, key: str) -> str:
        """The name of an IANA time zone that this machine can read."""
        value = self.text(key)
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # 'Asia' is a folder
            self.refuse(key, "an IANA time zone, for instance Asia/Kolkata")
        return value

    def address(self, key: str) -> str:
        """An https address to which paths can be appended; http for this machine only."""
        value = self.text(key)
        if not _is_base_address(value):
            self.refuse(key, "an address such as https://certificates.example, without '?' and '#'")
        return value

    def refuse(self, key: str, allowed: str) -> NoReturn:
        """Raise the error for a value that is not `allowed`."""
        raise ConfigurationError(f"{self.path}: '{self._name(key)}' must be {allowed}, not {self.values[key]!r}.")

    def _get(self, key: str) -> Any:
        if key not in self.values:
            raise ConfigurationError(f"{self.path}: '{self._name(key)}' is missing.")
        return self.values[key]

    def _name(self, key: str) -> str:
        return f"{self.section}.{key}" if self.section else key


def read_table(path: Path) -> Table:
    """A whole TOML file."""
    try:
        return Table(path, tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise ConfigurationError(f"{path} does not exist. Give the folder that holds it with --config.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not valid TOML: {error}") from error


def read_id(path: Path) -> str:
    """The id that a file's name gives to what is in it."""
    if not _ID.fullmatch(path.stem):
        raise ConfigurationError(
            f"{path}: the file's name is the id. It must be 1 to 63 small letters (a-z), digits and hyphens, and not"
            " begin with a hyphen. Rename the file."
        )
    return path.stem


def _is_base_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    secure = parts.scheme == "https" or (parts.scheme == "http" and host in _LOCALHOST)
    return secure and bool(host) and _ADDRESS.fullmatch(value) is not None and not {"?", "#", "@"} & set(value)
