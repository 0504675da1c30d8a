"""The label catalogue: complete, or refused before anything is issued."""

import shutil
import tomllib
from datetime import date
from pathlib import Path

import pytest

from issuer_jobs.errors import ConfigurationError
from issuer_jobs.packaged_data import data_folder
from issuer_jobs.rendering.labels import load_labels
from issuer_jobs.rendering.scripts import text_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(data_folder() / "labels", tmp_path / "labels"))


def change(folder: Path, old: str, new: str) -> None:
    path = folder / "hi.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("language", ["de", "en", "es", "fil", "fr", "hi", "id", "si", "ta"])
def test_shipped_labels_are_complete(language: str) -> None:
    (labels,) = load_labels(data_folder() / "labels", (language,))
    assert labels.language == language
    assert not [key for key, text in labels.texts.items() if text != text.strip() or not text]


def test_every_shipped_language_is_tested() -> None:
    assert sorted(path.stem for path in (data_folder() / "labels").glob("*.toml")) == [
        *("de", "en", "es", "fil", "fr", "hi", "id", "si", "ta")
    ]


@pytest.mark.parametrize("language", ["de", "es", "fil", "fr", "hi", "id", "si", "ta"])
def test_tests_and_results_have_names_in_every_language(language: str) -> None:
    """RT-PCR and RT-LAMP are called so everywhere."""
    (labels,) = load_labels(data_folder() / "labels", (language,))
    tests = tomllib.loads((data_folder() / "code_lists" / "tests.toml").read_text(encoding="utf-8"))
    names = [entry["name"] for group in ("types", "results") for entry in tests[group].values()]
    assert [name for name in names if labels.term(name) is None] == ["RT-PCR", "RT-LAMP"]


@pytest.mark.parametrize("language", ["hi", "si", "ta"])
def test_labels_are_in_their_own_script(language: str) -> None:
    (labels,) = load_labels(data_folder() / "labels", (language,))
    own = {"hi": "und-Deva", "si": "und-Sinh", "ta": "und-Taml"}[language]
    latin = [key for key, text in labels.texts.items() if not any(text_of(letter).language == own for letter in text)]
    assert [key for key in latin if key not in ("date", "name_shc")] == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("\nbatch =", "\n# batch =", "'batch' is missing"),
        ("\nbatch =", "\nlot = 'x'\nbatch =", "unknown key 'lot'"),
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
    with pytest.raises(ConfigurationError, match="de, en, es, fil, fr, hi"):
        load_labels(folder, ("en", "bo"))


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
