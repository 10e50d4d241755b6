"""SageMaker models with their containers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.collect.ecr_images import model_images
from modelkeep.adapters.aws.collect.sagemaker_replies import UNCHANGEABLE, Listing, describe_all, secrets, vpc
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.arn import parse_arn
from modelkeep.core.digests import digest_of
from modelkeep.core.kinds.ecr import ModelImage
from modelkeep.core.kinds.sagemaker_models import Model, ModelContainer
from modelkeep.core.tables import Row


@collector(Model, ModelContainer, ModelImage)
async def models(aws: Reader) -> None:
    """ListModels, then DescribeModel for each, and what lies in the repositories of their images."""
    images: set[str | None] = set()

    def seen(found: Any) -> None:
        images.update(row.image for row in rows_in(found) if isinstance(row, ModelContainer))

    await describe_all(aws, _MODELS, jobs=False, seen=seen)
    await model_images(aws, images)


def rows_in(found: Any) -> tuple[Row, ...]:
    """The rows that a description gave: several, one, or none where it was not wanted."""
    if found is None:
        return ()
    return found if isinstance(found, tuple) else (found,)


def s3_uri(container: Mapping[str, Any]) -> str:
    """Where a container's artifacts are; '' where it brings none."""
    source = (container.get("ModelDataSource") or {}).get("S3DataSource") or {}
    return str(container.get("ModelDataUrl") or source.get("S3Uri") or "")


def s3_etag(container: Mapping[str, Any]) -> str:
    """The ETag that a container, or its model package, names for its artifacts; '' for none."""
    source = (container.get("ModelDataSource") or {}).get("S3DataSource") or {}
    return tag_text(container.get("ModelDataETag") or source.get("ETag"))


def tag_text(etag: str | None) -> str:
    """An ETag without the quotes that S3's own API puts around it, as listings of objects are kept."""
    return (etag or "").strip('"')


def package_arn(name: str, beside: str) -> str:
    """The ARN of a model package given by name, as `name` or `group/version`, in the account and region of the ARN `beside`."""
    parts = parse_arn(beside)
    if not name or name.startswith("arn:") or parts is None:
        return name
    return f"arn:{parts.partition}:sagemaker:{parts.region}:{parts.account}:model-package/{name.lower()}"


def _model(reply: Reply) -> tuple[Row, ...]:
    arn = reply["ModelArn"]
    model = Model(
        arn=arn,
        name=reply["ModelName"],
        execution_role_arn=reply.get("ExecutionRoleArn") or "",
        enable_network_isolation=reply.get("EnableNetworkIsolation"),
        **vpc(reply),
    )
    return (model, *_containers(arn, reply))


def _containers(arn: str, reply: Reply) -> Iterator[ModelContainer]:
    primary = reply.get("PrimaryContainer")
    for position, each in enumerate([primary] if primary else reply.get("Containers") or ()):
        image = each.get("Image") or ""
        yield ModelContainer(
            arn=arn,
            position=position,
            hostname=each.get("ContainerHostname") or "",
            image=image,
            image_digest=digest_of(image),
            repository_access_mode=(each.get("ImageConfig") or {}).get("RepositoryAccessMode") or "Platform",
            mode=each.get("Mode") or "SingleModel",
            model_data_url=s3_uri(each),
            model_data_etag=s3_etag(each),
            additional_model_data_urls=tuple(
                channel["S3DataSource"]["S3Uri"] for channel in each.get("AdditionalModelDataSources") or ()
            ),
            additional_model_data_etags=tuple(
                tag_text(channel["S3DataSource"].get("ETag"))
                for channel in each.get("AdditionalModelDataSources") or ()
            ),
            environment_secret_names=secrets(each.get("Environment")),
            model_package_name=package_arn(each.get("ModelPackageName") or "", arn),
        )


_MODELS = Listing(
    lists="ListModels",
    key="Models",
    arn="ModelArn",
    name="ModelName",
    describes="DescribeModel",
    parameter="ModelName",
    row=Model,
    parse=_model,
    dated=UNCHANGEABLE,
)
