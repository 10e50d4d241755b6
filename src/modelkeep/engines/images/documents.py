"""Manifests, indexes and configurations as they are written, held to what the specifications allow.

OCI Image Format Specification 1.1 (descriptor.md, image-index.md, manifest.md, config.md); Docker Image Manifest Version 2, Schema 2.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from modelkeep.engines.artifacts.sources import UnreadableError

LARGEST = 8 << 20
"""Bytes of the largest document; registries take manifests of 4 MiB."""
LAYERS = 1_000
"""Layers of one image; runtimes take 127."""
OCI, DOCKER = "application/vnd.oci.image.", "application/vnd.docker."
INDEX = f"{OCI}index.v1+json"
MANIFEST = f"{OCI}manifest.v1+json"
LIST = f"{DOCKER}distribution.manifest.list.v2+json"
DOCKER_MANIFEST = f"{DOCKER}distribution.manifest.v2+json"
SCHEMA_1 = (f"{DOCKER}distribution.manifest.v1+json", f"{DOCKER}distribution.manifest.v1+prettyjws")
ACCEPTED = (MANIFEST, DOCKER_MANIFEST, INDEX, LIST, *SCHEMA_1)
"""Media types to ask a registry for: with schema 1 among them, what it is can be told."""
SAVED = "application/vnd.modelkeep.saved-image+json"
"""The media type of a manifest that the reader of an older `docker save` puts together: its digest is nobody's."""
IMAGE_CONFIGS = (f"{OCI}config.v1+json", f"{DOCKER}container.image.v1+json")
_ALGORITHMS = {"sha256": 64, "sha512": 128}
_BEFORE_CONTAINERS = 2013
"""Builds that are to be the same every time write the date 1970-01-01 or 1980-01-01 instead of when they ran."""
_FRACTION = re.compile(r"\.(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Descriptor:
    """Names a document or a blob. `size` in bytes, -1 where it is not told; `platform` such as `linux/arm64/v8`, '' where it is not."""

    digest: str
    media_type: str = ""
    size: int = -1
    platform: str = ""
    is_attestation: bool = False
    """It says something of an image (in-toto, signatures), and is none."""


@dataclass(frozen=True, slots=True)
class Index:
    """Manifests to choose from."""

    manifests: tuple[Descriptor, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """One image."""

    config: Descriptor
    layers: tuple[Descriptor, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What an image says of itself. `diff_ids` are the digests of its layers when they are decompressed, None where it tells none."""

    platform: str
    created: datetime | None
    environment: tuple[tuple[str, str], ...]
    labels: tuple[tuple[str, str], ...]
    diff_ids: tuple[str, ...] | None


def hasher(digest: str) -> Any:
    """What computes digests of the algorithm of this one. Raises UnreadableError for what is no digest, or of an unknown algorithm."""
    algorithm, _, value = digest.partition(":")
    if _ALGORITHMS.get(algorithm) != len(value) or re.fullmatch("[0-9a-f]+", value) is None:
        raise UnreadableError(f"{digest[:100]!r} is no SHA-256 or SHA-512 digest")
    return hashlib.new(algorithm)


def is_digest(text: str) -> bool:
    """True for `sha256:...` and `sha512:...`."""
    try:
        hasher(text)
    except UnreadableError:
        return False
    return True


def parse(raw: bytes, media_type: str) -> Index | Manifest:
    """A manifest or an index. Raises UnreadableError for what is neither, or of a form that is not read."""
    document = _document(raw, "manifest")
    told = str(document.get("mediaType") or media_type)
    if told in SCHEMA_1 or document.get("schemaVersion") == 1:
        raise UnreadableError(
            "its manifest is of schema 1, which has no digests of its configuration: push it again with a newer client"
        )
    if "manifests" in document and "layers" in document:
        raise UnreadableError("its manifest claims to be an index as well: readers differ in what they take")
    if isinstance(document.get("manifests"), list):
        return Index(tuple(_descriptors(document["manifests"])))
    if isinstance(document.get("layers"), list):
        return _manifest(document, told)
    raise UnreadableError(f"its manifest is of a type that is not read: {told[:100] or 'none is told'}")


def _manifest(document: Mapping[str, Any], told: str) -> Manifest:
    config = _descriptor(document.get("config"))
    kind = str(document.get("artifactType") or config.media_type)
    if told != SAVED and config.media_type not in IMAGE_CONFIGS:
        raise UnreadableError(f"it is no container image but {kind[:100] or 'without a configuration'}")
    layers = tuple(_descriptors(document["layers"]))
    if len(layers) > LAYERS:
        raise UnreadableError(f"it has {len(layers):,} layers")
    return Manifest(config, layers)


def _descriptors(found: list[Any]) -> Iterator[Descriptor]:
    for each in found[: LAYERS + 1]:
        yield _descriptor(each)


def _descriptor(told: Any) -> Descriptor:
    if not isinstance(told, dict) or not isinstance(told.get("digest"), str):
        raise UnreadableError("its manifest names something without a digest")
    hasher(told["digest"])
    size = told.get("size")
    notes = _mapping(told.get("annotations"))
    platform = _platform(_mapping(told.get("platform")))
    return Descriptor(
        digest=told["digest"],
        media_type=str(told.get("mediaType") or ""),
        size=size if isinstance(size, int) and size >= 0 else -1,
        platform=platform,
        is_attestation="vnd.docker.reference.type" in notes or platform == "unknown/unknown" or "artifactType" in told,
    )


def parse_config(raw: bytes) -> Config:
    """A configuration. Raises UnreadableError for what is none."""
    document = _document(raw, "configuration")
    inner = _mapping(document.get("config"))
    rootfs = _mapping(document.get("rootfs"))
    diff_ids = rootfs.get("diff_ids")
    environment = [str(each).partition("=") for each in _list(inner.get("Env"))]
    return Config(
        platform=_platform(document),
        created=_created(document),
        environment=tuple((name, value) for name, _, value in environment),
        labels=tuple((str(name), str(value)) for name, value in _mapping(inner.get("Labels")).items()),
        diff_ids=tuple(map(str, diff_ids)) if isinstance(diff_ids, list) else None,
    )


def _created(document: Mapping[str, Any]) -> datetime | None:
    """When it was built: as it says, or when its last step ran."""
    steps = [_mapping(each).get("created") for each in _list(document.get("history"))]
    dates = (_date(each) for each in (document.get("created"), *reversed(steps)))
    return next((each for each in dates if each is not None), None)


def _date(told: Any) -> datetime | None:
    """RFC 3339, as Go writes it; None for what is none, or was put there to be the same every time."""
    if not isinstance(told, str):
        return None
    try:
        found = datetime.fromisoformat(_FRACTION.sub(lambda digits: f".{digits[1]:0<6.6}", told))
    except ValueError:
        return None
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found if found.year >= _BEFORE_CONTAINERS else None


def _platform(told: Mapping[str, Any]) -> str:
    system, architecture, variant = (str(told.get(each) or "") for each in ("os", "architecture", "variant"))
    return "/".join(filter(None, (system, architecture, variant))) if system or architecture else ""


def _document(raw: bytes, what: str) -> Mapping[str, Any]:
    if len(raw) > LARGEST:
        raise UnreadableError(f"its {what} is larger than {LARGEST >> 20} MiB")
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"its {what} is no JSON") from error
    if not isinstance(found, dict):
        raise UnreadableError(f"its {what} is no JSON object")
    return found


def _mapping(found: Any) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []
