"""The label catalogue: complete, or refused before anything is issued."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from issuer_jobs.errors import ConfigurationError
from issuer_jobs.packaged_data import data_folder
from issuer_jobs.rendering.labels import load_labels


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(data_folder() / "labels", tmp_path / "labels"))


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "hi.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("languages", [("en",), ("en", "hi")])
def test_shipped_labels_are_complete(languages: tuple[str, ...]) -> None:
    assert tuple(labels.language for labels in load_labels(data_folder() / "labels", languages)) == languages


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("batch =", "# batch =", "'batch' is missing"),
        ("batch =", "lot = 'x'\nbatch =", "unknown key 'lot'"),
        ("{years} ", "", "'age_years' must hold {years}"),
        ("{years}", "{name}", "'age_years' must hold {years}"),
        ("{years}", "{years", "brace that nothing closes"),
        ('"जनवरी", ', "", "twelve months"),
        ('"जनवरी"', "1", "must be text"),
        ("months =", "months", "not valid TOML"),
    ],
)
def test_incomplete_labels_are_refused(folder: Path, old: str, new: str, message: str) -> None:
    change(folder, old, new)
    with pytest.raises(ConfigurationError, match=r"hi\.toml") as refusal:
        load_labels(folder, ("en", "hi"))
    assert message in str(refusal.value)


def test_unknown_language_names_those_there_are(folder: Path) -> None:
    with pytest.raises(ConfigurationError, match="en, hi"):
        load_labels(folder, ("en", "fr"))


@pytest.mark.parametrize("languages", [(), ("en", "hi", "en")])
def test_only_one_or_two_languages(folder: Path, languages: tuple[str, ...]) -> None:
    with pytest.raises(ConfigurationError, match="one or two"):
        load_labels(folder, languages)


def test_dates_and_terms_are_written_in_the_language() -> None:
    english, hindi = load_labels(data_folder() / "labels", ("en", "hi"))
    assert english.date(date(2026, 11, 2)).text == "2 Nov 2026"
    assert hindi.date(date(2026, 11, 2)).text == "2 नवंबर 2026"
    assert hindi.term("FEMALE") == "महिला"
    assert hindi.term("something else") is None
