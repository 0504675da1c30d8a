"""The page's words: every language says everything, and every code that the core records has a sentence."""

import ast
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import grimp
import pytest

from credential_core.formats.smart_health_card.findings import Finding
from credential_core.report import CheckName, Outcome, Verdict

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "credential_core"
PAGE = ROOT / "verifier_site" / "page"
CATALOGUES = {path.stem: json.loads(path.read_text()) for path in sorted((PAGE / "i18n").glob("*.json"))}
ENGLISH = CATALOGUES["en"]
PLACE = re.compile(r"\{(\w+)\}")
CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*\Z")

# Calls that take a code, beside the errors' own constructors.
RECORDERS = {"append", "record", "unknown", "_Finding", "_error", "_record_period"}
# Said of checks that need no explanation, or that nobody reached.
SILENT = {"ok", "none", "not_reached"}
# Codes that are put together from parts.
COMPOSED = {f"{past}_{when}" for past in ("vaccinated", "tested") for when in ("after_issuance", "before_birth")}


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


def constants(*nodes: ast.AST) -> Iterator[str]:
    """Texts that look like codes, in these parts of a program."""
    for node in (inner for outer in nodes for inner in ast.walk(outer)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.match(node.value):
            yield node.value


def codes_in(source: str) -> Iterator[str]:
    """What errors are raised with, what is recorded as a check's code, and what is warned of or doubted."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=args, keywords=keywords):
                if name.endswith("Error"):
                    yield from constants(*args[:1])
                elif name in RECORDERS:
                    yield from constants(*(arg for arg in args if not isinstance(arg, ast.Call)))
                yield from constants(*(keyword.value for keyword in keywords if keyword.arg in {"doubt", "warnings"}))
            case ast.Return(value=ast.Constant() as value):
                yield from (code for code in constants(value) if "_" in code)
            case ast.Tuple(elts=parts) if any("Outcome." in ast.unparse(part) for part in parts):
                yield from constants(*parts)
            case ast.FunctionDef(name=name, body=body) if "warning" in name:
                yield from (code for code in constants(*body) if "_" in code)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict(values=values)) if "WARNING" in name:
                yield from constants(*values)


def judging_modules() -> Iterator[str]:
    """The core's modules that the page runs; the others only write, or read what is no certificate."""
    graph = grimp.build_graph("credential_core", "verifier_site", cache_dir=None)
    return (name for name in graph.find_upstream_modules("verifier_site.bridge") if name.startswith("credential_core."))


def core_codes() -> set[str]:
    """Every code that a report on the page can carry."""
    sources = (ROOT.joinpath(*name.split(".")) for name in judging_modules())
    files = (path / "__init__.py" if path.is_dir() else path.with_suffix(".py") for path in sources)
    codes = {code for path in files for code in codes_in(path.read_text())}
    return (codes | COMPOSED | {finding.code for finding in Finding}) - SILENT


def sentence(code: str, words: dict[str, str]) -> str | None:
    """A code's own sentence or its family's, as `words.mjs` chooses."""
    parts = code.split("_")
    names = ("_".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((words[f"code.{name}"] for name in names if f"code.{name}" in words), None)


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
    wanted += [f"{kind}.{check.value}" for check in CheckName for kind in ("check", "failed", "unknown")]
    assert [key for key in wanted if key not in ENGLISH] == []


def test_every_format_has_a_name() -> None:
    sources = (path.read_text() for path in (CORE / "verification").glob("*.py"))
    formats = {
        name for source in sources for name in re.findall(r'^[A-Z_]*FORMAT = "([a-z0-9-]+)"', source, re.MULTILINE)
    }
    assert len(formats) >= 5
    assert {name for name in formats if f"format.{name}" not in ENGLISH} == set()


def test_every_code_of_the_core_has_a_sentence() -> None:
    codes = core_codes()
    assert {"revoked", "expired", "issuer_unknown", "status_list_stale", "algorithm_mismatch", "key_expired"} <= codes
    assert len(codes) > 200
    assert sorted(code for code in codes if sentence(code, ENGLISH) is None) == []


def test_what_the_page_reports_itself_has_a_sentence() -> None:
    texts = "".join(path.read_text() for path in PAGE.glob("*.mjs"))
    codes = set(re.findall(r"(?:pageReport\('[a-z_]+', |PictureError\(|fail\(|failed: |_MS, )'([a-z_]+)'", texts))
    assert {"interrupted", "picture_unreadable", "qr_reader_failed", "file_too_large"} <= codes
    assert {code for code in codes if f"code.{code}" not in ENGLISH} == set()
