import pytest
from hypothesis import given
from hypothesis import strategies as st

from credential_core.encodings.icao9303 import transliterate
from credential_core.errors import MalformedInputError
from credential_core.limits import MAX_TEXT_CHARACTERS


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Müller-Lüdenscheidt", "MUELLER<LUEDENSCHEIDT"),
        ("Gößinger", "GOESSINGER"),
        ("Åse Þórðardóttir Ørsted", "AASE<THORDARDOTTIR<OERSTED"),
        ("Nguyễn Thị Ánh", "NGUYEN<THI<ANH"),
        ("Łukasz Đorđević", "LUKASZ<DORDEVIC"),
        ("Muñoz, Çakır", "MUNOZ<CAKIR"),
        ("D'Artagnan O’Brien jr.", "DARTAGNAN<OBRIEN<JR"),
        ("  Anna \t - <Maria  ", "ANNA<MARIA"),
        ("Ａｎｎａ ﬁ", "ANNA<FI"),
        ("Louis 14", "LOUIS<IIV"),
        ("Louis ١٤", "LOUIS<IIV"),
        ("Anna 0", "ANNA"),
        ("...", ""),
        ("", ""),
    ],
)
def test_latin_names(name: str, expected: str) -> None:
    assert transliterate(name) == expected


@pytest.mark.parametrize(("name", "expected"), [("Mu\u0308ller", "MUELLER"), ("A\u030ase", "AASE"), ("Q\u0301", "Q")])
def test_diacritics_of_their_own_count_as_if_composed(name: str, expected: str) -> None:
    assert transliterate(name) == expected


@pytest.mark.parametrize(
    ("name", "country", "expected"),
    [
        ("Хрущёв Юрий Подъячев", None, "KHRUSHCHEV<IURII<PODIEIACHEV"),
        ("Игорь Цой", None, "IGOR<TSOI"),
        ("Щерев", "BG", "SHTEREV"),
        ("Ігар Рогаў Ёлкін", "BY", "IHAR<ROHAU<IOLKIN"),
        ("Марић Ђорђе", None, "MARIC<DORDE"),
        ("Живковић Шоша", "RS", "ZIVKOVIC<SOSA"),
        ("Марьќ Ѓорѓи", "MK", "MARKJ<GJORGJI"),
        ("Юлія Згурська", "UA", "YULIIA<ZHURSKA"),
        ("Юлія", None, "IULIIA"),
    ],
)
def test_cyrillic_names_and_the_exceptions_of_a_language(name: str, country: str | None, expected: str) -> None:
    assert transliterate(name, country) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("محمود عبد الرحيم", "MXHMWD<EBD<ALRXHYM"),  # the worked example of ICAO's report on Arabic
        ("عبّاس", "EBBAS"),  # shadda doubles
        ("فِضَّة", "FXDZXDZXAH"),  # vowel signs are not written; teh marbuta at the end of a part
        ("فاطمةالزهراء", "FAXTTMXTAALZHRAXE"),  # and elsewhere
        ("محـــمد", "MXHMD"),  # tatweel is no letter
        ("ﻣﺤﻤﺪ", "MXHMD"),  # presentation forms
        ("پروین گل", "PRWXYAN<XGGL"),
    ],
)
def test_arabic_names(name: str, expected: str) -> None:
    assert transliterate(name) == expected


@pytest.mark.parametrize(
    ("name", "script"),
    [("Μάριος", "GREEK"), ("ვაჟა", "GEORGIAN"), ("כהן", "HEBREW"), ("美華", "CJK"), ("कविता", "DEVANAGARI")],
)
def test_scripts_without_a_table_are_refused(name: str, script: str) -> None:
    with pytest.raises(MalformedInputError) as refused:
        transliterate(name)
    assert (refused.value.code, refused.value.facts) == ("no_transliteration", {"script": script})


def test_a_name_beyond_every_limit_is_refused() -> None:
    with pytest.raises(MalformedInputError, match="name_too_long"):
        transliterate("A" * 501)


@given(st.text(max_size=60), st.sampled_from([None, "UA", "MK", "XX"]))
def test_any_text_gives_the_alphabet_or_is_refused(name: str, country: str | None) -> None:
    try:
        written = transliterate(name, country)
    except MalformedInputError:
        return
    assert set(written) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ<")
    if len(written) <= MAX_TEXT_CHARACTERS:
        assert transliterate(written) == written
