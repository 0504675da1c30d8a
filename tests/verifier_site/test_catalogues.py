"""The page's words: every language says everything, and every code of the core has words."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from credential_core.report import CheckName, Outcome, Verdict

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "verifier_site" / "page"
CATALOGUES = {path.stem: json.loads(path.read_text()) for path in sorted((PAGE / "i18n").glob("*.json"))}
ENGLISH = CATALOGUES["en"]
PLACE = re.compile(r"\{(\w+)\}")


class Texts(HTMLParser):
    """Collects the text that index.html holds for each key."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self._key: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._key = dict(attrs).get("data-text")

    def handle_data(self, data: str) -> None:
        if self._key:
            self.texts[self._key] = data
            self._key = None


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_language_says_everything(language: str) -> None:
    words = CATALOGUES[language]
    assert words.keys() == ENGLISH.keys()
    assert {key: set(PLACE.findall(text)) for key, text in words.items()} == {
        key: set(PLACE.findall(text)) for key, text in ENGLISH.items()
    }
    assert not [key for key, text in words.items() if not text.strip()]


def test_page_text_before_start_is_the_english_one() -> None:
    reader = Texts()
    reader.feed((PAGE / "index.html").read_text())
    assert len(reader.texts) > 10
    assert reader.texts == {key: ENGLISH[key] for key in reader.texts}


def test_every_key_that_the_page_names_exists() -> None:
    named: set[str] = set()
    for module in PAGE.glob("*.mjs"):
        named.update(re.findall(r"\bsay(?:First)?\(\[?'([a-z_.]+)'", module.read_text()))
    assert len(named) > 40
    assert named - ENGLISH.keys() == set()


def test_verdicts_checks_and_outcomes_have_words() -> None:
    wanted = [f"verdict.{verdict.value}" for verdict in Verdict]
    wanted += [f"outcome.{outcome.value}" for outcome in Outcome]
    wanted += [f"{kind}.{check.value}" for check in CheckName for kind in ("check", "failed")]
    assert [key for key in wanted if key not in ENGLISH] == []


def test_codes_that_a_checker_must_understand_have_words() -> None:
    """Codes of damaged documents need none: the page then says which check failed."""
    core = ROOT / "credential_core"
    codes = set(re.findall(r'Outcome\.(?:FAILED|UNKNOWN), "([a-z_]+)"', (core / "verification.py").read_text()))
    codes |= set(re.findall(r'Error\("([a-z_]+)"', (core / "status.py").read_text()))
    codes |= set(re.findall(r'Error\("([a-z_]+)"', (core / "consistency.py").read_text()))
    assert {"revoked", "expired", "issuer_unknown", "status_list_stale"} <= codes
    assert {code for code in codes - {"no_key", "not_reached"} if f"code.{code}" not in ENGLISH} == set()
