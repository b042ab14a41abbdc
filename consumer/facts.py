"""The stored form of what messages tell has moved to `schemas.facts`: lists read it too."""

from schemas.facts import Fact as Fact
from schemas.facts import Home as Home
