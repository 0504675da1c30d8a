"""A configuration that cannot work is refused when it is read, in words that name the file and the key."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from issuer_jobs.configuration import Configuration, load_configuration
from issuer_jobs.errors import ConfigurationError
from issuer_jobs.packaged_data import data_folder

MAIN, ISSUER, PROGRAMME = "divoc.toml", "issuers/health-ministry-india.toml", "programmes/india-domestic.toml"


@dataclass(frozen=True, slots=True)
class Folder:
    """A copy of the example, to be spoiled."""

    path: Path

    def load(self) -> Configuration:
        return load_configuration(self.path)

    def set(self, file: str, key: str, value: str) -> None:
        """Give a key another value, wherever it stands; a key that is new comes first."""
        path = self.path / file
        others = [line for line in path.read_text().splitlines() if not line.startswith(f"{key} =")]
        path.write_text("\n".join([f"{key} = {value}", *others]))

    def set_table(self, file: str, name: str, content: str) -> None:
        path = self.path / file
        without = re.sub(rf"^\[{name}\]\n(?:.+\n)*", "", path.read_text(), flags=re.MULTILINE)
        path.write_text(f"{without}\n[{name}]\n{content}\n")

    def refuses(self, file: str, *words: str) -> None:
        with pytest.raises(ConfigurationError) as refused:
            self.load()
        assert [word for word in (str(self.path / file), *words) if word not in str(refused.value)] == []


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    names = shutil.ignore_patterns("contexts", "labels", "templates")
    return Folder(Path(shutil.copytree(data_folder(), tmp_path / "config", ignore=names)))


def test_the_example_is_sound(folder: Folder) -> None:
    assert set(folder.load().programmes) == {"india-domestic", "india-international"}


def test_trust_sources_lie_beside_the_keys_or_where_the_configuration_says(folder: Folder) -> None:
    assert folder.load().trust_folder is None
    beside = folder.load().keys_folder.parent / "trust"
    beside.mkdir(parents=True)
    assert folder.load().trust_folder == beside
    (folder.path / "others").mkdir()
    folder.set(MAIN, "trust_sources", '"others"')
    assert folder.load().trust_folder == folder.path / "others"


@pytest.mark.parametrize("name", ["India", "-x", "a_b", "a b", "ä", ".hidden", "a" * 64])
@pytest.mark.parametrize("file", [ISSUER, PROGRAMME])
def test_an_id_that_fits_no_address_is_refused(folder: Folder, file: str, name: str) -> None:
    kind = file.partition("/")[0]
    shutil.copy(folder.path / file, folder.path / kind / f"{name}.toml")
    folder.refuses(f"{kind}/{name}.toml", "small letters (a-z), digits and hyphens")


@pytest.mark.parametrize("name", ["publish", "revoke-", "revoke-measles"])
def test_a_programme_is_not_named_as_another_run(folder: Folder, name: str) -> None:
    shutil.copy(folder.path / PROGRAMME, folder.path / "programmes" / f"{name}.toml")
    folder.refuses(f"programmes/{name}.toml", "Rename")


@pytest.mark.parametrize("name", ["a" * 63, "0", "republish", "revoked-lots"])
def test_other_names_are_free(folder: Folder, name: str) -> None:
    shutil.copy(folder.path / PROGRAMME, folder.path / "programmes" / f"{name}.toml")
    assert name in folder.load().programmes


REFUSED = [
    (MAIN, "profile", '"test"', "one of demo, production"),
    (MAIN, "keys", '" "', "a text that is not empty"),
    (MAIN, "trust_sources", '"absent"', "a folder that exists"),
    (ISSUER, "name", '""', "a text that is not empty"),
    *((ISSUER, "country", value, "two capital letters") for value in ('"in"', '"IND"', '"I\\n"')),
    *(
        (ISSUER, "status_valid_for_hours", value, "a whole number from 24 to 8,760")
        for value in ("23", "8761", "true", "24.0")
    ),
    *((PROGRAMME, key, '"\\t"', "a text that is not empty") for key in ("title", "disease", "issuer")),
    (PROGRAMME, "variant", "[1]", "one of domestic, regional, international"),
    (PROGRAMME, "country", '"India"', "two capital letters"),
    *(
        (PROGRAMME, "time_zone", value, "an IANA time zone")
        for value in ('"Asia"', '"Mars/Phobos"', '"../etc/passwd"', '"/etc/localtime"')
    ),
    *(
        (PROGRAMME, "valid_for_days", value, "a whole number from 1 to 36,500")
        for value in ("0", "36501", "true", '"3650"')
    ),
    *((PROGRAMME, "precaution_doses", value, "a whole number from 0 to 10") for value in ("-1", "11", "false", "1.0")),
    *(
        (PROGRAMME, key, value, "a list of texts")
        for key in ("vaccines", "languages")
        for value in ("[]", '"covaxin"', "[1]", '["covaxin", ""]')
    ),
]


@pytest.mark.parametrize(("file", "key", "value", "allowed"), REFUSED)
def test_an_impossible_value_is_refused(folder: Folder, file: str, key: str, value: str, allowed: str) -> None:
    folder.set(file, key, value)
    folder.refuses(file, f"'{key}' must be {allowed}")


TABLES = [
    ("identity", 'passport = "all"', "identity.passport"),
    ("columns", "recipient_name = 3", "columns.recipient_name"),
    ("columns", 'recipient_name = ""', "columns.recipient_name"),
    *(("quality", f"fail_above = {value}", "quality.fail_above") for value in ("nan", "inf", "1.1", "-0.1", "true")),
    ("quality", 'warn_above = "2 %"', "quality.warn_above"),
    ("quality", "warn_above = 0.5\nfail_above = 0.4", "quality.warn_above"),
    ("quality", "fail_above = 0.01", "quality.warn_above"),  # below the default of the other
]


@pytest.mark.parametrize(("table", "content", "key"), TABLES)
def test_an_impossible_value_in_a_table_is_refused(folder: Folder, table: str, content: str, key: str) -> None:
    folder.set_table(PROGRAMME, table, content)
    folder.refuses(PROGRAMME, f"'{key}' must be ")


def test_shares_may_be_whole_and_equal(folder: Folder) -> None:
    folder.set_table(PROGRAMME, "quality", "warn_above = 1\nfail_above = 1")
    quality = folder.load().programme("india-domestic").quality
    assert (quality.warn_above, quality.fail_above) == (1.0, 1.0)


@pytest.mark.parametrize(
    "address",
    [
        "certificates.example",
        "http://certificates.example",
        "ftp://localhost",
        "https://",
        "https://certificates.example?",
        "https://certificates.example/#top",
        "https://name@certificates.example",
        "https://certificates.example:port",
        "https://[::1",
        "https://certificates.example/a b",
    ],
)
@pytest.mark.parametrize("file", [MAIN, ISSUER])
def test_a_base_address_must_bear_paths(folder: Folder, file: str, address: str) -> None:
    folder.set(file, "base_url", f'"{address}"')
    folder.refuses(file, "'base_url' must be an address such as https://")


@pytest.mark.parametrize("address", ["http://localhost:8000", "http://127.0.0.1:8000/", "https://a.example/in/v1/"])
def test_a_base_address_may_be_this_machine_or_a_folder(folder: Folder, address: str) -> None:
    folder.set(MAIN, "base_url", f'"{address}"')
    assert folder.load().base_url == address


def test_a_vaccine_that_the_code_list_lacks_is_refused(folder: Folder) -> None:
    configuration = folder.load()
    configuration.require_vaccines({"covishield", "covaxin", "sputnik-v", "corbevax", "covovax"})
    with pytest.raises(ConfigurationError, match=re.escape(f"{folder.path / PROGRAMME}: 'vaccines' names 'covaxin'")):
        configuration.require_vaccines({"covishield"})
