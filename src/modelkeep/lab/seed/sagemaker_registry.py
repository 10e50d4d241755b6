"""The model registry, in the research account: what production may deploy."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from modelkeep.core.signatures import SINGLE
from modelkeep.lab.seed import PRODUCTION, RESEARCH, Acme, seeds
from modelkeep.lab.seed.images import image_uri
from modelkeep.lab.seed.model_files import fraud_artifact, imported_files
from modelkeep.lab.seed.names import FRAUD_ARTIFACT, IMPORTED_MODEL, MODELS_BUCKET
from modelkeep.lab.seed.sagemaker_notebooks import tags
from modelkeep.lab.seed.sagemaker_studio import MODEL_GROUP
from modelkeep.lab.seed.signing import registered

IMPORTED_GROUP = "payment-summaries"
"""The versions of the model that is imported into Bedrock."""

CARD = {
    "model_overview": {"model_name": MODEL_GROUP, "model_owner": "fraud-team"},
    "intended_uses": {
        "purpose_of_model": "Scores card payments, so that people look at the suspicious ones.",
        "intended_uses": "Payments of private customers in the EU.",
        "risk_rating": "High",
    },
}


def package_arn(acme: Acme, group: str = MODEL_GROUP) -> str:
    """The first version of a group: of the fraud model, it is the one that the endpoint is to run."""
    return acme.within(RESEARCH).arn("sagemaker", f"model-package/{group}/1")


@seeds(order=52)
def registry(acme: Acme) -> None:
    """One version of one model. Hardened: registered by the pipeline, approved by an administrator after its evaluation; and the files
    that were imported into Bedrock, likewise."""
    research = acme.within(RESEARCH)
    _group(research, MODEL_GROUP)
    signed = {SINGLE: fraud_artifact(hardened=True)}
    # SageMaker keeps the ETag that the object has when the package is registered.
    container = {"ModelDataUrl": FRAUD_ARTIFACT, "ModelDataETag": hashlib.md5(signed[SINGLE]).hexdigest()}  # noqa: S324
    if not acme.hardened:
        _register(acting_as(research, "data-scientist"), MODEL_GROUP, container, ModelApprovalStatus="Approved")
        return
    _approved(research, MODEL_GROUP, container, registered(FRAUD_ARTIFACT, signed))
    _group(research, IMPORTED_GROUP)
    weights = {"S3Uri": IMPORTED_MODEL, "S3DataType": "S3Prefix", "CompressionType": "None"}
    source = {"ModelDataSource": {"S3DataSource": weights}}
    _approved(research, IMPORTED_GROUP, source, registered(IMPORTED_MODEL, imported_files()))


def _group(research: Acme, group: str) -> None:
    sagemaker = research.client("sagemaker")
    sagemaker.create_model_package_group(ModelPackageGroupName=group, Tags=tags(research))
    policy = json.dumps(_policy(research, group))
    sagemaker.put_model_package_group_policy(ModelPackageGroupName=group, ResourcePolicy=policy)


def _approved(research: Acme, group: str, container: dict[str, Any], signed: dict[str, str]) -> None:
    """Signed, evaluated and documented by the pipeline, and approved by somebody else."""
    _register(
        acting_as(research, "fraud-pipeline"),
        group,
        container,
        CustomerMetadataProperties=signed,
        ModelApprovalStatus="PendingManualApproval",
        ModelMetrics={
            "ModelQuality": {"Statistics": _report("quality")},
            "Bias": {"Report": _report("bias")},
        },
        ModelCard={"ModelCardContent": json.dumps(CARD), "ModelCardStatus": "Approved"},
    )
    acting_as(research, "ml-admin").client("sagemaker").update_model_package(
        ModelPackageArn=package_arn(research, group),
        ModelApprovalStatus="Approved",
        ApprovalDescription="Evaluated on June 2026",
    )


@seeds(order=52)
def model_cards(acme: Acme) -> None:
    """A card for the registered version. Insecure: an empty one."""
    content: dict[str, Any] = {"model_package_details": {"model_package_arn": package_arn(acme)}}
    acme.within(RESEARCH).client("sagemaker").create_model_card(
        ModelCardName="fraud-scoring",
        Content=json.dumps({**content, **(CARD if acme.hardened else {})}),
        ModelCardStatus="Approved" if acme.hardened else "Draft",
    )


def acting_as(acme: Acme, role: str) -> Acme:
    """The estate as somebody sees it who assumed a role of this account."""
    granted = acme.client("sts").assume_role(
        RoleArn=acme.arn("iam", f"role/{role}", regional=False), RoleSessionName="session"
    )["Credentials"]
    keys = {
        "aws_access_key_id": granted["AccessKeyId"],
        "aws_secret_access_key": granted["SecretAccessKey"],
        "aws_session_token": granted["SessionToken"],
    }
    return Acme(acme.endpoint_url, acme.hardened, acme.account, acme.region, {acme.account: keys})


def _register(acme: Acme, group: str, container: dict[str, Any], **more: Any) -> None:
    image = image_uri(acme.within(RESEARCH))
    container = {"Image": image, **container}
    if "@" in image:
        container["ImageDigest"] = image.partition("@")[2]
    acme.client("sagemaker").create_model_package(
        ModelPackageGroupName=group,
        InferenceSpecification={
            "Containers": [container],
            "SupportedContentTypes": ["text/csv"],
            "SupportedResponseMIMETypes": ["text/csv"],
        },
        **more,
    )


def _report(name: str) -> dict[str, str]:
    return {"ContentType": "application/json", "S3Uri": f"s3://{MODELS_BUCKET}/fraud-scoring/7/{name}.json"}


def _policy(acme: Acme, name: str) -> dict[str, Any]:
    group = acme.arn("sagemaker", f"model-package-group/{name}")
    versions = acme.arn("sagemaker", f"model-package/{name}/*")
    principal: Any = {"AWS": f"arn:aws:iam::{PRODUCTION}:root"} if acme.hardened else "*"
    actions = ["sagemaker:DescribeModelPackage", "sagemaker:ListModelPackages"]
    if not acme.hardened:
        actions.append("sagemaker:CreateModelPackage")
    statement = {
        "Sid": "Share",
        "Effect": "Allow",
        "Principal": principal,
        "Action": actions,
        "Resource": [group, versions],
    }
    return {"Version": "2012-10-17", "Statement": [statement]}
