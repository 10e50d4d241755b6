"""ECR: what lies in the repositories from which models run."""

from __future__ import annotations

from collections.abc import Iterable

from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.ecr import ModelImage
from modelkeep.engines.releases.images import ImageName, image_name

CONTAINER_ACCOUNTS = frozenset((
    "763104351884", "626614931356", "871362719292", "772153158452", "907027046896", "457447274322", "550225433462", "633930458069",
    "590183813437", "975050140332", "364406365360", "204538143572", "692866216735", "503227376785", "380420809688", "780543022126",
    "637423239942", "217643126080", "914824155844", "727897471807", "446045086412", "442386744353", "886529160074",
))  # fmt: skip
"""From which AWS serves its Deep Learning Containers (https://docs.aws.amazon.com/sagemaker/latest/dg-ecr-paths/ecr-paths.html)."""
_IMAGES = "ecr:DescribeImages"
_PAGE = 1000
"""The most images that DescribeImages tells at once."""


async def model_images(aws: Reader, images: Iterable[str | None]) -> None:
    """DescribeImages for each repository of these images that is the account's own or of AWS's Deep Learning Containers.

    Of AWS's repositories, which anybody may pull from, it is asked with their registry
    (https://awsdocs-neuron.readthedocs-hosted.com lists them so).
    """
    if not aws.wants(_IMAGES):
        return
    named = {name for image in images if (name := image_name(image or "")) and _is_asked(aws, name)}
    await aws.each(sorted({(name.account, name.repository) for name in named}), lambda place: _repository(aws, *place))


def _is_asked(aws: Reader, name: ImageName) -> bool:
    return name.region == aws.region and (name.account == aws.account or name.account in CONTAINER_ACCOUNTS)


async def _repository(aws: Reader, account: str, repository: str) -> None:
    arn = f"arn:{aws.partition}:ecr:{aws.region}:{account}:repository/{repository}"

    def image(item: Reply) -> ModelImage:
        return ModelImage(
            arn=arn, digest=item["imageDigest"], tags=tuple(item.get("imageTags", ())), pushed_at=item.get("imagePushedAt")
        )  # fmt: skip

    if not aws.was_asked(_IMAGES, arn):
        await aws.list(
            _IMAGES, "imageDetails", image, resource=arn, gone="RepositoryNotFoundException", registryId=account,
            repositoryName=repository, maxResults=_PAGE,
        )  # fmt: skip
