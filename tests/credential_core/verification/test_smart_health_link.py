import json
from datetime import timedelta
from typing import Any

import pytest

from credential_core.report import Verdict
from tests.builders import NOW
from tests.cards import judge_card
from tests.health_links import LINK_ADDRESS, LINK_KEY, a_link
from tests.verdicts import found


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "link_needs_fetch"),
        ({"flag": "LU"}, "link_needs_fetch"),
        ({"flag": "P"}, "link_needs_passcode"),
        ({"flag": "LP"}, "link_needs_passcode"),
        ({"flag": None}, "link_needs_manifest"),
        ({"flag": "L"}, "link_needs_manifest"),
        ({"exp": NOW.timestamp()}, "link_expired"),
        ({"exp": NOW.timestamp() + 1}, "link_needs_fetch"),
        ({"v": 2}, "link_version_newer"),
        ({"url": LINK_ADDRESS.replace("https", "http")}, "link_address_not_https"),
    ],
)
def test_a_link_says_what_must_be_done(changes: dict[str, Any], code: str) -> None:
    report = judge_card(a_link(**changes))
    assert report.verdict is Verdict.CANNOT_TELL
    assert (report.credential_format, found(report)["structure"]) == ("smart-health-link", code)


@pytest.mark.parametrize("prefix", [b"https://viewer.example/#", b"#", b""])
def test_a_viewer_s_address_before_it(prefix: bytes) -> None:
    assert found(judge_card(prefix + a_link()))["structure"] == "link_needs_fetch"


@pytest.mark.parametrize(
    ("payload", "name", "code"),
    [
        (b"shlink:/", "structure", "link_payload"),
        (b"shlink:/e", "text", "link_form"),
        (b"shlink:x", "text", "link_form"),
        (a_link(key="short"), "structure", "link_key"),
        (a_link(flag="PU"), "structure", "link_flags"),
    ],
)
def test_what_is_no_complete_link(payload: bytes, name: str, code: str) -> None:
    report = judge_card(payload)
    assert report.verdict is Verdict.INVALID
    assert found(report)[name] == code


def test_neither_key_nor_address_is_in_the_report() -> None:
    text = json.dumps(judge_card(a_link()).to_json())
    assert LINK_KEY not in text and LINK_ADDRESS not in text
    assert "shl.example" in text


def test_a_secret_right_behind_the_host_is_not_in_the_report() -> None:
    report = judge_card(a_link(url=LINK_ADDRESS.replace("/c/", "?file=")))
    assert [check.facts for check in report.checks if check.facts] == [{"host": "shl.example"}]


def test_warnings_reach_the_report() -> None:
    past = NOW + timedelta(days=1)
    assert judge_card(b" " + a_link(exp=past.timestamp())).warnings == ("link_surrounding_whitespace",)
