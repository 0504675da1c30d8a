"""Draws are frozen by value: another result would change every sample."""

import numpy as np
import pytest

from issuer_jobs.exports.sample.draws import Draws, spread


def test_draws_never_change() -> None:
    draws = Draws(1, "india-domestic").below(1_000, "name", np.arange(5))
    assert draws.tolist() == [517, 855, 983, 126, 889]


def test_streams_scopes_and_seeds_differ() -> None:
    numbers = np.arange(100)
    kinds = [Draws(1, "a").below(2**32, "x", numbers), Draws(1, "a").below(2**32, "y", numbers)]
    kinds += [Draws(1, "b").below(2**32, "x", numbers), Draws(2, "a").below(2**32, "x", numbers)]
    assert len({tuple(values.tolist()) for values in kinds}) == 4


def test_draws_are_even() -> None:
    counts = np.bincount(Draws(1, "a").below(10, "x", np.arange(100_000)), minlength=10)
    assert counts.min() > 9_500


@pytest.mark.parametrize(("wanted", "total"), [(0, 10), (3, 10), (10, 10), (7, 1_000), (0, 0)])
def test_spread_takes_exactly_as_many_and_counts_them(wanted: int, total: int) -> None:
    taken, ordinal = spread(wanted, total, np.arange(total))
    assert ordinal[taken].tolist() == list(range(wanted))
