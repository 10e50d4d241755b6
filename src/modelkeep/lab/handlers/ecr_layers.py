"""Layers of images, which moto 5.2.5 forgets when they are uploaded, and the digests of their manifests, which it makes up."""

from __future__ import annotations

import hashlib
from typing import Any

from moto.core.exceptions import ServiceException
from moto.ecr.models import ecr_backends

from modelkeep.lab.downloads import offer
from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles
from modelkeep.lab.handlers.ecr_images import IMAGES, REGISTRY, aws_image
from modelkeep.lab.seed.image_files import MANIFEST


@handles("ecr", "CompleteLayerUpload")
def complete_layer_upload(lab: Lab, request: Request) -> None:
    """Keep what was uploaded; moto answers."""
    repository = _repository(request)
    upload = repository.uploads.get(request.parameters["uploadId"]) if repository else None
    if upload is None:
        return
    content = bytes(upload.layer_parts)
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    if digest not in request.parameters["layerDigests"]:
        raise AwsError("InvalidLayerException", f"The layer digest calculated was {digest}")
    _layers(lab, request)[digest] = content


@handles("ecr", "GetDownloadUrlForLayer")
def get_download_url_for_layer(lab: Lab, request: Request) -> Reply:
    """Where a layer or a configuration can be fetched."""
    digest = request.parameters["layerDigest"]
    content = _layers(lab, request).get(digest) or _aws_layer(request, digest)
    if content is None:
        name = request.parameters["repositoryName"]
        raise AwsError(
            "LayersNotFoundException",
            f"The layer with digest '{digest}' does not exist within the repository with name '{name}'",
        )
    return {"downloadUrl": offer(lab, request, content), "layerDigest": digest}


@handles("ecr", "PutImage")
def put_image(lab: Lab, request: Request) -> Reply | None:
    """Its digest is that of its manifest, byte by byte."""
    told = request.parameters
    digest = f"sha256:{hashlib.sha256(told['imageManifest'].encode()).hexdigest()}"
    if told.get("imageDigest", digest) != digest:
        raise AwsError("ImageDigestDoesNotMatchException", "The image digest does not match the digest calculated")
    if _repository(request) is None:
        return None
    try:
        image = ecr_backends[request.account][request.region].put_image(
            told["repositoryName"],
            told["imageManifest"],
            told.get("imageTag"),
            told.get("imageManifestMediaType"),
            digest,
        )
    except ServiceException:
        return None  # moto says the same, as a reply
    return {"image": _image(image)}


@handles("ecr", "BatchGetImage")
def batch_get_image(lab: Lab, request: Request) -> Reply | None:
    """Images of another registry than the caller's, which moto looks for in the caller's."""
    if request.parameters.get("registryId", request.account) == request.account:
        return None
    if request.parameters["registryId"] == REGISTRY:
        return _aws_images(request)
    repository = _repository(request)
    if repository is None:
        name = request.parameters["repositoryName"]
        raise AwsError("RepositoryNotFoundException", f"The repository with name '{name}' does not exist")
    found: list[Reply] = []
    failures: list[Reply] = []
    for asked in request.parameters["imageIds"]:
        images = [each for each in repository.images if _is(each, asked)]
        found += map(_image, images)
        if not images:
            failures.append(_missing(asked))
    return {"images": found, "failures": failures}


def _aws_images(request: Request) -> Reply:
    """Images of AWS's own registry."""
    name = request.parameters["repositoryName"]
    found: list[Reply] = []
    failures: list[Reply] = []
    for asked in request.parameters["imageIds"]:
        made = aws_image(name, asked.get("imageDigest") or asked["imageTag"])
        if made is None:
            failures.append(_missing(asked))
        else:
            image_id = {**asked, "imageDigest": made.digest}
            told = {"imageManifest": made.manifest.decode(), "imageManifestMediaType": MANIFEST}
            found.append({"registryId": REGISTRY, "repositoryName": name, "imageId": image_id, **told})
    return {"images": found, "failures": failures}


def _aws_layer(request: Request, digest: str) -> bytes | None:
    """A layer of an image of AWS's own registry."""
    name = request.parameters["repositoryName"]
    if _registry(request) != REGISTRY:
        return None
    made = (aws_image(name, tags[0]) for _, _, tags in IMAGES.get(name, ()))
    return next((each.blobs[digest] for each in made if each is not None and digest in each.blobs), None)


def _missing(asked: Reply) -> Reply:
    return {"imageId": asked, "failureCode": "ImageNotFound", "failureReason": "Requested image not found"}


def _is(image: Any, asked: Reply) -> bool:
    if "imageDigest" in asked:
        return bool(image.get_image_digest() == asked["imageDigest"])
    return asked.get("imageTag") in image.image_tags


def _image(image: Any) -> Reply:
    return {
        "registryId": image.registry_id,
        "repositoryName": image.repository_name,
        "imageId": {key: value for key, value in image.image_id.items() if value},
        "imageManifest": image.image_manifest,
        "imageManifestMediaType": image.image_manifest_media_type,
    }


def _registry(request: Request) -> str:
    return str(request.parameters.get("registryId", request.account))


def _repository(request: Request) -> Any:
    """moto's repository, None where there is none of the name."""
    return ecr_backends[_registry(request)][request.region].repositories.get(request.parameters["repositoryName"])


def _layers(lab: Lab, request: Request) -> dict[str, bytes]:
    """The layers of a repository, by digest."""
    store = lab.store(_registry(request), request.region)
    kept: dict[str, bytes] = store.setdefault("ecr.layers", {}).setdefault(request.parameters["repositoryName"], {})
    return kept
