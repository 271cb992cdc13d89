"""What is alarmed, as in the tests of disclosure."""

from tests.sharehub.disclosure.conftest import alarms

__all__ = ["alarms"]
