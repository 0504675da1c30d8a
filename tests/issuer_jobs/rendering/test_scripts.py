"""Which face a name gets, and what of it may be printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer_jobs.rendering.scripts import text_of


@pytest.mark.parametrize(
    ("name", "language", "right_to_left"),
    [
        ("Anita", "und-Latn", False),
        ("Щукин", "und-Cyrl", False),
        ("क्षत्रिय", "und-Deva", False),
        ("শ্রেষ্ঠা", "und-Beng", False),
        ("ஸ்ரீ", "und-Taml", False),
        ("లక్ష్మీ", "und-Telu", False),
        ("ಶ್ರೀ", "und-Knda", False),
        ("ශ්‍රී", "und-Sinh", False),
        ("王小明", "und-Hani", False),
        ("قریشی", "ur", True),
        ("فاطمة الزهراء", "und-Arab", True),
        ("ڪراچي گل", "und-Arab", True),
        ("1234", "und-Latn", False),
        ("Dr. अनीता", "und-Latn", False),
    ],
)
def test_script_of_a_name(name: str, language: str, right_to_left: bool) -> None:
    text = text_of(name)
    assert (text.text, text.language, text.right_to_left) == (name, language, right_to_left)


@pytest.mark.parametrize("control", ["\u202e", "\u2066", "\x00", "\x1b", "\x7f", "\ud800", "\ufffe", "\ue000"])
def test_controls_are_shown_and_have_no_effect(control: str) -> None:
    assert text_of(f"A{control}B").text == "A\N{REPLACEMENT CHARACTER}B"


def test_line_breaks_are_spaces() -> None:
    assert text_of(" A\n\tB\u2028C ").text == "A B C"


@given(st.text())
def test_result_is_stable_and_encodable(value: str) -> None:
    text = text_of(value)
    text.text.encode()
    assert text_of(text.text) == text
