"""Errors of the jobs; each carries the exit code of the `divoc` command."""

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of the jobs (`docs/operations.md`)."""

    DONE = 0
    UNEXPECTED = 1
    CONFIGURATION = 2
    INPUT_NOT_READY = 3
    QUALITY_GATE = 4
    COMMITTED_WITH_REJECTS = 5
    SIGNING = 6
    PUBLICATION = 7
    TRY_AGAIN = 75


class JobError(Exception):
    """A job cannot go on. The message says what is wrong and what to do; no personal data."""

    exit_code = ExitCode.UNEXPECTED


class ConfigurationError(JobError):
    """The configuration, a key or the command line must be mended first."""

    exit_code = ExitCode.CONFIGURATION


class InputError(JobError):
    """An input file is missing, unreadable or not what the plan recorded."""

    exit_code = ExitCode.INPUT_NOT_READY


class QualityGateError(JobError):
    """Too many rows were rejected, or the counts do not balance."""

    exit_code = ExitCode.QUALITY_GATE


class SigningError(JobError):
    """A key cannot sign, or a credential failed its self-verification."""

    exit_code = ExitCode.SIGNING


class PublicationError(JobError):
    """The public files could not be published; the night itself is committed."""

    exit_code = ExitCode.PUBLICATION


class BusyError(JobError):
    """Another run holds the store; try again later."""

    exit_code = ExitCode.TRY_AGAIN
