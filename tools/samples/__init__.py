"""Sample bundles of a Sametime cell, and the simulator that writes them."""

from tools.samples.bundles import BUNDLES, build

__all__ = ["BUNDLES", "build"]
