"""The small night of the fault tests serves here too."""

from tests.faults.conftest import night, prepared

__all__ = ["night", "prepared"]
