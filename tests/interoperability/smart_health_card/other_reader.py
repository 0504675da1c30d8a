"""The verifier of another project (npm `kill-the-clipboard`), installed by the lock file beside this module."""

from pathlib import Path

from credential_core.encodings.strict_json import JsonObject
from tests.interoperability.node_packages import run_script

_SCRIPT = Path(__file__).with_name("verify.mjs")


def judgements(request: JsonObject) -> list[JsonObject]:
    """What `verify.mjs` answers."""
    answers: list[JsonObject] = run_script(_SCRIPT, request)
    return answers
