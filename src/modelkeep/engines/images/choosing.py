"""Which image of an index is the one for a platform."""

from __future__ import annotations

from collections.abc import Iterator

from modelkeep.engines.artifacts.sources import UnreadableError
from modelkeep.engines.images.documents import INDEX, LIST, Descriptor, Index, Manifest, parse
from modelkeep.engines.images.sources import ImageSource
from modelkeep.engines.images.streams import verified

DEPTH = 4
"""Indexes within each other."""
_COMMON = {"linux/arm64": "v8", "linux/arm": "v7", "linux/amd64": "v1"}
"""The variant that is meant where none is told (containerd's platforms package)."""


def chosen(image: ImageSource, index: Index, platform: str) -> tuple[str, Manifest]:
    """The digest and the manifest of the image for a platform. Raises UnreadableError where there is none, or more than one."""
    found = list(_images(image, index, DEPTH))
    matching = [each for each in found if _fits(each.platform, platform)] or [
        each for each in found if not each.platform
    ]
    if not matching and len({each.digest for each in found}) == 1 and found[0].platform.startswith("linux/"):
        matching = found  # built for one platform alone, beside its attestations: nothing else can run
    best = sorted(matching, key=lambda each: _variant(each.platform) != _variant(platform))
    if not best:
        raise UnreadableError(f"no {platform} in the index; there is {_told(found) or 'nothing'}")
    alike = {each.digest for each in best if each.platform == best[0].platform}
    if len(alike) > 1:
        raise UnreadableError(f"{len(alike)} images in the index are for {platform}: name one with @DIGEST")
    raw, media_type = verified(image, best[0])
    manifest = parse(raw, media_type or best[0].media_type)
    if isinstance(manifest, Index):
        raise UnreadableError("an index within the index does not say that it is one")
    return best[0].digest, manifest


def _images(image: ImageSource, index: Index, depth: int) -> Iterator[Descriptor]:
    for each in index.manifests:
        if each.is_attestation:
            continue
        if each.media_type not in (INDEX, LIST):
            yield each
            continue
        if not depth:
            raise UnreadableError(f"more than {DEPTH} indexes within each other")
        raw, media_type = verified(image, each)
        inner = parse(raw, media_type or each.media_type)
        if isinstance(inner, Index):
            yield from _images(image, inner, depth - 1)


def _fits(told: str, wanted: str) -> bool:
    """The same system and architecture, and the same variant where one is wanted."""
    system, architecture, *variant = wanted.split("/")
    return told.split("/")[:2] == [system, architecture] and variant in ([], [_variant(told)])


def _variant(platform: str) -> str:
    """What follows system and architecture; the common one where nothing does."""
    return platform.split("/")[2] if platform.count("/") > 1 else _COMMON.get(platform, "")


def _told(found: list[Descriptor]) -> str:
    platforms = sorted({each.platform or "one without a platform" for each in found})
    return ", ".join(platforms[:20]) + (f" and {len(platforms) - 20} others" if len(platforms) > 20 else "")
