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

    def replace(self, file: str, key: str, value: str) -> None:
        """Give a key another value where it last stands; a key that is new comes first."""
        path = self.path / file
        lines = ["", *path.read_text().splitlines()]
        place = max((number for number, line in enumerate(lines) if line.startswith(f"{key} =")), default=0)
        lines[place] = f"{key} = {value}"
        path.write_text("\n".join(lines))

    def remove_table(self, file: str, name: str) -> None:
        path = self.path / file
        path.write_text(re.sub(rf"^\[{name}\]\n(?:.+\n)*", "", path.read_text(), flags=re.MULTILINE))

    def set_table(self, file: str, name: str, content: str) -> None:
        self.remove_table(file, name)
        with (self.path / file).open("a") as text:
            text.write(f"\n[{name}]\n{content}\n")

    def refuses(self, file: str, *words: str) -> None:
        with pytest.raises(ConfigurationError) as refused:
            self.load()
        assert [word for word in (str(self.path / file), *words) if word not in str(refused.value)] == []


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    names = shutil.ignore_patterns("contexts", "labels", "templates")
    return Folder(Path(shutil.copytree(data_folder(), tmp_path / "config", ignore=names)))


def test_the_example_is_sound(folder: Folder) -> None:
    configuration = folder.load()
    assert {"india-domestic", "austria-recovery", "icvp-clinic", "us-clinic"} < set(configuration.programmes)
    assert {programme.issuer.id for programme in configuration.programmes.values()} == set(configuration.issuers)


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
    *((ISSUER, "country", value, "two capital letters") for value in ('"in"', '"IND"')),
    (ISSUER, "country", '"I\\n"', "one line"),
    (ISSUER, "name", f'"{501 * "n"}"', "one line of at most 500 characters"),
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


DOMESTIC, INDIAN, AUSTRIAN = PROGRAMME, "programmes/india-tests.toml", "programmes/austria-vaccination.toml"
RECOVERY, JAMAICAN, PHILIPPINE = (f"programmes/{name}.toml" for name in ("austria-recovery", "jamaica", "philippines"))
ONE_OF = "a list of different formats, each one of vc2, divoc-v1, divoc-v3, eu-dcc, who-ddcc, icvp, shc"
FORMATS = [
    (DOMESTIC, "formats", '["vc3"]', ONE_OF),
    (DOMESTIC, "formats", '["vc2", "divoc-v1", "vc2"]', ONE_OF),
    (DOMESTIC, "formats", '["VC2"]', ONE_OF),
    (DOMESTIC, "formats", "[]", "a list of texts"),
    (DOMESTIC, "formats", '["vc2"]', "left out, because 'formats' names no format that needs [divoc]"),
    (INDIAN, "formats", '["vc2", "divoc-v3"]', "formats that can say a test (vc2, divoc-v1, eu-dcc, who-ddcc, shc)"),
    (INDIAN, "formats", '["icvp"]', "formats that can say a test"),
    (RECOVERY, "formats", '["vc2", "eu-dcc"]', "formats that can say a recovery (eu-dcc)"),
    (AUSTRIAN, "formats", '["shc"]', "left out, because 'formats' names no format that needs [hcert]"),
    (AUSTRIAN, "variant", '"domestic"', "'regional' or 'international', because eu-dcc certifies the birth date"),
    (INDIAN, "vaccines", '["covaxin"]', "left out, because the programme's kind is test"),
    (INDIAN, "kind", '"tests"', "one of vaccination, test, recovery"),
    (DOMESTIC, "did", '"india"', "a DID such as did:india"),
    (DOMESTIC, "did", '"did:philippines"', "https://<host>/credentials/vaccination/v1"),
    (DOMESTIC, "context", '"https://cowin.gov.in/credentials/vaccination/v3"', "https://<host>/"),
    (DOMESTIC, "context", '"http://cowin.gov.in/credentials/vaccination/v1"', "https://<host>/"),
    (DOMESTIC, "context", '"https://cowin.gov.in/credentials/testCertificate/v1"', "one for vaccinations"),
    (INDIAN, "context", '"https://cowin.gov.in/credentials/vaccination/v1"', "one for tests"),
    (JAMAICAN, "context", '"https://cowin.gov.in/credentials/vaccination/v1"', "one with the terms of version 2"),
    (JAMAICAN, "certificates", '"https://cowin.gov.in/vaccine"', "an absolute address that ends in '/'"),
    (JAMAICAN, "certificates", '"htps://cowin.gov.in/vaccine/"', "an https address"),
    (JAMAICAN, "algorithm", '"ES256"', "one of PS256, Ed25519"),
    (AUSTRIAN, "authority", '"Health"\nalgorithm = "Ed25519"', "one of ES256, PS256"),
    (PHILIPPINE, "issuer", '"PHL D0H"', "an absolute address"),
]


@pytest.mark.parametrize(("file", "key", "value", "allowed"), FORMATS)
def test_formats_that_contradict_the_programme_are_refused(
    folder: Folder, file: str, key: str, value: str, allowed: str
) -> None:
    folder.replace(file, key, value)
    folder.refuses(file, f"must be {allowed}")


@pytest.mark.parametrize(
    ("file", "table", "words"),
    [
        (AUSTRIAN, "hcert", "eu-dcc needs a table [hcert] with country, authority."),
        (DOMESTIC, "divoc", "divoc-v1 needs a table [divoc] with did, issuer, context, certificates."),
    ],
)
def test_a_format_without_its_settings_is_refused(folder: Folder, file: str, table: str, words: str) -> None:
    folder.remove_table(file, table)
    folder.refuses(file, f"'{table}' is missing: {words}")


@pytest.mark.parametrize(("file", "key"), [(DOMESTIC, "certificates"), (AUSTRIAN, "authority")])
def test_a_setting_with_a_typo_is_refused(folder: Folder, file: str, key: str) -> None:
    path = folder.path / file
    path.write_text(path.read_text().replace(f"{key} =", f"{key}x ="))
    folder.refuses(file, f"unknown key '{key}x'")


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
    known = {vaccine for programme in configuration.programmes.values() for vaccine in programme.vaccines}
    configuration.require_vaccines(known)
    with pytest.raises(ConfigurationError, match=re.escape(f"{folder.path / PROGRAMME}: 'vaccines' names 'covaxin'")):
        configuration.require_vaccines(known - {"covaxin"})
