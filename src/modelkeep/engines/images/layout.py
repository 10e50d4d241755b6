"""An image as a whole: which manifest of an index, its configuration, its layers in order, and what they make together.

Sources: OCI Image Format Specification 1.1 (image-index.md, manifest.md, config.md, layer.md); Docker Image Manifest Version 2, Schema 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from modelkeep.core.artifacts import Gap
from modelkeep.core.components import Composition, Layer
from modelkeep.core.secrets import secret_names
from modelkeep.engines.artifacts.sources import UnreadableError
from modelkeep.engines.components.frameworks import from_image
from modelkeep.engines.images.choosing import chosen
from modelkeep.engines.images.contents import Content
from modelkeep.engines.images.documents import SAVED, Config, Descriptor, Index, Manifest, parse, parse_config
from modelkeep.engines.images.layers import Bounds, read_layer
from modelkeep.engines.images.merging import merged
from modelkeep.engines.images.sources import ImageSource, KnownLayers, NoneKnown
from modelkeep.engines.images.streams import digest_of, small
from modelkeep.engines.images.tree import Tree

PLATFORM = "linux/amd64"
SHOWN = 4096
"""Characters of a label or variable that are kept."""
_ASKED = re.compile(r"@(sha\d{3}:[0-9a-f]+)$")
_FOREIGN = ("rootfs.foreign.", "layer.nondistributable.")


def compose(
    image: ImageSource, platform: str = PLATFORM, *, known: KnownLayers | None = None, bounds: Bounds | None = None
) -> Composition:
    """What an image is built from. Nothing that it holds raises an error: what cannot be read or believed is a gap.

    `platform` chooses from an index; an image that is named itself is read whatever it is for. `known` remembers layers.
    """
    try:
        digest, manifest = _manifest(image, platform)
    except UnreadableError as error:
        return Composition(subject=image.reference, gaps=(Gap((image.reference,), str(error)),))
    gaps: list[Gap] = []
    config = _config(image, manifest.config, gaps)
    tree = Tree()
    for each in _layers(image, manifest, config, known or NoneKnown(), bounds or Bounds(), gaps):
        tree.apply(each)
    found = merged(tree, image.reference)
    if config:
        said = from_image(config.labels, config.environment)
        found.components += [replace(each, place=(image.reference, *each.place)) for each in said]
    components = found.finish()
    return Composition(
        subject=image.reference,
        components=components,
        gaps=tuple(dict.fromkeys((*gaps, *found.gaps))),
        digest=digest,
        created=config.created if config else None,
        platform=config.platform if config else "",
        distribution=found.distribution,
        layers=tuple(Layer(digest=each.digest, size=each.size, media_type=each.media_type) for each in manifest.layers),
        labels=told(config.labels) if config else (),
        environment=told(config.environment) if config else (),
    )


def _manifest(image: ImageSource, platform: str) -> tuple[str, Manifest]:
    """The manifest and its digest, '' where that is nobody's. Raises UnreadableError."""
    raw, media_type = image.manifest(image.reference)
    asked = _ASKED.search(image.reference)
    if asked and digest_of(raw, asked[1]) != asked[1]:
        raise UnreadableError("its manifest does not have the digest that was asked for")
    document = parse(raw, media_type)
    if isinstance(document, Index):
        return chosen(image, document, platform)
    return "" if media_type == SAVED else digest_of(raw, asked[1] if asked else "sha256:" + "0" * 64), document


def _config(image: ImageSource, named: Descriptor, gaps: list[Gap]) -> Config | None:
    try:
        return parse_config(small(image, named))
    except UnreadableError as error:
        gaps.append(Gap((image.reference, "configuration"), str(error)))
        return None


def _layers(
    image: ImageSource, manifest: Manifest, config: Config | None, known: KnownLayers, bounds: Bounds, gaps: list[Gap]
) -> Iterable[Content]:
    """Each layer that can be read, the lowest first."""
    diff_ids = config.diff_ids if config else None
    if diff_ids is not None and len(diff_ids) != len(manifest.layers):
        reason = f"it names {len(diff_ids)} layers, the manifest {len(manifest.layers)}"
        gaps.append(Gap((image.reference, "configuration"), reason))
        diff_ids = None
    left = bounds.expanded
    for number, layer in enumerate(manifest.layers):
        place = (image.reference, f"layer {layer.digest}")
        if reason := _not_read(layer):
            gaps.append(Gap(place, reason))
            continue
        content = known.find(layer.digest)
        if content is None or layer.size not in (-1, content.size):
            content = read_layer(partial(image.blob, layer.digest), layer, bounds, left)
            if not content.gaps:
                known.keep(content)
        left -= content.expanded
        gaps += [Gap(place, each) for each in content.gaps]
        if diff_ids is not None and content.diff_id and content.diff_id != diff_ids[number]:
            gaps.append(Gap(place, "what it decompresses to does not have the digest that the configuration names"))
        yield content


def _not_read(layer: Descriptor) -> str:
    """Why a layer is not even asked for; '' where it is."""
    if any(each in layer.media_type for each in _FOREIGN):
        return "it is not distributed with the image (a foreign layer)"
    return "it is encrypted" if "+encrypted" in layer.media_type else ""


def told(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Variables or labels without the values of those that may be secrets."""
    out: list[tuple[str, str]] = []
    for name, value in pairs:
        secret = secret_names({name: value})
        out.append((secret[0], "") if secret else (name[:SHOWN], value[:SHOWN]))
    return tuple(out)
