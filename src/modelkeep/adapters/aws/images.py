"""Images in Amazon ECR, read by their manifests and layers without a container runtime.

https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_BatchGetImage.html and API_GetDownloadUrlForLayer.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from modelkeep.adapters.aws.downloads import Ask, fetched
from modelkeep.adapters.aws.logs import answer
from modelkeep.core.errors import AccessError, ConnectionFailedError, ModelkeepError
from modelkeep.engines.artifacts.sources import UnreadableError
from modelkeep.engines.images.documents import ACCEPTED

_REFERENCE = re.compile(
    r"(?P<account>\d{12})\.dkr[.-]ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)\.[a-z0-9.-]+"
    r"/(?P<name>[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::(?P<tag>\w[\w.-]{0,127}))?(?:@(?P<digest>sha256:[0-9a-f]{64}))?"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """An image in ECR. `digest` wins over `tag`; with neither, it is the tag `latest`."""

    account: str
    region: str
    name: str
    tag: str = ""
    digest: str = ""


def reference_of(place: str) -> Reference | None:
    """What an image's name says, None where it is none in ECR."""
    found = _REFERENCE.fullmatch(place)
    if found is None:
        return None
    return Reference(found["account"], found["region"], found["name"], found["tag"] or "", found["digest"] or "")


@dataclass(slots=True)
class EcrImage:
    """An `engines.images.sources.ImageSource`. `client` is ECR's, in the region of the registry; `owner` gives the one of the account that
    the registry belongs to, for a repository that lets its images be run by others and not be read."""

    reference: str
    parsed: Reference
    client: Any
    ask: Ask
    owner: Callable[[], Any] | None = None

    def manifest(self, reference_or_digest: str) -> tuple[bytes, str]:
        """See `ImageSource`. Raises AccessError or ConnectionFailedError too, for the image that was asked for itself."""
        if reference_or_digest == self.reference:
            named = self.parsed.digest or self.parsed.tag or "latest"
            image_id = {"imageDigest" if self.parsed.digest else "imageTag": named}
            try:
                return self._image(image_id, named)
            except AccessError as error:
                if self.owner is None:
                    raise
                return self._by_owner(self.owner, error, image_id, named)
        try:
            return self._image({"imageDigest": reference_or_digest}, reference_or_digest)
        except (AccessError, ConnectionFailedError) as error:
            raise UnreadableError(f"{error}. {error.remedy}") from error

    def _by_owner(
        self, owner: Callable[[], Any], refused: AccessError, image_id: dict[str, str], named: str
    ) -> tuple[bytes, str]:
        """What the registry's own account is given. Raises what the other one was told where that helps no more."""
        try:
            self.client = owner()
            return self._image(image_id, named)
        except ModelkeepError:
            raise refused from None

    def _image(self, image_id: dict[str, str], named: str) -> tuple[bytes, str]:
        parsed = self.parsed
        get = partial(
            self.client.batch_get_image,
            registryId=parsed.account,
            repositoryName=parsed.name,
            imageIds=[image_id],
            acceptedMediaTypes=list(ACCEPTED),
        )
        try:
            reply = answer(get, f"ECR, {parsed.name}", f"ecr:BatchGetImage on {parsed.name} of {parsed.account}")
        except AccessError as error:
            if "RepositoryNotFound" not in str(error):
                raise
            raise UnreadableError(f"there is no repository {parsed.name} in {parsed.account}") from error
        for image in reply.get("images", ()):
            return str(image["imageManifest"]).encode(), str(image.get("imageManifestMediaType") or "")
        failure: dict[str, Any] = next(iter(reply.get("failures", ())), {})
        raise UnreadableError(f"ECR has no image {named} in {parsed.name} ({failure.get('failureCode', 'not found')})")

    def blob(self, digest: str) -> Iterator[bytes]:
        """See `ImageSource`."""

        def address() -> str:
            get = partial(
                self.client.get_download_url_for_layer,
                registryId=self.parsed.account,
                repositoryName=self.parsed.name,
                layerDigest=digest,
            )
            permission = f"ecr:GetDownloadUrlForLayer on {self.parsed.name} of {self.parsed.account}"
            return str(answer(get, f"ECR, {self.parsed.name}", permission)["downloadUrl"])

        return fetched(address, self.ask)
