"""An estate with one model of which everything is known that a bill of materials tells, made by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import duckdb
from tests.fakes.blank import blank_estate

from modelkeep.core.bom import Bill
from modelkeep.core.kinds import calls_for
from modelkeep.core.kinds import tables as kinds
from modelkeep.core.tables import Role
from modelkeep.engines.bom.billing import bill
from modelkeep.engines.bom.rows import LINEAGE
from modelkeep.engines.posture.lineage import index
from modelkeep.engines.posture.schema import insert_rows

ACCOUNT, REGION = "111122223333", "eu-central-1"
MADE = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
ARN = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}"
MODEL, ENDPOINT, JOB = f"{ARN}:model/fraud-7", f"{ARN}:endpoint/fraud", f"{ARN}:training-job/fraud-7"
PACKAGE, CARD = f"{ARN}:model-package/fraud/7", f"{ARN}:model-card/fraud"
DIGEST, WEIGHTS = f"sha256:{'a' * 64}", f"sha256:{'b' * 64}"
REPOSITORY = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/acme/fraud"
IMAGE = f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/acme/fraud@{DIGEST}"
FILE = "arn:aws:s3:::acme-models/fraud/7/model.tar.gz"
PLACE = "s3://acme-models/fraud/7/model.tar.gz"
OPENSSL = "pkg:deb/debian/libssl3@3.0.11-1?arch=amd64&distro=debian-12"


def estate() -> duckdb.DuckDBPyConnection:
    """The whole of it: an image and a file that were looked into, with data, jobs, an endpoint, a card and a vulnerability."""
    connection = blank_estate()
    for table, rows in tables().items():
        insert_rows(connection, table, rows)
    index(connection, [name for name in tables() if name in kinds() and kinds()[name].role is Role.KIND])
    return connection


def tables() -> Mapping[str, list[dict[str, Any]]]:
    """The rows by table."""
    at_home = {"account": ACCOUNT, "region": REGION}
    return {
        "model": [{"arn": MODEL, **at_home, "name": "fraud-7", "kind": "AWS::SageMaker::Model"}],
        "model_resource": [
            {"arn": arn, **at_home, "model": MODEL, "distance": distance}
            for distance, arn in enumerate((MODEL, ENDPOINT, JOB, PACKAGE, CARD))
        ],
        "relation": [{"arn": PACKAGE, "kind": "documented_by", "dst": CARD}],
        "sagemaker_model": [{"arn": MODEL, **at_home, "name": "fraud-7", "tags": {}}],
        "sagemaker_model_container": [
            {"arn": MODEL, **at_home, "image": f"{REPOSITORY}:7", "image_digest": "", "model_data_url": PLACE,
             "additional_model_data_urls": [], "model_package_name": PACKAGE}
        ],
        "sagemaker_endpoint": [{"arn": ENDPOINT, **at_home, "name": "fraud", "endpoint_status": "InService"}],
        "sagemaker_endpoint_deployed_image": [
            {"arn": ENDPOINT, **at_home, "specified_image": f"{REPOSITORY}:7", "resolved_image": f"{REPOSITORY}@{DIGEST}"}
        ],
        "sagemaker_training_job": [
            {"arn": JOB, **at_home, "name": "fraud-7", "creation_time": "2026-10-01T00:00:00", "base_model_arn": "",
             "model_artifacts_s3_uri": PLACE}
        ],
        "sagemaker_training_job_input": [{"arn": JOB, **at_home, "channel_name": "train", "s3_uri": "s3://acme-training/payments/"}],
        "sagemaker_model_package": [
            {"arn": PACKAGE, **at_home, "name": "fraud/7", "model_package_group_name": "fraud", "model_package_version": 7,
             "model_approval_status": "Approved", "task": "CLASSIFICATION", "content_types": ["text/csv"],
             "response_types": ["application/json"], "metrics_s3_uris": ["s3://acme-models/fraud/7/quality.json"]}
        ],
        "sagemaker_model_card": [
            {"arn": CARD, **at_home, "name": "fraud", "model_card_status": "Approved", "risk_rating": "High", "entries": [
                {"topic": "purpose", "name": "", "value": "Scores payments."},
                {"topic": "limitation", "name": "", "value": "Payments of companies."},
                {"topic": "ethics", "name": "", "value": "People look at what it flags."},
                {"topic": "metric", "name": "june auc", "value": "0.91"},
                {"topic": "dataset", "name": "", "value": "labels of the fraud team"},
            ]}
        ],
        "sensitive_data": [{"arn": "arn:aws:s3:::acme-training", **at_home, "complete": True, "classes": ["iban"]}],
        "resource_owner": [{"arn": "arn:aws:s3:::acme-training", "owner": "payments"}],
        "artifact_scan": [
            {"arn": FILE, **at_home, "files": 1, "complete": True, "reason": "", "signed": True, "signature": "verified",
             "signer": "key of ml-release", "digest": WEIGHTS}
        ],
        "component_scan": [
            {"arn": IMAGE, **at_home, "subject": f"{REPOSITORY}:7", "complete": True, "reason": "", "digest": DIGEST,
             "distribution": "debian-12", "components": 2, "no_data": 0, "data_at": "2026-11-20T00:00:00"},
            {"arn": FILE, **at_home, "subject": PLACE, "complete": True, "reason": "", "digest": WEIGHTS, "distribution": "",
             "components": 2, "no_data": 0, "data_at": "2026-11-20T00:00:00"},
        ],
        "component_use": [{"arn": IMAGE, **at_home, "model": MODEL, "runner": ENDPOINT}, {"arn": FILE, "model": MODEL, "runner": ""}],
        "component": [
            package(IMAGE, "torch", "2.1.0", standing="affected", place="usr/lib/python3/torch.dist-info/METADATA", layer=DIGEST,
                    licences=["BSD-3-Clause"]),
            package(IMAGE, "libssl3", "3.0.11-1", type="deb", distribution="debian-12", architecture="amd64",
                    place="var/lib/dpkg/status", licences=["Apache-2.0 OR MIT", "the licence\nin full"]),
            package(FILE, "torch", "2.1.0", standing="affected", evidence="locked", place="code/requirements.txt"),
            package(FILE, "numpy", "", evidence="declared", place="code/requirements.txt", requirement=">=1.20"),
        ],
        "vulnerability": [
            {"arn": IMAGE, **at_home, "vulnerability": "CVE-2026-1", "aliases": ["GHSA-x", "PYSEC-1"], "type": "pypi", "package": "torch",
             "version": "2.1.0", "fixed_version": "2.2.0", "severity": "high", "score": 8.1, "exploited": True, "epss": 0.4,
             "sources": ["osv"], "open": True, "statement": "", "published_at": "2026-02-01T00:00:00"},
            {"arn": IMAGE, **at_home, "vulnerability": "CVE-2026-2", "aliases": [], "type": "deb", "package": "libssl3",
             "version": "3.0.11-1", "fixed_version": "", "severity": "", "sources": ["osv"], "open": False,
             "statement": "not_affected: vulnerable_code_not_present (openvex.json)"},
        ],
        "read": [
            {"call": call, "account": ACCOUNT, "region": REGION, "resource": "", "outcome": "ok", "code": "", "at": MADE.isoformat()}
            for call in sorted(calls_for(LINEAGE))
        ],
    }  # fmt: skip


def package(holder: str, name: str, version: str, **more: Any) -> dict[str, Any]:
    """A row of `component`."""
    plain = {"type": "pypi", "evidence": "installed", "standing": "not-affected", "reason": "", "licences": []}
    return {"arn": holder, "account": ACCOUNT, "region": REGION, "name": name, "version": version, **plain, **more}


@contextmanager
def changed(connection: duckdb.DuckDBPyConnection, *statements: str) -> Iterator[Bill]:
    """The bill after some statements, which are undone afterwards."""
    connection.execute("BEGIN")
    try:
        for statement in statements:
            connection.execute(statement)
        yield made_bill(connection)
    finally:
        connection.execute("ROLLBACK")


def made_bill(connection: duckdb.DuckDBPyConnection) -> Bill:
    """The model's bill."""
    return bill(connection, MODEL, source="20261121T100000Z", made=MADE, tool="0.1.0")
