"""The process that fuzzes one decoder: `python -m tests.fuzz.run_target NAME [libFuzzer options] FOLDER…`."""

import sys

import atheris

with atheris.instrument_imports(include=["credential_core"]):
    from tests.fuzz.targets import TARGETS


def main() -> None:
    """Run until the options say stop; any exception but the core's own ends the process with the input kept."""
    name, *options = sys.argv[1:]
    atheris.Setup([sys.argv[0], *options], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
