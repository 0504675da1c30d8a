from itertools import permutations

import pytest

from credential_core.assembly import assemble
from credential_core.limits import MAX_CARDS
from tests.cards import a_bundle, a_card, a_patient, a_payload, an_immunization, card_file, qr_codes

CARD, OTHER = a_card(), a_card(a_payload(a_bundle(a_patient(birthDate="1980-02-03"), an_immunization())))


def test_what_is_no_card_stays_as_it_is() -> None:
    parts = (b"HC1:6BF", b'{"a": 1}', b"", b"\xff\x00", b"  text ")
    assert assemble(parts) == parts


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\n\n"])
def test_lines_that_are_hcerts_are_judged_one_by_one(end: bytes) -> None:
    one, other = b"HC1:6B F", b"NO1:6BG"
    assert assemble([end.join((one, other)) + end]) == (one, other)
    for text in (one + end + b"6BG", one + b" " + other, one + end):
        assert assemble([text]) == (text,)


def test_the_same_twice_counts_once() -> None:
    assert assemble([CARD, CARD, OTHER]) == (CARD, OTHER)


def test_codes_of_one_card_in_any_order_make_one_payload() -> None:
    codes = qr_codes(CARD, 3)
    for order in permutations(codes):
        (payload,) = assemble([order[0], b"HC1:6BF", *order[1:]])[:1]
        assert payload.split() == list(order)
    assert assemble([b"HC1:6BF", *codes])[0] == b"HC1:6BF"


def test_codes_of_cards_in_different_numbers_of_codes_are_kept_apart() -> None:
    two, three = qr_codes(CARD, 2), qr_codes(OTHER, 3)
    assert assemble([two[0], three[2], three[0], two[1], three[1]]) == (
        b"\n".join(two),
        b"\n".join([three[2], three[0], three[1]]),
    )


def test_a_file_of_several_cards_is_taken_apart() -> None:
    assert assemble([card_file(CARD, OTHER)]) == (CARD, OTHER)
    assert assemble([card_file(CARD)]) == (card_file(CARD),)


def test_lines_of_several_single_codes_are_taken_apart() -> None:
    one, other = qr_codes(CARD)[0], qr_codes(OTHER)[0]
    assert assemble([one + b"\r\n" + other]) == (one, other)


def test_whitespace_around_a_file_stays_with_its_cards() -> None:
    assert assemble([b"\n" + card_file(CARD, OTHER) + b"  "]) == (b"\n" + CARD + b"  ", b"\n" + OTHER + b"  ")


@pytest.mark.parametrize("count", [MAX_CARDS, MAX_CARDS + 1])
def test_a_file_of_more_cards_than_anybody_has(count: int) -> None:
    cards = [b"eyJh.%d.x" % number for number in range(count)]
    assert len(assemble([card_file(*cards)])) == (count if count <= MAX_CARDS else 1)


def test_assembling_twice_changes_nothing() -> None:
    once = assemble([*qr_codes(CARD, 3), card_file(OTHER, CARD), b"x"])
    assert assemble(once) == once
