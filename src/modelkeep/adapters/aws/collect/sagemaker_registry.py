"""The model registry: groups with their policies, packages, model cards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.collect.ecr_images import model_images
from modelkeep.adapters.aws.collect.sagemaker_models import rows_in, s3_etag, s3_uri
from modelkeep.adapters.aws.collect.sagemaker_replies import MODIFIED, Listing, describe_all, secrets
from modelkeep.adapters.aws.collect.tagging import jumpstart_versions
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.digests import digest_of
from modelkeep.core.documents import card_content, card_section, card_uses
from modelkeep.core.kinds.ecr import ModelImage
from modelkeep.core.kinds.sagemaker_models import (
    ModelCard,
    ModelPackage,
    ModelPackageContainer,
    ModelPackageGroup,
    ModelPackageGroupPolicyStatement,
)
from modelkeep.core.kinds.tagging import JumpStartVersion
from modelkeep.core.model_card import card_entries
from modelkeep.core.policy import statements
from modelkeep.core.signatures import PACKAGE_BUNDLE, PACKAGE_DIGEST
from modelkeep.core.tables import Row

_METRICS = {
    "ModelQuality": "model_quality",
    "ModelDataQuality": "model_data_quality",
    "Bias": "bias",
    "Explainability": "explainability",
}


@collector(ModelPackageGroup, ModelPackageGroupPolicyStatement)
async def model_package_groups(aws: Reader) -> None:
    """ListModelPackageGroups, then GetModelPackageGroupPolicy for each."""

    none: tuple[ModelPackageGroupPolicyStatement, ...] = ()

    async def policy(group: ModelPackageGroup) -> None:
        await aws.get(
            "sagemaker:GetModelPackageGroupPolicy",
            group.arn,
            lambda reply: statements(ModelPackageGroupPolicyStatement, group.arn, "", reply["ResourcePolicy"]),
            absent={"ValidationException: Cannot find resource policy": none},
            ModelPackageGroupName=group.name,
        )

    found = await aws.list("sagemaker:ListModelPackageGroups", "ModelPackageGroupSummaryList", _group)
    await aws.each(found, policy)


@collector(ModelPackage, ModelPackageContainer, ModelImage, JumpStartVersion)
async def model_packages(aws: Reader) -> None:
    """ListModelPackages of all groups and of none, DescribeModelPackage for each, then what their images and base models have become."""
    containers: list[ModelPackageContainer] = []

    async def describe(listed: tuple[str, str]) -> None:
        arn, name = listed
        stub: tuple[Row, ...] = (ModelPackage(arn=arn, name=name),)
        given = await aws.get("sagemaker:DescribeModelPackage", arn, _package, unread=stub, ModelPackageName=arn)
        containers.extend(row for row in rows_in(given) if isinstance(row, ModelPackageContainer))

    found = await aws.list(
        "sagemaker:ListModelPackages",
        "ModelPackageSummaryList",
        lambda item: (str(item["ModelPackageArn"]), _package_name(item)),
        ModelPackageType="Both",
    )
    await aws.each(found, describe)
    await model_images(aws, {row.image for row in containers})
    await jumpstart_versions(aws, {row.base_model or "" for row in containers})


@collector(ModelCard)
async def model_cards(aws: Reader) -> None:
    """ListModelCards, then DescribeModelCard for each."""
    await describe_all(aws, _CARDS, jobs=False)


def principal_of(context: Mapping[str, Any] | None) -> str | None:
    """Who a UserContext means, None where it does not say: the Studio user profile, or the IAM identity behind the request.

    The sessions of one role are one principal, whatever they call themselves, unless somebody who did not choose the name
    gave it: a source identity, or IAM Identity Center, whose roles name sessions after the user.
    """
    given = context or {}
    identity = given.get("IamIdentity") or {}
    if given.get("UserProfileArn"):
        return str(given["UserProfileArn"])
    if not identity.get("Arn"):
        return None
    arn = str(identity["Arn"])
    role, _, session = arn.rpartition("/")
    if ":assumed-role/" not in arn or ":assumed-role/AWSReservedSSO_" in arn or not session:
        return arn
    source = identity.get("SourceIdentity")
    return f"{role} for {source}" if source else role


def _group(item: Reply) -> ModelPackageGroup:
    return ModelPackageGroup(arn=item["ModelPackageGroupArn"], name=item["ModelPackageGroupName"])


def _package_name(item: Reply) -> str:
    """`group/version`, or an unversioned package's name."""
    if item.get("ModelPackageGroupName"):
        return f"{item['ModelPackageGroupName']}/{item.get('ModelPackageVersion', '')}"
    return str(item.get("ModelPackageName") or "")


def _package(reply: Reply) -> tuple[Row, ...]:
    arn = reply["ModelPackageArn"]
    metrics = reply.get("ModelMetrics") or {}
    card = reply.get("ModelCard") or {}
    modified = reply.get("LastModifiedTime")
    metadata = reply.get("CustomerMetadataProperties") or {}
    content = card_content(card.get("ModelCardContent") or "{}")
    has_purpose, risk_rating = card_uses(content)
    inference = reply.get("InferenceSpecification") or {}
    package = ModelPackage(
        arn=arn,
        name=_package_name(reply),
        model_package_group_name=reply.get("ModelPackageGroupName") or "",
        model_package_version=reply.get("ModelPackageVersion") or 0,
        model_package_status=reply["ModelPackageStatus"],
        model_approval_status=reply.get("ModelApprovalStatus") or "",
        was_modified=modified is not None and modified > reply["CreationTime"],
        created_by=principal_of(reply.get("CreatedBy")),
        last_modified_by=principal_of(reply.get("LastModifiedBy")),
        metrics=tuple(name for key, name in _METRICS.items() if _is_measured(metrics.get(key))),
        metrics_s3_uris=tuple(uri for key in _METRICS for uri in _reports(metrics.get(key))),
        task=reply.get("Task") or "",
        domain=reply.get("Domain") or "",
        content_types=tuple(inference.get("SupportedContentTypes") or ()),
        response_types=tuple(inference.get("SupportedResponseMIMETypes") or ()),
        model_card_status=card.get("ModelCardStatus") or "",
        signature_url=metadata.get(PACKAGE_BUNDLE, ""),
        signed_digest=metadata.get(PACKAGE_DIGEST, ""),
        kms_key_id=(reply.get("SecurityConfig") or {}).get("KmsKeyId") or "",
        model_card_has_purpose=has_purpose,
        model_card_risk_rating=risk_rating,
        model_card_entries=card_entries(content),
    )
    return (package, *_package_containers(arn, reply))


def _is_measured(metric: Mapping[str, Any] | None) -> bool:
    """Whether any of a metric's reports names a file."""
    return bool(_reports(metric))


def _reports(metric: Mapping[str, Any] | None) -> tuple[str, ...]:
    """Where a metric's reports lie."""
    found = ((metric or {}).get(name) for name in sorted(metric or {}))
    return tuple(str(report["S3Uri"]) for report in found if isinstance(report, Mapping) and report.get("S3Uri"))


def _package_containers(arn: str, reply: Reply) -> Iterator[ModelPackageContainer]:
    specifications = [
        reply.get("InferenceSpecification") or {},
        *(reply.get("AdditionalInferenceSpecifications") or ()),
    ]
    containers = [each for specification in specifications for each in specification.get("Containers") or ()]
    for position, each in enumerate(containers):
        image = each.get("Image") or ""
        yield ModelPackageContainer(
            arn=arn,
            position=position,
            image=image,
            image_digest=each.get("ImageDigest") or digest_of(image),
            model_data_url=s3_uri(each),
            model_data_etag=s3_etag(each),
            environment_secret_names=secrets(each.get("Environment")),
            framework=each.get("Framework") or "",
            framework_version=each.get("FrameworkVersion") or "",
            base_model=(each.get("BaseModel") or {}).get("HubContentName") or "",
            base_model_version=(each.get("BaseModel") or {}).get("HubContentVersion") or "",
        )


def _card(reply: Reply) -> ModelCard:
    content = card_content(reply["Content"])
    has_purpose, risk_rating = card_uses(content)
    return ModelCard(
        arn=reply["ModelCardArn"],
        name=reply["ModelCardName"],
        model_card_status=reply["ModelCardStatus"],
        kms_key_id=(reply.get("SecurityConfig") or {}).get("KmsKeyId") or "",
        model_package_arn=str(card_section(content, "model_package_details").get("model_package_arn") or ""),
        model_id=str(card_section(content, "model_overview").get("model_id") or ""),
        has_purpose=has_purpose,
        risk_rating=risk_rating,
        entries=card_entries(content),
    )


_CARDS = Listing(
    lists="ListModelCards",
    key="ModelCardSummaries",
    arn="ModelCardArn",
    name="ModelCardName",
    describes="DescribeModelCard",
    parameter="ModelCardName",
    row=ModelCard,
    parse=_card,
    dated=MODIFIED,
)
