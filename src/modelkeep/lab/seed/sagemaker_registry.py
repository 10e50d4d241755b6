"""The model registry, in the research account: what production may deploy."""

from __future__ import annotations

import json
from typing import Any

from modelkeep.lab.seed import PRODUCTION, RESEARCH, Acme, seeds
from modelkeep.lab.seed.images import image_uri
from modelkeep.lab.seed.names import FRAUD_ARTIFACT, MODELS_BUCKET
from modelkeep.lab.seed.sagemaker_notebooks import tags
from modelkeep.lab.seed.sagemaker_studio import MODEL_GROUP

CARD = {
    "model_overview": {"model_name": MODEL_GROUP, "model_owner": "fraud-team"},
    "intended_uses": {
        "purpose_of_model": "Scores card payments, so that people look at the suspicious ones.",
        "intended_uses": "Payments of private customers in the EU.",
        "risk_rating": "High",
    },
}


def package_arn(acme: Acme) -> str:
    """The version that the fraud endpoint is to run."""
    return acme.within(RESEARCH).arn("sagemaker", f"model-package/{MODEL_GROUP}/1")


@seeds(order=52)
def registry(acme: Acme) -> None:
    """One version of one model. Hardened: registered by the pipeline, approved by an administrator after its evaluation."""
    research = acme.within(RESEARCH)
    sagemaker = research.client("sagemaker")
    sagemaker.create_model_package_group(ModelPackageGroupName=MODEL_GROUP, Tags=tags(acme))
    sagemaker.put_model_package_group_policy(
        ModelPackageGroupName=MODEL_GROUP, ResourcePolicy=json.dumps(_policy(research))
    )
    if not acme.hardened:
        _register(acting_as(research, "data-scientist"), ModelApprovalStatus="Approved")
        return
    _register(
        acting_as(research, "fraud-pipeline"),
        ModelApprovalStatus="PendingManualApproval",
        ModelMetrics={
            "ModelQuality": {"Statistics": _report("quality")},
            "Bias": {"Report": _report("bias")},
        },
        ModelCard={"ModelCardContent": json.dumps(CARD), "ModelCardStatus": "Approved"},
    )
    acting_as(research, "ml-admin").client("sagemaker").update_model_package(
        ModelPackageArn=package_arn(acme), ModelApprovalStatus="Approved", ApprovalDescription="Evaluated on June 2026"
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


def _register(acme: Acme, **more: Any) -> None:
    image = image_uri(acme.within(RESEARCH))
    container: dict[str, Any] = {"Image": image, "ModelDataUrl": FRAUD_ARTIFACT}
    if "@" in image:
        container["ImageDigest"] = image.partition("@")[2]
    acme.client("sagemaker").create_model_package(
        ModelPackageGroupName=MODEL_GROUP,
        InferenceSpecification={
            "Containers": [container],
            "SupportedContentTypes": ["text/csv"],
            "SupportedResponseMIMETypes": ["text/csv"],
        },
        **more,
    )


def _report(name: str) -> dict[str, str]:
    return {"ContentType": "application/json", "S3Uri": f"s3://{MODELS_BUCKET}/fraud-scoring/7/{name}.json"}


def _policy(acme: Acme) -> dict[str, Any]:
    group = acme.arn("sagemaker", f"model-package-group/{MODEL_GROUP}")
    versions = acme.arn("sagemaker", f"model-package/{MODEL_GROUP}/*")
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
