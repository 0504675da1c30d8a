"""Columns of text made from numbers and choices."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from issuer_jobs.exports.sample.draws import Flags, Indices


def digits(numbers: Indices, width: int) -> pa.StringArray:
    """Numbers with leading zeros."""
    return pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")


def joined(*parts: str | pa.StringArray) -> pa.StringArray:
    """Texts and columns of text, one after the other."""
    return pc.binary_join_element_wise(*parts, "")


def chosen(values: Sequence[str | None], indices: Indices) -> pa.StringArray:
    """Values by index."""
    return pa.array(values, pa.string()).take(pa.array(indices))


def only_where(flags: Flags, values: pa.Array) -> pa.Array:
    """The values where the flag is set, null elsewhere."""
    return pc.if_else(pa.array(flags), values, pa.scalar(None, values.type))


def dates(days: Indices) -> pa.Date32Array:
    """Days since 1970-01-01 as dates."""
    return pa.array(days.astype(np.int32)).cast(pa.date32())
