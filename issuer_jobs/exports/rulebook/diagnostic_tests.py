"""Rules for tests, and for the tests that prove a recovery."""

from typing import Final

from issuer_jobs.exports import predicates, sample_predicates
from issuer_jobs.exports.rules import Rule
from issuer_jobs.programme_formats import RECOVERED_FROM, RECOVERED_UNTIL, EventKind

_RECOVERY: Final = frozenset({EventKind.RECOVERY})

TESTS: Final = (
    Rule(
        "sample_time_missing",
        ("test_collected_at",),
        "The time at which the sample was taken is missing. Fill it in.",
        predicates.is_missing,
    ),
    Rule(
        "sample_time_in_future",
        ("test_collected_at",),
        "The sample was taken later than the night. Correct the time, or export the row in its own night.",
        sample_predicates.is_collected_after_night,
    ),
    Rule(
        "sample_time_too_old",
        ("test_collected_at",),
        "The sample was taken before 1900, often a zero value such as year 0001. Give the true time.",
        sample_predicates.is_collected_too_early,
    ),
    Rule(
        "result_time_in_future",
        ("test_resulted_at",),
        "The result is later than the night. Correct the time, or export the row in its own night.",
        sample_predicates.is_resulted_after_night,
    ),
    Rule(
        "result_before_sample",
        ("test_resulted_at",),
        "The result is earlier than the sample. Correct the wrong time.",
        sample_predicates.is_resulted_before_sample,
    ),
    Rule("test_type_missing", ("test_type",), "The type of the test is missing. Fill it in.", predicates.is_missing),
    Rule(
        "test_type_unknown",
        ("test_type",),
        "The code list does not know this type of test. Export an id, name or alias of data/code_lists/tests.toml"
        " ([types]), or add it there.",
        predicates.is_unknown_name,
    ),
    Rule("test_result_missing", ("test_result",), "The result is missing. Fill it in.", predicates.is_missing),
    Rule(
        "test_result_unknown",
        ("test_result",),
        "The code list does not know this result. Export an id, name or alias of data/code_lists/tests.toml"
        " ([results]), for instance Positive or Negative.",
        predicates.is_unknown_name,
    ),
    Rule(
        "recovery_not_positive",
        ("test_result",),
        "Only a positive test proves a recovery. Leave the row out of this programme's export.",
        sample_predicates.is_not_positive,
        kinds=_RECOVERY,
    ),
    Rule(
        "recovery_not_naat",
        ("test_type",),
        "Only a nucleic acid test, such as RT-PCR, proves a recovery. Leave the row out of this programme's export.",
        sample_predicates.is_no_naat,
        kinds=_RECOVERY,
    ),
    Rule(
        "recovery_too_long_ago",
        ("test_collected_at",),
        f"A recovery is certified for {RECOVERED_UNTIL.days} days after the first positive test, which are over."
        " Leave the row out of this programme's export.",
        sample_predicates.is_recovered_too_long,
        kinds=_RECOVERY,
    ),
    Rule(
        "recovery_too_early",
        ("test_collected_at",),
        f"A recovery is certified from day {RECOVERED_FROM.days} after the first positive test, which is not reached"
        " yet. Export the row again in a night from then on.",
        sample_predicates.is_not_yet_recovered,
        kinds=_RECOVERY,
    ),
)
