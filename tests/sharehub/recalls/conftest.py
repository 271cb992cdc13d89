"""Officers, as questions to the log are asked by."""

from tests.sharehub.oversight.conftest import here, offices

__all__ = ["here", "offices"]
