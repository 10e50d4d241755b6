"""SageMaker models and their registry (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SageMaker.html)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from modelkeep.adapters.iac.forms import Form, Part, Policy
from modelkeep.adapters.iac.forms.lenses import Computed, First, Fixed, Flag, Lens, Text
from modelkeep.adapters.iac.forms.sagemaker_shared import by_arn, by_name, from_text, names_of_secrets, vpc
from modelkeep.adapters.iac.properties import Properties
from modelkeep.core.digests import digest_of
from modelkeep.core.documents import card_content, card_uses
from modelkeep.core.kinds.sagemaker_models import (
    Model,
    ModelCard,
    ModelContainer,
    ModelPackage,
    ModelPackageContainer,
    ModelPackageGroup,
    ModelPackageGroupPolicyStatement,
)
from modelkeep.core.known import all_known

_MODEL_DATA_URL = First((Text("ModelDataUrl", None), Text("ModelDataSource.S3DataSource.S3Uri", None)))
_REPORTS = {
    "model_quality": ("ModelQuality.Statistics", "ModelQuality.Constraints"),
    "model_data_quality": ("ModelDataQuality.Statistics", "ModelDataQuality.Constraints"),
    "bias": ("Bias.Report", "Bias.PreTrainingReport", "Bias.PostTrainingReport"),
    "explainability": ("Explainability.Report",),
}
"""The reports of each kind of measurement that `ModelPackage.metrics` names, below ModelMetrics."""


def _image_digest(properties: Properties) -> str | None:
    image = properties.text("Image")
    return None if image is None else digest_of(image)


def _package_image_digest(properties: Properties) -> str | None:
    """What the file says; of an image that goes by a tag, SageMaker resolves the digest when the package is registered."""
    given = properties.text("ImageDigest")
    return None if given is None else given or digest_of(properties.text("Image") or "") or None


def _additional_model_data_urls(properties: Properties) -> tuple[str, ...] | None:
    """What CloudFormation cannot say, other formats can."""
    sources, complete = properties.each("AdditionalModelDataSources")
    return all_known(each.text("S3DataSource.S3Uri", None) for each in sources) if complete else None


def _metrics(properties: Properties) -> tuple[str, ...] | None:
    said = {
        name: [properties.given(f"ModelMetrics.{report}.S3Uri") for report in reports]
        for name, reports in _REPORTS.items()
    }
    if any(True not in each and None in each for each in said.values()):
        return None
    return tuple(name for name, each in said.items() if True in each)


def _turned_metrics(names: tuple[str, ...]) -> Mapping[str, Any]:
    return {f"ModelMetrics.{_REPORTS[name][0]}.S3Uri": "s3://reports/report.json" for name in names}


def _has_purpose(properties: Properties) -> bool | None:
    texts = [properties.text(f"Content.IntendedUses.{name}") for name in ("PurposeOfModel", "IntendedUses")]
    if any(text is not None and text.strip() for text in texts):
        return True
    return None if None in texts else False


def _card_of_package(position: int, name: str) -> Lens:
    """One part of `card_uses`, which the content's section `intended_uses` has as `name`."""
    empty = (False, "")[position]
    return from_text(
        "ModelCard.ModelCardContent",
        lambda text: card_uses(card_content(text))[position],
        lambda value: json.dumps({"intended_uses": {name: value if isinstance(value, str) else "to score"}}),
        absent=empty,
    )


_CONTAINERS = Part(
    row=ModelContainer,
    paths=("PrimaryContainer", "Containers"),
    columns={
        "hostname": Text("ContainerHostname"),
        "image": Text("Image"),
        "image_digest": Computed(_image_digest, lambda digest: {"Image": f"image@{digest}"} if digest else {}, "Image"),
        "repository_access_mode": Text("ImageConfig.RepositoryAccessMode", "Platform"),
        "mode": Text("Mode", "SingleModel"),
        "model_data_url": _MODEL_DATA_URL,
        "additional_model_data_urls": Computed(
            _additional_model_data_urls,
            lambda urls: {"AdditionalModelDataSources": [{"S3DataSource": {"S3Uri": url}} for url in urls]},
        ),
        "environment_secret_names": names_of_secrets("Environment"),
        "model_package_name": Text("ModelPackageName"),
    },
    position="position",
)
_PACKAGE_CONTAINERS = Part(
    row=ModelPackageContainer,
    paths=("InferenceSpecification.Containers", "AdditionalInferenceSpecifications.Containers"),
    columns={
        "image": Text("Image"),
        "image_digest": Computed(_package_image_digest, lambda digest: {"ImageDigest": digest}, "ImageDigest"),
        "model_data_url": _MODEL_DATA_URL,
        "environment_secret_names": names_of_secrets("Environment"),
    },
    position="position",
)

FORMS = (
    Form(
        cfn_type="AWS::SageMaker::Model",
        row=Model,
        identity=by_arn("model", "ModelName", "ModelArn"),
        columns={
            "execution_role_arn": Text("ExecutionRoleArn"),
            "enable_network_isolation": Flag("EnableNetworkIsolation"),
            **vpc("VpcConfig"),
        },
        sections=(_CONTAINERS,),
    ),
    Form(
        cfn_type="AWS::SageMaker::ModelPackageGroup",
        row=ModelPackageGroup,
        identity=by_arn("model-package-group", "ModelPackageGroupName", "ModelPackageGroupArn"),
        columns={},
        sections=(Policy(row=ModelPackageGroupPolicyStatement, path="ModelPackageGroupPolicy"),),
    ),
    Form(
        cfn_type="AWS::SageMaker::ModelPackage",
        row=ModelPackage,
        identity=by_arn("model-package", "ModelPackageName", "ModelPackageArn"),
        columns={
            "model_package_group_name": Text("ModelPackageGroupName"),
            "model_package_status": Fixed("Completed"),
            "model_approval_status": Text("ModelApprovalStatus", None),
            "metrics": Computed(_metrics, _turned_metrics, "ModelMetrics"),
            "model_card_status": Text("ModelCard.ModelCardStatus"),
            "model_card_has_purpose": _card_of_package(0, "purpose_of_model"),
            "model_card_risk_rating": _card_of_package(1, "risk_rating"),
            "kms_key_id": Text("SecurityConfig.KmsKeyId"),
        },
        sections=(_PACKAGE_CONTAINERS,),
    ),
    Form(
        cfn_type="AWS::SageMaker::ModelCard",
        row=ModelCard,
        identity=by_name("model-card", "ModelCardName", "ModelCardArn"),
        columns={
            "model_card_status": Text("ModelCardStatus", None),
            "kms_key_id": Text("SecurityConfig.KmsKeyId"),
            "model_package_arn": Text("Content.ModelPackageDetails.ModelPackageArn"),
            "model_id": Text("Content.ModelOverview.ModelId"),
            "has_purpose": Computed(
                _has_purpose,
                lambda has: {"Content.IntendedUses.PurposeOfModel": "to score"} if has else {},
                "Content.IntendedUses",
            ),
            "risk_rating": Text("Content.IntendedUses.RiskRating"),
        },
    ),
)
