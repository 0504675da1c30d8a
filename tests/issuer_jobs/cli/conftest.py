from pathlib import Path

import pytest

from tests.issuer_jobs.cli.desk import Desk, a_desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)
