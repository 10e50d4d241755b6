"""Jobs: what becomes of replies, and of more jobs than a run describes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.fakes.journal import MemoryJournal
from tests.fakes.scripted_aws import ScriptedAws, ok

from modelkeep.adapters.aws.collect.sagemaker_jobs import processing_jobs, training_jobs
from modelkeep.adapters.aws.collect.sagemaker_replies import instances
from modelkeep.adapters.aws.reader import Reader, Run
from modelkeep.core.coverage import Outcome, Read
from modelkeep.core.kinds import tables
from modelkeep.core.kinds.sagemaker_jobs import ProcessingJob, TrainingJob, TrainingJobInput
from modelkeep.ports import Silent

ARN = "arn:aws:sagemaker:us-east-1:111122223333:training-job/"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
CALLS = frozenset(call for table in tables().values() for call in table.calls)
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzexample00"
"""Made up, to be found."""
DESCRIPTION: dict[str, Any] = {
    "TrainingJobArn": f"{ARN}fraud",
    "TrainingJobName": "fraud",
    "TrainingJobStatus": "Completed",
    "CreationTime": 1767225600.0,
    "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 10},
    "EnableNetworkIsolation": False,
    "EnableInterContainerTrafficEncryption": True,
}


@pytest.fixture
def aws() -> Iterator[ScriptedAws]:
    with ScriptedAws() as scripted:
        yield scripted


def collect(aws: ScriptedAws, collector: Any, newest: int | None = None) -> MemoryJournal:
    journal = MemoryJournal()

    async def go() -> None:
        with ThreadPoolExecutor(2) as executor:
            run = Run(
                journal=journal, progress=Silent(), calls=CALLS, executor=executor, clock=lambda: NOW, newest=newest
            )
            await collector.collect(
                Reader(
                    run, aws.clients(), account="111122223333", region="us-east-1", partition="aws", home="us-east-1"
                )
            )

    asyncio.run(go())
    return journal


def reads(journal: MemoryJournal) -> list[Read]:
    return [entry.read for entry in journal.entries.values()]


def summaries(*names: str) -> list[dict[str, Any]]:
    return [
        {
            "TrainingJobName": name, "TrainingJobArn": ARN + name, "CreationTime": 1767225600.0,
            "TrainingJobStatus": "Completed",
        }
        for name in names
    ]  # fmt: skip


def described(aws: ScriptedAws, **members: Any) -> MemoryJournal:
    aws.on("ListTrainingJobs", ok(TrainingJobSummaries=summaries("fraud")))
    aws.on("DescribeTrainingJob", ok(**{**DESCRIPTION, **members}))
    return collect(aws, training_jobs)


def job_of(journal: MemoryJournal) -> TrainingJob:
    (job,) = (row for row in journal.rows if isinstance(row, TrainingJob))
    return job


def test_jobs_beyond_the_limit_are_a_recorded_gap(aws: ScriptedAws) -> None:
    aws.on("ListTrainingJobs", ok(TrainingJobSummaries=summaries("new", "newer", "old")))
    aws.on("DescribeTrainingJob", ok(**DESCRIPTION))
    journal = collect(aws, training_jobs, newest=2)
    assert aws.requests["ListTrainingJobs"][0]["SortOrder"] == "Descending"
    assert sorted(request["TrainingJobName"] for request in aws.requests["DescribeTrainingJob"]) == ["new", "newer"]
    (gap,) = (read for read in reads(journal) if not read.outcome.known)
    assert (gap.call, gap.resource, gap.outcome, gap.code) == (
        "sagemaker:DescribeTrainingJob", "", Outcome.ERROR, "BeyondLimit",
    )  # fmt: skip


@pytest.mark.parametrize("newest", [3, None])
def test_jobs_within_the_limit_leave_no_gap(aws: ScriptedAws, newest: int | None) -> None:
    aws.on("ListTrainingJobs", ok(TrainingJobSummaries=summaries("a", "b", "c")))
    aws.on("DescribeTrainingJob", ok(**DESCRIPTION))
    journal = collect(aws, training_jobs, newest)
    assert all(read.outcome.known for read in reads(journal))
    assert len(aws.requests["DescribeTrainingJob"]) == 3


def test_what_was_not_set_is_explicit(aws: ScriptedAws) -> None:
    job = job_of(described(aws, OutputDataConfig={"S3OutputPath": "s3://out"}))
    assert (job.output_kms_key_id, job.volume_kms_key_id, job.subnets, job.checkpoint_s3_uri) == ("", "", (), "")
    assert (job.secret_names, job.enable_remote_debug, job.base_model_arn) == ((), False, "")


def test_a_switch_that_the_reply_lacks_is_unknown(aws: ScriptedAws) -> None:
    aws.on("ListTrainingJobs", ok(TrainingJobSummaries=summaries("fraud")))
    aws.on("DescribeTrainingJob", ok(**{key: value for key, value in DESCRIPTION.items() if "Isolation" not in key}))
    assert job_of(collect(aws, training_jobs)).enable_network_isolation is None


def test_secrets_are_named_and_never_kept(aws: ScriptedAws) -> None:
    journal = described(
        aws,
        HyperParameters={"depth": "5", "aws_secret_access_key": SECRET},
        Environment={"DB_PASSWORD": "hunter2hunter2"},
        AlgorithmSpecification={"TrainingInputMode": "File", "ContainerArguments": ["--password", "hunter2hunter2"]},
    )
    names = job_of(journal).secret_names
    assert names is not None
    assert {"aws_secret_access_key", "DB_PASSWORD"} <= set(names)
    assert any(name.startswith("(argument: ") for name in names)
    assert SECRET not in repr(journal.rows)
    assert "hunter2" not in repr(journal.rows)


def test_channels_say_where_data_comes_from(aws: ScriptedAws) -> None:
    journal = described(
        aws,
        InputDataConfig=[
            {"ChannelName": "s3", "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://data/x"}}},
            {
                "ChannelName": "efs",
                "DataSource": {
                    "FileSystemDataSource": {
                        "FileSystemId": "fs-1", "FileSystemAccessMode": "ro", "FileSystemType": "EFS",
                        "DirectoryPath": "/",
                    }
                },
            },
        ],
    )  # fmt: skip
    inputs = [row for row in journal.rows if isinstance(row, TrainingJobInput)]
    assert [(row.channel_name, row.s3_uri, row.s3_data_type, row.file_system_id) for row in inputs] == [
        ("s3", "s3://data/x", "S3Prefix", ""), ("efs", "", "", "fs-1"),
    ]  # fmt: skip


def test_a_serverless_job_has_no_instances(aws: ScriptedAws) -> None:
    aws.on("ListTrainingJobs", ok(TrainingJobSummaries=summaries("fraud")))
    serverless = {key: value for key, value in DESCRIPTION.items() if key != "ResourceConfig"}
    aws.on(
        "DescribeTrainingJob",
        ok(**serverless, ServerlessJobConfig={"BaseModelArn": "arn:aws:sagemaker:base", "JobType": "FineTuning"}),
    )
    job = job_of(collect(aws, training_jobs))
    assert (job.instance_types, job.instance_count, job.base_model_arn) == ((), 0, "arn:aws:sagemaker:base")


def test_a_job_without_resources_is_malformed_not_unprotected(aws: ScriptedAws) -> None:
    aws.on("ListTrainingJobs", ok(TrainingJobSummaries=summaries("fraud")))
    aws.on("DescribeTrainingJob", ok(**{key: value for key, value in DESCRIPTION.items() if key != "ResourceConfig"}))
    journal = collect(aws, training_jobs)
    assert [read.code for read in reads(journal) if not read.outcome.known] == ["MalformedReply"]
    assert job_of(journal).volume_kms_key_id is None


def test_a_processing_job_without_network_config_is_not_isolated(aws: ScriptedAws) -> None:
    arn = "arn:aws:sagemaker:us-east-1:111122223333:processing-job/p"
    aws.on(
        "ListProcessingJobs",
        ok(
            ProcessingJobSummaries=[
                {
                    "ProcessingJobName": "p", "ProcessingJobArn": arn, "CreationTime": 1767225600.0,
                    "ProcessingJobStatus": "Completed",
                }
            ]
        ),
    )  # fmt: skip
    aws.on(
        "DescribeProcessingJob",
        ok(
            ProcessingJobName="p",
            ProcessingJobArn=arn,
            ProcessingJobStatus="Completed",
            CreationTime=1767225600.0,
            AppSpecification={"ImageUri": "image"},
            ProcessingResources={
                "ClusterConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 2, "VolumeSizeInGB": 1}
            },
        ),
    )
    journal = collect(aws, processing_jobs)
    (job,) = (row for row in journal.rows if isinstance(row, ProcessingJob))
    assert (job.enable_network_isolation, job.subnets, job.instance_count) == (False, (), 2)


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ({"InstanceType": "a", "InstanceCount": 2}, (("a",), 2)),
        (
            {"InstanceGroups": [{"InstanceType": "b", "InstanceCount": 1}, {"InstanceType": "a", "InstanceCount": 2}]},
            (("a", "b"), 3),
        ),
        ({"InstancePreferences": [{"InstanceType": "a"}, {"InstanceType": "b"}], "InstanceCount": 4}, (("a", "b"), 4)),
        (
            {
                "InstancePreferences": [{"InstanceType": "a", "InstanceCount": 2}, {"InstanceType": "b", "InstanceCount": 4}],
                "SelectedInstanceType": "b",
                "SelectedInstanceCount": 4,
            },
            (("b",), 4),
        ),
    ],
)  # fmt: skip
def test_instances_of_every_form(resources: dict[str, Any], expected: object) -> None:
    assert instances(resources) == expected
