"""`divoc verify-batch`: a report for each row, the same bytes however it runs, and nothing half done."""

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from credential_core.formats.divoc_qr.writer import encode_divoc_qr
from credential_core.report import Verdict
from issuer_jobs.errors import ConfigurationError, InputError
from issuer_jobs.jobs.verify_batch.reports import SCHEMA
from tests.builders import ISSUER, a_certificate, a_signed_credential, a_trust_list, an_issuer_key, publish
from tests.issuer_jobs.cli.desk import AT, Desk, a_desk, run
from tests.issuer_jobs.verifying.pictures import a_code, a_scan, a_sheet, as_bytes

TEXT = a_signed_credential()
CODE = encode_divoc_qr(TEXT)
ALTERED = TEXT.replace(b"Kavita", b"Savita")
UNKNOWN = a_signed_credential(a_certificate(issuer="did:web:x.example"))

SCANS: list[tuple[bytes | None, str, str | None, str | None]] = [
    (TEXT, "valid", None, None),
    (CODE, "valid", None, None),
    (ALTERED, "invalid", "signature", "signature_mismatch"),
    (UNKNOWN, "cannot_tell", "trust", "issuer_unknown"),
    (TEXT[:-1], "not_a_certificate", "structure", "json"),
    (b"\xff\xfe\x00", "not_a_certificate", "text", "not_recognised"),
    (b"", "not_a_certificate", "text", "not_recognised"),
    (None, "not_a_certificate", "text", "not_recognised"),
    (as_bytes(a_code(CODE), "PNG"), "valid", None, None),
    (as_bytes(a_sheet([CODE, encode_divoc_qr(ALTERED)]), "PNG"), "invalid", "signature", "signature_mismatch"),
    (a_scan(()), "cannot_tell", "text", "container_unreadable"),
]


def a_table(folder: Path, scans: list[bytes | None]) -> str:
    path = folder / "in.parquet"
    pq.write_table(pa.table({"id": range(len(scans)), "qr": pa.array(scans, pa.binary())}), path)
    return str(path)


def read(out: Path) -> list[dict[str, Any]]:
    if out.suffix == ".parquet":
        rows: list[dict[str, Any]] = pq.read_table(out).to_pylist()
        return [row | {"report": json.loads(row["report"])} for row in rows]
    return [json.loads(line) for line in out.read_bytes().splitlines()]


@pytest.mark.parametrize("name", ["out.parquet", "out.jsonl", "out.ndjson"])
def test_a_report_for_each_row_in_order(desk: Desk, name: str) -> None:
    out = desk.folder / name
    result = desk.batch(a_table(desk.folder, [scan for scan, *_ in SCANS]), out)
    assert result.exit_code == 0, result.output
    rows = read(out)
    assert [[row["verdict"], row["check"], row["code"]] for row in rows] == [found for _, *found in SCANS]
    assert [row["row"] for row in rows] == list(range(len(SCANS)))
    assert [set(row) for row in rows] == [set(SCHEMA.names)] * len(SCANS)
    assert all(row["report"]["verdict"] == row["verdict"] for row in rows)
    valid = rows[0]
    assert (valid["credential_format"], valid["kind"], valid["issuer"]) == ("vc2", "vaccination", ISSUER)
    assert (valid["warnings"], valid["report"]["payload"]) == ([], json.loads(TEXT))
    counts = json.loads(result.stdout.splitlines()[-1])
    assert (counts["rows"], counts["valid"], counts["invalid"], counts["cannot_tell"]) == (len(SCANS), 3, 2, 2)


def test_the_report_is_that_of_verify(desk: Desk) -> None:
    out = desk.folder / "out.jsonl"
    desk.batch(a_table(desk.folder, [TEXT, ALTERED]), out)
    assert [row["report"] for row in read(out)] == [*desk.reports(TEXT), *desk.reports(ALTERED)]


def many(count: int, share: int = 50) -> list[bytes | None]:
    """Rows of which one in `share` is a certificate and the rest is garbage of every kind."""
    garbage = [
        b"",
        None,
        b"{}",
        b"{" * 999,
        b"PK\x03\x04",
        bytes(range(256)),
        b"x" * 5_000,
        TEXT[:700],
        b"HC1:",
        b"shc:/",
    ]
    certificates = [TEXT, CODE, ALTERED, UNKNOWN]
    return [certificates[n // share % 4] if n % share == 0 else garbage[n % len(garbage)] for n in range(count)]


def test_ten_thousand_rows_with_garbage_give_the_same_bytes_with_any_number_of_workers(desk: Desk) -> None:
    source, outs = a_table(desk.folder, many(10_000)), [desk.folder / f"{workers}.parquet" for workers in (1, 2)]
    for workers, out in enumerate(outs, 1):
        assert desk.batch(source, out, "--workers", str(workers)).exit_code == 0
    assert outs[0].read_bytes() == outs[1].read_bytes()
    verdicts = [row["verdict"] for row in read(outs[0])]
    assert len(verdicts) == 10_000
    assert verdicts[::50] == ["valid", "valid", "invalid", "cannot_tell"] * 50
    assert "valid" not in {verdict for number, verdict in enumerate(verdicts) if number % 50}


def test_json_lines_in(desk: Desk) -> None:
    lines = [
        json.dumps(TEXT.decode()),
        json.dumps({"qr": ALTERED.decode(), "x": "y"}),
        "garbage",
        '"' + "x" * 5_000_000,
    ]
    source, out = desk.file("\n".join(lines).encode(), "in.jsonl"), desk.folder / "out.jsonl"
    assert desk.batch(source, out, "--column", "qr").exit_code == 0
    assert [(row["verdict"], row["code"]) for row in read(out)] == [
        ("valid", None),
        ("invalid", "signature_mismatch"),
        ("cannot_tell", "row_unreadable"),
        ("cannot_tell", "row_unreadable"),
    ]
    assert [row["report"]["checks"][0]["facts"]["reason"] for row in read(out)[2:]] == ["json", "too_long"]


def test_a_table_without_rows(desk: Desk) -> None:
    out = desk.folder / "out.parquet"
    assert desk.batch(a_table(desk.folder, []), out).exit_code == 0
    assert pq.read_table(out).schema == SCHEMA
    assert read(out) == []


def test_without_trust_data(desk: Desk) -> None:
    source, out = a_table(desk.folder, [TEXT]), desk.folder / "out.jsonl"
    assert run("verify-batch", source, str(out), "--at", AT).exit_code == 0
    assert [row["code"] for row in read(out)] == ["no_trust_list"]


def test_trust_data_that_cannot_be_used_stop_the_batch(desk: Desk) -> None:
    publish(desk.folder / "public", trust_list=a_trust_list(key=an_issuer_key()))
    out = desk.folder / "out.jsonl"
    assert isinstance(desk.batch(a_table(desk.folder, [TEXT]), out).exception, InputError)
    assert not out.exists()


@pytest.mark.parametrize("case", ["no column", "no format", "exists", "folder", "not there", "not readable", "itself"])
def test_what_cannot_be_done_is_said_before_anything_is_written(desk: Desk, case: str) -> None:
    source, out = a_table(desk.folder, [TEXT]), desk.folder / "out.parquet"
    arguments: list[str] = []
    words, error = {
        "no column": ('has no column "x". It has: "id", "qr".', ConfigurationError),
        "no format": (".parquet, .jsonl, .ndjson", ConfigurationError),
        "exists": ("--overwrite", ConfigurationError),
        "folder": ("exists", ConfigurationError),
        "not there": ("cannot be read", InputError),
        "not readable": ("cannot be read", InputError),
        "itself": ("is the input itself", ConfigurationError),
    }[case]
    match case:
        case "no column":
            arguments = ["--column", "x"]
        case "no format":
            out = out.with_suffix(".csv")
        case "exists":
            out.write_bytes(b"precious")
        case "folder":
            out.mkdir()
            arguments = ["--overwrite"]
        case "not there":
            source += "x"
        case "not readable":
            desk.file(b"PAR1 nonsense", "in.parquet")
        case "itself":
            out, arguments = Path(source), ["--overwrite"]
    before = {path: path.is_file() and path.read_bytes() for path in desk.folder.iterdir()}
    failure = desk.batch(source, out, *arguments).exception
    assert isinstance(failure, error)
    assert words in str(failure)
    assert {path: path.is_file() and path.read_bytes() for path in desk.folder.iterdir()} == before


def test_overwriting(desk: Desk) -> None:
    out = desk.folder / "out.jsonl"
    out.write_bytes(b"old")
    assert desk.batch(a_table(desk.folder, [TEXT]), out, "--overwrite").exit_code == 0
    assert [row["verdict"] for row in read(out)] == ["valid"]


def test_damage_found_on_the_way_leaves_nothing(desk: Desk) -> None:
    source, out = a_table(desk.folder, [os.urandom(200) for _ in range(20_000)]), desk.folder / "out.jsonl"
    content = bytearray(Path(source).read_bytes())
    content[len(content) // 2 : len(content) // 2 + 2_000] = bytes(2_000)
    Path(source).write_bytes(content)
    before = set(desk.folder.iterdir())
    assert isinstance(desk.batch(source, out).exception, InputError)
    assert set(desk.folder.iterdir()) == before


def children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def workers(process: int) -> list[int]:
    return [child for child in children(process) if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def slow(desk: Desk) -> str:
    """A table that keeps two processes busy for seconds."""
    return a_table(desk.folder, many(4_000, share=10))


def partial(out: Path) -> Path:
    return out.with_name(f".{out.name}.partial")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What the slow table gives when nothing happens."""
    desk = a_desk(tmp_path_factory.mktemp("undisturbed"))
    out = desk.folder / "out.jsonl"
    assert desk.batch(slow(desk), out).exit_code == 0
    return out.read_bytes()


def test_a_killed_batch_leaves_no_half_file_and_no_process_and_can_be_run_again(desk: Desk, undisturbed: bytes) -> None:
    source, out = slow(desk), desk.folder / "out.jsonl"
    running = desk.begin_batch(source, out)
    wait_for(lambda: partial(out).exists() and partial(out).stat().st_size > 0)
    processes = workers(running.pid)
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    wait_for(lambda: not any(Path(f"/proc/{process}").exists() for process in processes))
    assert len(processes) == 2
    assert not out.exists()
    assert desk.batch(source, out).exit_code == 0
    assert out.read_bytes() == undisturbed
    assert not partial(out).exists()


def test_a_worker_that_is_killed_costs_nothing(desk: Desk, undisturbed: bytes) -> None:
    out = desk.folder / "out.jsonl"
    running = desk.begin_batch(slow(desk), out)
    wait_for(lambda: partial(out).exists() and partial(out).stat().st_size > 0)
    os.kill(workers(running.pid)[0], signal.SIGKILL)
    printed = running.communicate()
    assert running.returncode == 0, printed
    assert out.read_bytes() == undisturbed


def test_an_interrupted_batch_tidies_up(desk: Desk) -> None:
    out = desk.folder / "out.jsonl"
    running = desk.begin_batch(slow(desk), out)
    wait_for(lambda: partial(out).exists() and partial(out).stat().st_size > 0)
    os.kill(running.pid, signal.SIGINT)
    running.communicate()
    assert running.returncode != 0
    assert not out.exists() and not partial(out).exists()


def test_nothing_printed_holds_personal_data_and_only_the_owner_reads_the_reports(desk: Desk) -> None:
    out = desk.folder / "out.jsonl"
    running = desk.begin_batch(a_table(desk.folder, [TEXT, ALTERED]), out)
    printed = "".join(running.communicate())
    assert running.returncode == 0
    assert '"stage": "verify", "rows": 2, "of": 2' in printed
    assert not any(name in printed for name in ("Kavita", "Savita", "कविता", "4821", "1985"))
    assert out.stat().st_mode & 0o777 == 0o600


def test_help_has_examples() -> None:
    result = run("verify-batch", "--help")
    assert (result.exit_code, "divoc verify-batch scans.parquet" in result.stdout) == (0, True)


def test_every_verdict_is_counted(desk: Desk) -> None:
    out = desk.folder / "out.jsonl"
    counts = json.loads(desk.batch(a_table(desk.folder, [TEXT, ALTERED, UNKNOWN, b""]), out).stdout.splitlines()[-1])
    assert {verdict.value: counts[verdict.value] for verdict in Verdict} == dict.fromkeys(
        ("valid", "invalid", "cannot_tell", "not_a_certificate"), 1
    )
