"""Where the other events of tonight's persons are found: a certificate carries the doses that came before its own.

Which of them are earlier is seen when they are read (`jobs/issue/earlier_doses.py`): the ledger holds no dates.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from issuer_jobs.ledger.table import Ledger

ROWS = pa.list_(pa.struct({"file": pa.int32(), "row_number": pa.int64()}))
CREDENTIALS = pa.list_(pa.struct({"certificate_id": pa.string(), "credential_path": pa.string()}))
_COLUMNS = ["event_key", "person_key", "certificate_id", "certificate_version", "credential_path", "issued_at"]


def other_events(to_sign: pa.Table, ledger: Ledger, programme: str) -> pa.Table:
    """Columns `other_rows` and `other_credentials`, a list each per row of `to_sign`, in its order.

    `other_rows` are those of the same person in tonight's export, `other_credentials` what was issued to the person
    before and still stands, events of tonight's export excepted.
    """
    tonight: defaultdict[bytes, list[dict[str, Any]]] = defaultdict(list)
    rows = to_sign.select(["file", "row_number", "event_key", "person_key"]).to_pylist()
    for row in rows:
        tonight[row["person_key"]].append(row)
    issued = _issued_before(to_sign, ledger, programme)
    return pa.table(
        {
            "other_rows": pa.array(
                [[_place(other) for other in tonight[row["person_key"]] if other is not row] for row in rows], ROWS
            ),
            "other_credentials": pa.array([issued.get(row["person_key"], []) for row in rows], CREDENTIALS),
        }
    )


def _place(row: dict[str, Any]) -> dict[str, int]:
    return {"file": row["file"], "row_number": row["row_number"]}


def _issued_before(to_sign: pa.Table, ledger: Ledger, programme: str) -> dict[bytes, list[dict[str, str]]]:
    """Person key → the newest version of each event that no revocation and no row of tonight has overtaken."""
    where = (pc.field("programme") == programme) & pc.field("person_key").isin(pc.unique(to_sign["person_key"]))
    revoked = {row["certificate_id"] for row in _all(ledger.revocations(["certificate_id"], where))}
    tonight = set(to_sign["event_key"].to_pylist())
    newest: dict[bytes, dict[str, Any]] = {}
    for row in _all(ledger.certificates(_COLUMNS, where)):
        known = newest.get(row["event_key"])
        if known is None or row["certificate_version"] > known["certificate_version"]:
            newest[row["event_key"]] = row
    found: defaultdict[bytes, list[dict[str, str]]] = defaultdict(list)
    for row in sorted(newest.values(), key=lambda row: (row["issued_at"], row["certificate_id"])):
        if row["event_key"] not in tonight and row["certificate_id"] not in revoked:
            found[row["person_key"]].append({name: row[name] for name in ("certificate_id", "credential_path")})
    return dict(found)


def _all(tables: Iterator[pa.Table]) -> Iterator[dict[str, Any]]:
    for table in tables:
        yield from table.to_pylist()
