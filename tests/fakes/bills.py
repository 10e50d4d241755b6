"""A bill of materials made by hand, with something of everything."""

from __future__ import annotations

from datetime import UTC, datetime

from modelkeep.core.bom import (
    Affected,
    Bill,
    Card,
    Completeness,
    DataSet,
    DataUse,
    KnownVulnerability,
    Link,
    Occurrence,
    Part,
    PartType,
    Run,
    Service,
)

DIGEST = f"sha256:{'a' * 64}"
MODEL = "arn:aws:sagemaker:eu-central-1:111122223333:model/fraud-7"
IMAGE = "image:111122223333.dkr.ecr.eu-central-1.amazonaws.com/acme/fraud"
FILE = "arn:aws:s3:::acme-models/fraud 7/model.tar.gz"
DATA = "data:s3://acme-training/payments"
TORCH = "pkg:pypi/torch@2.1.0"
SSL = "pkg:deb/debian/libssl3@3.0.11-1?arch=amd64&distro=debian-12"


def bill() -> Bill:
    """All of it; the model file was not looked into for packages, and names have blanks and quotes in them."""
    return Bill(
        model=Part(
            ref=MODEL, type=PartType.MODEL, name="fraud-7", version="7", digest=DIGEST, needs=(FILE, DATA, IMAGE),
            completeness=Completeness.COMPLETE, facts=(("modelkeep:approval", "Approved"),),
            links=(Link(type="model-card", url="arn:aws:sagemaker:eu-central-1:111122223333:model-card/fraud"),),
        ),
        card=Card(
            task="CLASSIFICATION", algorithm="xgboost", inputs=("text/csv",), outputs=("application/json",), datasets=(DATA,),
            stated_datasets=("labels",), metrics=(("june auc", "0.91"),), uses=("Scores payments.",), limitations=("Companies.",),
            ethics=("People look at it.",), facts=(("modelkeep:owner", "fraud-team"),),
        ),
        source="20261121T100000Z",
        made=datetime(2026, 11, 21, 10, 0, tzinfo=UTC),
        tool="0.1.0",
        ancestors=(Part(ref="jumpstart:base", type=PartType.MODEL, name="base", version="2.0.1", publisher="JumpStart"),),
        parts=(
            Part(
                ref=FILE, type=PartType.FILE, name="model.tar.gz", digest=DIGEST, completeness=Completeness.UNKNOWN,
                gap="was not looked into",
                links=(
                    Link(type="distribution", url="s3://acme-models/fraud 7/model.tar.gz"),
                    Link(type="digital-signature", url='s3://acme-models/fraud 7/"model".sig', comment="verified"),
                ),
                facts=(("modelkeep:signature", "verified"),),
            ),
            Part(
                ref=DATA, type=PartType.DATA, name="s3://acme-training/payments",
                data=DataSet(use=DataUse.TRAINING, url="s3://acme-training/payments", classes=("iban",), owner="payments"),
            ),
            Part(
                ref=IMAGE, type=PartType.CONTAINER, name="acme/fraud", version="7", digest=DIGEST, purl=f"pkg:oci/fraud@{DIGEST}?tag=7",
                needs=(SSL, TORCH), completeness=Completeness.COMPLETE,
            ),
            Part(
                ref=SSL, type=PartType.LIBRARY, name="libssl3", version="3.0.11-1", purl=SSL,
                licences=("Apache-2.0 OR MIT", "as is\nand more"), facts=(("modelkeep:vulnerabilities", "affected"),),
            ),
            Part(
                ref=TORCH, type=PartType.LIBRARY, name="torch", version="2.1.0", purl=TORCH, licences=("BSD-3-Clause",),
                occurrences=(Occurrence(IMAGE, "usr/lib/python3/torch.dist-info/METADATA", "installed", DIGEST),),
                facts=(("modelkeep:vulnerabilities", "affected"),),
            ),
        ),
        services=(
            Service(
                ref="arn:aws:sagemaker:eu-central-1:111122223333:endpoint/fraud", name="fraud", needs=(MODEL,), authenticated=True,
                url="https://runtime.sagemaker.eu-central-1.amazonaws.com/endpoints/fraud/invocations",
            ),
        ),
        runs=(Run(ref="run", name="train", kind="training job", at=datetime(2026, 10, 1, tzinfo=UTC), inputs=(DATA,), outputs=(FILE,)),),
        vulnerabilities=(
            KnownVulnerability(
                id="CVE-2026-1", aliases=("GHSA-x", "PYSEC-1"), severity="high", score=8.1, exploited=True, epss=0.4, sources=("osv",),
                published=datetime(2026, 2, 1, tzinfo=UTC), affects=(Affected(ref=TORCH, version="2.1.0", package="torch", fixed="2.2.0"),),
            ),
            KnownVulnerability(
                id="CVE-2026-2",
                affects=(
                    Affected(
                        ref=SSL, version="3.0.11-1", package="libssl3", open=False,
                        statement="not_affected: vulnerable_code_not_present (openvex.json)",
                    ),
                ),
            ),
        ),
        vulnerabilities_told=Completeness.INCOMPLETE,
        vulnerabilities_gap="no vulnerabilities were looked up for model.tar.gz",
    )  # fmt: skip
