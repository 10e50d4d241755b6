"""The lineage files of training, data preparation and monitoring, on small estates."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from tests.fakes.blank import blank_estate

from modelkeep.bootstrap import load_catalogue
from modelkeep.engines.posture.bench import Rows
from modelkeep.engines.posture.cases import ACCOUNT, REGION
from modelkeep.engines.posture.lineage import derive
from modelkeep.engines.posture.schema import insert_rows

RELATIONS = load_catalogue().relations


@pytest.fixture
def estate() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = blank_estate()
    yield connection
    connection.close()


def edges(estate: duckdb.DuckDBPyConnection, kind: str, rows: Rows) -> set[tuple[str, str]]:
    for name, each in rows.items():
        insert_rows(estate, name, [{"account": ACCOUNT, "region": REGION, **row} for row in each])
    derive(estate, RELATIONS)
    found = estate.execute("SELECT arn, dst FROM relation WHERE kind = ?", [kind]).fetchall()
    return {(str(src), str(dst)) for src, dst in found}


def test_a_model_is_trained_by_the_job_that_wrote_its_artifact(estate: duckdb.DuckDBPyConnection) -> None:
    found = edges(estate, "trained_by", {
        "sagemaker_training_job": [
            {"arn": "job", "model_artifacts_s3_uri": "s3://b/job/output/model.tar.gz", "output_model_package_arn": ""},
            {"arn": "job-1", "model_artifacts_s3_uri": "s3://b/job-1/output/model", "output_model_package_arn": "package"},
            {"arn": "running", "model_artifacts_s3_uri": "", "output_model_package_arn": ""},
            {"arn": "elsewhere", "model_artifacts_s3_uri": "s3://c/job/output/model.tar.gz", "output_model_package_arn": ""},
        ],
        "sagemaker_model_container": [
            {"arn": "model", "model_data_url": "s3://b/job/output/model.tar.gz"},
            {"arn": "unpacked", "model_data_url": "s3://b/job-1/output/model/"},
            {"arn": "lookalike", "model_data_url": "s3://b/job/output/model.tar.gz.bak"},
            {"arn": "bare", "model_data_url": ""},
        ],
        "sagemaker_model_package_container": [{"arn": "registered", "model_data_url": "s3://b/job/output/model.tar.gz"}],
        "sagemaker_compilation_job": [
            {"arn": "compiled", "input_s3_uri": "s3://b/job/output/model.tar.gz", "model_artifacts_s3_uri": "s3://b/edge/x.tar.gz"}
        ],
    })  # fmt: skip
    assert found == {
        ("model", "job"), ("unpacked", "job-1"), ("registered", "job"), ("compiled", "job"), ("package", "job-1"),
    }  # fmt: skip


def test_training_data_leads_through_its_preparation_to_buckets_and_features(estate: duckdb.DuckDBPyConnection) -> None:
    rows: Rows = {
        "sagemaker_training_job": [{"arn": "job"}],
        "sagemaker_training_job_input": [
            {"arn": "job", "s3_uri": "s3://b/prepared/", "dataset_arn": ""},
            {"arn": "job", "s3_uri": "s3://f/cards/data/2026", "dataset_arn": ""},
            {"arn": "job", "s3_uri": "", "dataset_arn": "dataset"},
        ],
        "sagemaker_processing_job_output": [
            {"arn": "prepared", "s3_uri": "s3://b/prepared", "feature_group_name": ""},
            {"arn": "other", "s3_uri": "s3://b/prepared2", "feature_group_name": ""},
        ],
        "sagemaker_feature_group": [
            {"arn": "cards", "offline_store_s3_uri": "s3://f/cards/data"},
            {"arn": "online", "offline_store_s3_uri": ""},
        ],
    }
    assert edges(estate, "trained_from", rows) == {
        ("job", "arn:aws:s3:::b"), ("job", "arn:aws:s3:::f"), ("job", "dataset"), ("job", "prepared"), ("job", "cards"),
    }  # fmt: skip


def test_where_jobs_write_and_under_which_keys(estate: duckdb.DuckDBPyConnection) -> None:
    rows: Rows = {
        "sagemaker_training_job": [
            {
                "arn": "job", "output_s3_uri": "s3://models/x", "model_artifacts_s3_uri": "", "checkpoint_s3_uri": "s3://c/x",
                "debug_s3_uri": "", "profiler_s3_uri": "", "tensor_board_s3_uri": "",
                "output_kms_key_id": "alias/models", "volume_kms_key_id": "",
            }
        ],
        "sagemaker_processing_job_output": [
            {"arn": "p", "s3_uri": "", "feature_group_name": "cards"},
        ],
        "sagemaker_feature_group": [
            {"arn": "cards-arn", "name": "cards", "offline_store_s3_uri": "s3://f", "offline_store_kms_key_id": "k1"},
        ],
        "sagemaker_cluster_instance_group": [{"arn": "cluster", "root_volume_kms_key_id": "k1", "lifecycle_s3_uri": "s3://s/x"}],
    }  # fmt: skip
    assert edges(estate, "stored_in", rows) >= {
        ("job", "arn:aws:s3:::models"), ("job", "arn:aws:s3:::c"), ("p", "cards-arn"), ("cards-arn", "arn:aws:s3:::f"),
    }  # fmt: skip
    keys = {
        (str(src), str(dst))
        for src, dst in estate.execute("SELECT arn, dst FROM relation WHERE kind = 'encrypted_by'").fetchall()
    }
    key = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/k1"
    assert keys == {("job", f"arn:aws:kms:{REGION}:{ACCOUNT}:alias/models"), ("cards-arn", key), ("cluster", key)}
    assert ("cluster", "arn:aws:s3:::s") in {
        (str(src), str(dst))
        for src, dst in estate.execute("SELECT arn, dst FROM relation WHERE kind = 'configured_by'").fetchall()
    }


def test_an_endpoint_leads_to_its_monitors(estate: duckdb.DuckDBPyConnection) -> None:
    found = edges(estate, "monitored_by", {
        "sagemaker_endpoint": [{"arn": "endpoint", "name": "fraud"}],
        "sagemaker_monitoring_schedule": [
            {"arn": "bias", "endpoint_name": "fraud", "job_definition_name": "d", "monitoring_type": "ModelBias"},
            {"arn": "batch", "endpoint_name": "", "job_definition_name": "", "monitoring_type": "DataQuality"},
        ],
        "sagemaker_model_bias_job_definition": [{"arn": "bias-definition", "name": "d"}],
        "sagemaker_data_quality_job_definition": [{"arn": "namesake", "name": "d"}],
    })  # fmt: skip
    assert found == {("endpoint", "bias"), ("bias", "bias-definition")}
