"""The machines say what they compared."""

from pathlib import Path

import pytest

_FOLDER = Path(__file__).parent
_HELPERS = {module.stem for module in _FOLDER.glob("*.py")} - {"conftest", "test_models"}

pytest.register_assert_rewrite(*(f"tests.prove.models.{name}" for name in _HELPERS))
