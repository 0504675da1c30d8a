"""Reports in words: every kind of event, what is missing is left out, and nothing deceives."""

from dataclasses import replace

import pytest

from credential_core.claims import Person, Vaccination, Vaccine
from credential_core.formats.signed import Binding
from credential_core.report import IssuerName, Report, Verdict
from issuer_jobs.cli.report_text import report_lines
from tests.builders import a_certificate, a_signed_credential
from tests.dcc_issuer import a_dcc, a_dcc_text, a_recovery, a_test, a_vaccination, judge_dcc
from tests.verdicts import judge

OURS = judge(a_signed_credential())
EUROPEAN = judge_dcc(a_dcc_text())


def lines(report: Report) -> list[str]:
    return [line.plain for line in report_lines(report)]


def facts(report: Report) -> list[tuple[str, str]]:
    """Labels and values of what is certified."""
    indented = [line for line in lines(report) if line.startswith("  ")]
    claimed = indented[: len(indented) - len(report.checks)]
    return [(line[2:15].strip(), line[15:]) for line in claimed]


def test_every_dose() -> None:
    vaccine = ("Vaccine", "COVAXIN, Bharat Biotech (COVID-19)")
    effective = ("Effective", "from 2026-11-20 until 2027-11-20")
    assert [fact for fact in facts(OURS) if fact[0] in {"Vaccine", "Dose", "Effective"}] == [
        vaccine,
        ("Dose", "2 of 2, given 2026-11-20, batch 37G21010A, IN, Lake Road Clinic"),
        effective,
        vaccine,
        ("Dose", "1 of 2, given 2026-10-01, batch 37G20990B, IN, Lake Road Clinic"),
        effective,
    ]


def test_a_dose_beyond_its_course() -> None:
    contents = a_dcc(v=[a_vaccination() | {"dn": 3, "sd": 2}])
    assert dict(facts(judge_dcc(a_dcc_text(contents))))["Dose"].startswith("3, after a course of 2, given ")


@pytest.mark.parametrize(
    ("contents", "expected"),
    [
        (
            a_dcc(v=[a_vaccination()]),
            [
                ("Vaccine", "Comirnaty, Biontech Manufacturing GmbH (COVID-19)"),
                ("Dose", "2 of 2, given 2026-11-12, AT"),
            ],
        ),
        (
            a_dcc(t=[a_test()]),
            [
                ("Test", "COVID-19: Not detected"),
                ("Sample", "taken 2026-11-12 10:00+0200, AT, Testing center Vienna 1"),
                ("Method", "Rapid immunoassay, Abbott Rapid Diagnostics, Panbio COVID-19 Ag Rapid Test"),
            ],
        ),
        (
            a_dcc(r=[a_recovery()]),
            [
                ("Recovery", "COVID-19, first positive test 2026-10-01, AT"),
                ("Valid", "from 2026-10-12 until 2027-03-28"),
            ],
        ),
    ],
    ids=["vaccination", "test", "recovery"],
)
def test_every_kind_of_event(contents: dict[str, object], expected: list[tuple[str, str]]) -> None:
    report = judge_dcc(a_dcc_text(contents))
    assert report.verdict is Verdict.VALID
    name, born, *events, issuer, issued, _number, form = facts(report)
    assert (name[1], born[1]) == ("Gabriele Musterfrau-Gößinger (GABRIELE MUSTERFRAU GOESSINGER)", "1998-02-26")
    assert events == expected
    assert (issuer[0], issued[1]) == ("Issuer", "2026-11-23, valid until 2027-05-12")
    assert form == ("Format", "EU Digital COVID Certificate")


def test_what_a_certificate_does_not_say_is_left_out() -> None:
    bare = replace(
        a_certificate(), person=Person("Ada"), event=Vaccination(Vaccine("BBIBP"), a_certificate().vaccination.date)
    )
    bare = replace(bare, id=None, version=None, programme=None, issued_at=None, valid_until=None, earlier=())
    assert facts(replace(OURS, certificate=bare)) == [
        ("Name", "Ada"),
        ("Vaccine", "BBIBP"),
        ("Dose", "given 2026-11-20"),
        ("Issuer", "Ministry of Health, IN (did:web:health.example:i:ministry)"),
        ("Format", "W3C credential (VC 2.0) of this system"),
    ]


def test_nothing_is_said_of_withdrawal_where_the_issuer_says_nothing() -> None:
    assert lines(OURS)[1] == "Genuine, unchanged, in force and not withdrawn."
    assert lines(EUROPEAN)[1:3] == [
        "Genuine, unchanged and in force.",
        "Note: This issuer does not publish which certificates it has withdrawn.",
    ]


def test_what_is_bound_only_as_a_set() -> None:
    bindings = {"event.dose": Binding.BOUND_AS_SET, "event.date": Binding.BOUND, "event.batch": Binding.BOUND_AS_SET}
    (line,) = [line for line in lines(replace(OURS, bindings=bindings)) if "exchanged" in line]
    assert line.endswith(": event.dose, event.batch.")
    assert not any("exchanged" in line for line in lines(OURS))


def test_who_vouches_for_an_issuer() -> None:
    issuer = IssuerName("PT", "Casa da Moeda", "PT", source="WHO GDHCN, 2026-08-22")
    vouched = facts(replace(EUROPEAN, issuer=issuer))
    assert ("Issuer", "Casa da Moeda, PT (PT)") in vouched
    assert ("Vouched by", "WHO GDHCN, 2026-08-22") in vouched
    assert ("Issuer", "PT (unknown)") in facts(replace(EUROPEAN, issuer=IssuerName("PT")))


def test_a_credential_that_is_no_health_certificate() -> None:
    report = replace(OURS, certificate=None, credential_format="w3c-vc")
    assert [label for label, _ in facts(report)] == ["Issuer", "Format"]
    assert "Credential" in lines(report)


def test_warnings_and_names_from_outside_cannot_steer_a_terminal() -> None:
    report = replace(OURS, warnings=("\x1b[2J",), bindings={"\x9b": Binding.BOUND_AS_SET}, credential_format="\u202e")
    assert not {"\x1b", "\x9b", "\u202e"} & set("".join(lines(report)))
