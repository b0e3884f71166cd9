import pytest

from core.encoders.requirements import require
from core.parts import PartError


def test_what_is_there_and_what_is_not() -> None:
    require("lite0", "json", "vision")
    with pytest.raises(PartError, match=r"The encoder 'lite0' needs acme_networks.*install chiron-suite\[vision\]"):
        require("lite0", "acme_networks", "vision")
