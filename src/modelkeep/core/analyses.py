"""The analyses whose answers are tables of the estate, and what to do where a scan has none of them.

An analysis stands among the calls that fill a table as `engine:NAME`. No request is ever made by that name: an engine records
it when it has filled its tables, and a scan that had no such engine records it as not analysed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

PREFIX = "engine:"


@dataclass(frozen=True, slots=True)
class Analysis:
    """What one engine finds out, and where a person finds it out without it."""

    subject: str
    meanwhile: str
    reads: tuple[str, ...] = ()
    """Tables that it takes besides those of the controls that ask for it."""


ANALYSES: Mapping[str, Analysis] = MappingProxyType({
    f"{PREFIX}access": Analysis(
        "who can do what, all policies taken together",
        "Until then, IAM Access Analyzer and the IAM policy simulator answer it for one resource or role at a time.",
    ),
    f"{PREFIX}paths": Analysis(
        "who can make itself more powerful, step by step",
        "Until then, IAM Access Analyzer and the IAM policy simulator answer it for one resource or role at a time.",
    ),
    f"{PREFIX}artifacts": Analysis(
        "what is inside the model files, and whether they are signed",
        "`modelkeep scan --inspect` looks into the files that models load; that reads objects of S3 (`modelkeep policy --inspect`).",
        reads=(
            "sagemaker_model_container", "bedrock_imported_model", "sagemaker_model_package", "sagemaker_model_package_container",
        ),
    ),
    f"{PREFIX}components": Analysis(
        "which packages the images, files and functions behind models are built from, and which of those are vulnerable",
        "`modelkeep scan --vulnerabilities` reads them and looks them up (permissions: `modelkeep policy --vulnerabilities`).",
    ),
    f"{PREFIX}classify": Analysis(
        "what class of data models are made of, and the buckets hold",
        "`modelkeep scan --classify` reads samples of the data of models (permissions: `modelkeep policy --classify`).",
        reads=(
            "sagemaker_training_job_input", "sagemaker_auto_ml_job_input", "bedrock_custom_model", "bedrock_data_source",
            "bedrock_model_invocation_logging_configuration", "sagemaker_endpoint_config", "s3_bucket",
            "macie_finding", "macie_bucket", "s3_bucket_lifecycle_rule",
        ),
    ),
    f"{PREFIX}logs": Analysis(
        "what the log lines hold",
        "Until then, a CloudWatch Logs data protection policy on the log groups finds and masks secrets.",
    ),
})  # fmt: skip


def is_analysis(call: str) -> bool:
    """Whether a table's call stands for an engine, not for a request to AWS."""
    return call.startswith(PREFIX)
