"""Small container images, made in memory and the same every time, and their way into a registry."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"


@dataclass(frozen=True, slots=True)
class Link:
    """In the place of a file's content: a symbolic link, or with `hard` a second name of a file."""

    target: str
    hard: bool = False


FOLDER = None
"""In the place of a file's content: a folder."""
Files = Mapping[str, bytes | Link | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A manifest and the blobs that it names, by digest."""

    manifest: bytes
    blobs: dict[str, bytes] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Of the manifest: what names the image."""
        return digest_of(self.manifest)


def archive(files: Files) -> bytes:
    """A tar archive of files, in the order of the mapping. Whiteouts are files named `.wh.NAME`."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            if isinstance(content, Link):
                info.type, info.linkname = tarfile.LNKTYPE if content.hard else tarfile.SYMTYPE, content.target
            elif content is None:
                info.type = tarfile.DIRTYPE
            else:
                info.size = len(content)
            tar.addfile(info, io.BytesIO(content) if isinstance(content, bytes) else None)
    return out.getvalue()


def image(
    layers: Sequence[Files],
    *,
    created: str = "2026-01-15T08:00:00Z",
    architecture: str = "amd64",
    environment: Sequence[str] = (),
    labels: Mapping[str, str] | None = None,
) -> Image:
    """An OCI image of gzip layers, the lowest first."""
    tars = [archive(each) for each in layers]
    blobs = [gzip.compress(each, mtime=0) for each in tars]
    config = json.dumps(
        {
            "created": created,
            "architecture": architecture,
            "os": "linux",
            "config": {"Env": list(environment), "Labels": dict(labels or {})},
            "rootfs": {"type": "layers", "diff_ids": [digest_of(each) for each in tars]},
            "history": [{"created": created, "created_by": "COPY . /"} for _ in layers],
        }
    ).encode()
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": descriptor(CONFIG, config),
        "layers": [descriptor(LAYER, each) for each in blobs],
    }
    return Image(manifest=json.dumps(manifest).encode(), blobs={digest_of(each): each for each in (config, *blobs)})


def push(ecr: Any, repository: str, tag: str, pushed: Image) -> str:
    """Upload the blobs of an image, then its manifest, as a client of the registry does. Returns its digest."""
    for digest, blob in pushed.blobs.items():
        upload = ecr.initiate_layer_upload(repositoryName=repository)["uploadId"]
        ecr.upload_layer_part(
            repositoryName=repository,
            uploadId=upload,
            partFirstByte=0,
            partLastByte=len(blob) - 1,
            layerPartBlob=blob,
        )
        ecr.complete_layer_upload(repositoryName=repository, uploadId=upload, layerDigests=[digest])
    ecr.put_image(
        repositoryName=repository,
        imageManifest=pushed.manifest.decode(),
        imageManifestMediaType=MANIFEST,
        imageTag=tag,
    )
    return pushed.digest


def installed(name: str, version: str) -> bytes:
    """METADATA of an installed Python distribution."""
    return f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()


def descriptor(media_type: str, content: bytes) -> dict[str, Any]:
    """How a manifest names a document or a blob."""
    return {"mediaType": media_type, "digest": digest_of(content), "size": len(content)}


def digest_of(content: bytes) -> str:
    """SHA-256."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
