"""Identifiers that end in signed bytes or stored data: golden values hold for ever."""

from datetime import UTC, date, datetime

import pyarrow as pa

from credential_core.certificate_id import parse_certificate_id
from credential_core.limits import STATUS_LIST_ENTRIES
from issuer_jobs.configuration import load_configuration
from issuer_jobs.exports.schema import EVENT_SCHEMA
from issuer_jobs.packaged_data import data_folder
from issuer_jobs.planning.identifiers import Identifiers, StatusPositions, expiry_quarter

KEY = bytes(range(32))
PROGRAMME = load_configuration(data_folder()).programme("india-domestic")
IDENTIFIERS = Identifiers(KEY, PROGRAMME)


def _event(**changes: object) -> pa.Table:
    row = dict.fromkeys(EVENT_SCHEMA.names) | {
        "event_id": "e-1",
        "recipient_reference": "r-1",
        "recipient_name": "Asha",
        "vaccination_vaccine": "covishield",
        "vaccination_batch": "B1",
        "vaccination_date": date(2026, 11, 1),
        "vaccination_dose": 1,
        "vaccination_total_doses": 2,
        "facility_name": "PHC",
        "row_number": 0,
    }
    return pa.Table.from_pylist([row | changes], schema=EVENT_SCHEMA)


def test_golden_values() -> None:
    key = IDENTIFIERS.event_keys(_event())[0]
    assert key.hex() == "2f4376a1ba67daf66793fd3372fbaf1f"
    assert IDENTIFIERS.person_key("r-1").hex() == "2701519ed7a1fc3a0400156515a03eec"
    assert IDENTIFIERS.certificate_id(key, 1) == "08M162RFF3PJAYGQRT75GZGACJT"
    assert StatusPositions(KEY, "moh", "2036q4").position(131_073) == ("2036q4-1", 86226)


def test_certificate_ids_are_well_formed() -> None:
    assert parse_certificate_id(IDENTIFIERS.certificate_id(b"k" * 16, 3))


def test_without_event_id_the_person_and_dose_are_the_key() -> None:
    first, second = (IDENTIFIERS.event_keys(_event(event_id=None, vaccination_dose=dose))[0] for dose in (1, 2))
    assert first != second
    assert first == IDENTIFIERS.event_keys(_event(event_id=None, vaccination_batch="other"))[0]


def test_event_id_and_reference_never_collide() -> None:
    by_id = IDENTIFIERS.event_keys(_event(event_id="r-1"))[0]
    by_person = IDENTIFIERS.event_keys(_event(event_id=None))[0]
    assert by_id != by_person


def test_content_hash_covers_every_certified_column() -> None:
    original = IDENTIFIERS.content_hashes(_event())
    for name, changed in (("recipient_name", "Usha"), ("vaccination_dose", 2), ("facility_address_city", "Pune")):
        assert IDENTIFIERS.content_hashes(_event(**{name: changed})) != original


def test_contact_data_and_position_are_not_certified() -> None:
    original = IDENTIFIERS.content_hashes(_event())
    assert IDENTIFIERS.content_hashes(_event(recipient_phone="+91 1", row_number=9, event_id="e-2")) == original


def test_a_value_does_not_slide_into_the_next_column() -> None:
    left = IDENTIFIERS.content_hashes(_event(recipient_address_line_1="x", recipient_address_line_2=None))
    right = IDENTIFIERS.content_hashes(_event(recipient_address_line_1=None, recipient_address_line_2="x"))
    assert left != right


def test_positions_in_a_list_are_a_permutation() -> None:
    positions = StatusPositions(KEY, "moh", "2036q4")
    taken = [positions.position(number) for number in range(STATUS_LIST_ENTRIES)]
    assert {name for name, _ in taken} == {"2036q4-0"}
    assert sorted(index for _, index in taken) == list(range(STATUS_LIST_ENTRIES))
    assert [index for _, index in taken[:100]] != list(range(100))


def test_expiry_quarter() -> None:
    quarters = [expiry_quarter(datetime(2036, month, 1, tzinfo=UTC)) for month in (1, 3, 4, 12)]
    assert quarters == ["2036q1", "2036q1", "2036q2", "2036q4"]
