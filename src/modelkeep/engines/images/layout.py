"""An image as a whole: which manifest of an index, its configuration, its layers in order, and what they make together.

Sources: OCI Image Format Specification 1.1 (image-index.md, manifest.md, config.md, layer.md); Docker Image Manifest Version 2, Schema 2.
"""

from __future__ import annotations

from modelkeep.core.components import Composition
from modelkeep.engines.images.sources import ImageSource


def compose(image: ImageSource, platform: str = "linux/amd64") -> Composition:
    """What an image is built from. Nothing that it holds raises an error: what cannot be read or believed is a gap."""
    raise NotImplementedError
