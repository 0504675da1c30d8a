"""Hypothesis profiles: quick by default, the same examples every time in CI, ten thousand of them for `make fuzz`."""

import os

from hypothesis import HealthCheck, settings

PROFILE_VARIABLE = "HYPOTHESIS_PROFILE"

# No deadline: a shared machine is slow at random, and the first example pays for everything that is cached.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

settings.register_profile("default", _PATIENT, max_examples=100, derandomize="CI" in os.environ)
settings.register_profile("fuzz", _PATIENT, max_examples=10_000)
settings.load_profile(os.environ.get(PROFILE_VARIABLE, "default"))
