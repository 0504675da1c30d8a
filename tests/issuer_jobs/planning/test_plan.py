"""Which files a run's status numbers fall into."""

import pytest

from credential_core.limits import STATUS_LIST_ENTRIES
from issuer_jobs.planning.plan import StatusRange


@pytest.mark.parametrize(
    ("first", "count", "ordinals"),
    [
        (0, 1, [0]),
        (STATUS_LIST_ENTRIES - 1, 2, [0, 1]),
        (STATUS_LIST_ENTRIES, 0, [1]),
        (1, 2 * STATUS_LIST_ENTRIES, [0, 1, 2]),
    ],
)
def test_every_list_has_three_files(first: int, count: int, ordinals: list[int]) -> None:
    names = StatusRange("moh", "2036q4", first, count).list_files()
    endings = ("-revocation.json", "-suspension.json", ".cwt")
    assert names == [f"2036q4-{ordinal}{ending}" for ordinal in ordinals for ending in endings]
