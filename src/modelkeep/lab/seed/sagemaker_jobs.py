"""How the fraud model came to be: features, preparation, tuning, training, in the research account; scoring in production."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from modelkeep.lab.seed import PRODUCTION, RESEARCH, Acme, seeds
from modelkeep.lab.seed.images import image_uri
from modelkeep.lab.seed.kms import key_arn
from modelkeep.lab.seed.names import (
    CAPTURE_BUCKET,
    DATA_KEY_ALIAS,
    FEATURES_BUCKET,
    FRAUD_ARTIFACT,
    FRAUD_TRAINING_JOB,
    MODELS_BUCKET,
    MODELS_KEY_ALIAS,
    TRAINING_BUCKET,
)
from modelkeep.lab.seed.network import private_network

DATA = f"s3://{TRAINING_BUCKET}/payments"
PREPARED = f"{DATA}/prepared"
STRANGERS_DATA = "s3://open-fraud-datasets/cards"
"""Training data from a bucket that is none of Acme's."""
XGBOOST = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1"
LEAKED = "acme-db-Passw0rd-2026"
"""A password that nobody should have put there."""
ONE_HOUR = {"MaxRuntimeInSeconds": 3600}


def own_key(acme: Acme, member: str, alias: str = DATA_KEY_ALIAS) -> dict[str, str]:
    """`member` naming an own key when hardened; nothing otherwise."""
    return {member: key_arn(acme, alias)} if acme.hardened else {}


def vpc(acme: Acme) -> dict[str, Any]:
    """A VpcConfig in the account's private network when hardened; nothing otherwise."""
    if not acme.hardened:
        return {}
    network = private_network(acme)
    return {"VpcConfig": {"SecurityGroupIds": list(network.security_group_ids), "Subnets": list(network.subnet_ids)}}


def switches(acme: Acme) -> dict[str, bool]:
    """Network isolation and traffic encryption."""
    return {"EnableNetworkIsolation": acme.hardened, "EnableInterContainerTrafficEncryption": acme.hardened}


def role(acme: Acme, name: str) -> str:
    """The ARN of a role of this account."""
    return acme.arn("iam", f"role/{name}", regional=False)


@seeds(order=60)
def research_jobs(acme: Acme) -> None:
    """Features, preparation, training, tuning, AutoML and compilation."""
    research = acme.within(RESEARCH)
    _feature_group(research)
    _preparation(research)
    _training(research)
    _tuning(research)
    _auto_ml(research)
    _compilation(research)


def _feature_group(acme: Acme) -> None:
    online: dict[str, Any] = {"EnableOnlineStore": True}
    if acme.hardened:
        online["SecurityConfig"] = own_key(acme, "KmsKeyId")
        online["TtlDuration"] = {"Unit": "Days", "Value": 90}
    acme.client("sagemaker").create_feature_group(
        FeatureGroupName="cardholders",
        RecordIdentifierFeatureName="card",
        EventTimeFeatureName="seen_at",
        FeatureDefinitions=[
            {"FeatureName": "card", "FeatureType": "String"},
            {"FeatureName": "seen_at", "FeatureType": "String"},
            {"FeatureName": "spent_last_day", "FeatureType": "Fractional"},
        ],
        OnlineStoreConfig=online,
        OfflineStoreConfig={
            "S3StorageConfig": {"S3Uri": f"s3://{FEATURES_BUCKET}/cardholders", **own_key(acme, "KmsKeyId")}
        },
        RoleArn=role(acme, "fraud-training"),
    )


def _preparation(acme: Acme) -> None:
    acme.client("sagemaker").create_processing_job(
        ProcessingJobName="fraud-preparation-2026-10",
        ProcessingInputs=[
            {
                "InputName": "payments",
                "S3Input": {"S3Uri": f"{DATA}/raw", "LocalPath": "/opt/ml/processing/in", "S3DataType": "S3Prefix"},
            }
        ],
        ProcessingOutputConfig={
            "Outputs": [
                {
                    "OutputName": "prepared",
                    "S3Output": {"S3Uri": PREPARED, "LocalPath": "/opt/ml/processing/out", "S3UploadMode": "EndOfJob"},
                }
            ],
            **own_key(acme, "KmsKeyId"),
        },
        ProcessingResources={
            "ClusterConfig": {
                "InstanceCount": 2,
                "InstanceType": "ml.m5.xlarge",
                "VolumeSizeInGB": 50,
                **own_key(acme, "VolumeKmsKeyId"),
            }
        },
        AppSpecification={"ImageUri": image_uri(acme)},
        Environment={"STAGE": "research"} if acme.hardened else {"STAGE": "research", "DB_PASSWORD": LEAKED},
        NetworkConfig={**switches(acme), **vpc(acme)},
        RoleArn=role(acme, "fraud-training"),
    )


def _channel(name: str, uri: str) -> dict[str, Any]:
    return {"ChannelName": name, "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": uri}}}


def _models_key(acme: Acme, member: str = "KmsKeyId") -> dict[str, str]:
    """The key of the bucket in production that gets the models."""
    return own_key(acme.within(PRODUCTION), member, MODELS_KEY_ALIAS)


def _cluster(acme: Acme, count: int) -> dict[str, Any]:
    return {
        "InstanceType": "ml.m5.2xlarge",
        "InstanceCount": count,
        "VolumeSizeInGB": 50,
        **own_key(acme, "VolumeKmsKeyId"),
    }


def _training(acme: Acme) -> None:
    careless: Mapping[str, Any] = {
        "RemoteDebugConfig": {"EnableRemoteDebug": True},
        "DebugHookConfig": {"S3OutputPath": f"s3://{CAPTURE_BUCKET}/debug"},
        "Environment": {"FEATURE_STORE_PASSWORD": LEAKED},
    }
    outside = [] if acme.hardened else [_channel("pretraining", STRANGERS_DATA)]
    acme.client("sagemaker").create_training_job(
        TrainingJobName=FRAUD_TRAINING_JOB,
        HyperParameters={"max_depth": "6", "eta": "0.2"},
        AlgorithmSpecification={"TrainingImage": image_uri(acme), "TrainingInputMode": "File"},
        RoleArn=role(acme, "fraud-training"),
        InputDataConfig=[_channel("train", PREPARED), *outside],
        OutputDataConfig={"S3OutputPath": FRAUD_ARTIFACT.split(f"/{FRAUD_TRAINING_JOB}/")[0], **_models_key(acme)},
        ResourceConfig=_cluster(acme, 2),
        CheckpointConfig={"S3Uri": f"s3://{TRAINING_BUCKET}/checkpoints/fraud"},
        StoppingCondition=ONE_HOUR,
        ExperimentConfig={"ExperimentName": "fraud-scoring"} if acme.hardened else {},
        **switches(acme),
        **vpc(acme),
        **({} if acme.hardened else careless),
    )


def _tuning(acme: Acme) -> None:
    static = {"objective": "binary:logistic"}
    if not acme.hardened:
        static["tracking_password"] = LEAKED
    acme.client("sagemaker").create_hyper_parameter_tuning_job(
        HyperParameterTuningJobName="fraud-tuning-2026-10",
        HyperParameterTuningJobConfig={
            "Strategy": "Bayesian",
            "HyperParameterTuningJobObjective": {"Type": "Maximize", "MetricName": "validation:auc"},
            "ResourceLimits": {"MaxNumberOfTrainingJobs": 20, "MaxParallelTrainingJobs": 2},
        },
        TrainingJobDefinition={
            "StaticHyperParameters": static,
            "AlgorithmSpecification": {"TrainingImage": XGBOOST, "TrainingInputMode": "File"},
            "RoleArn": role(acme, "fraud-training"),
            "InputDataConfig": [_channel("train", PREPARED)],
            "OutputDataConfig": {"S3OutputPath": f"s3://{MODELS_BUCKET}/tuning", **_models_key(acme)},
            "ResourceConfig": _cluster(acme, 2),
            "StoppingCondition": ONE_HOUR,
            **switches(acme),
            **vpc(acme),
        },
    )


def _auto_ml(acme: Acme) -> None:
    acme.client("sagemaker").create_auto_ml_job_v2(
        AutoMLJobName="churn-2026-09",
        AutoMLJobInputDataConfig=[
            {
                "ChannelType": "training",
                "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{TRAINING_BUCKET}/churn"}},
            }
        ],
        OutputDataConfig={"S3OutputPath": f"s3://{MODELS_BUCKET}/churn", **_models_key(acme)},
        AutoMLProblemTypeConfig={
            "TabularJobConfig": {
                "TargetAttributeName": "left",
                "ProblemType": "BinaryClassification",
                "CompletionCriteria": {"MaxCandidates": 10},
            }
        },
        RoleArn=role(acme, "fraud-training"),
        SecurityConfig={
            "EnableInterContainerTrafficEncryption": acme.hardened,
            **own_key(acme, "VolumeKmsKeyId"),
            **vpc(acme),
        },
    )


def _compilation(acme: Acme) -> None:
    acme.client("sagemaker").create_compilation_job(
        CompilationJobName="fraud-edge-2026-10",
        RoleArn=role(acme, "fraud-training"),
        InputConfig={"S3Uri": FRAUD_ARTIFACT, "DataInputConfig": '{"input": [1, 30]}', "Framework": "XGBOOST"},
        OutputConfig={
            "S3OutputLocation": f"s3://{MODELS_BUCKET}/edge/",
            "TargetDevice": "rasp4b",
            **_models_key(acme),
        },
        StoppingCondition=ONE_HOUR,
        **vpc(acme),
    )


@seeds(order=60)
def nightly_scoring(acme: Acme) -> None:
    """Batch scoring of the night's payments in production, with what was asked and answered kept."""
    production = acme.within(PRODUCTION)
    environment = {} if acme.hardened else {"LEDGER_PASSWORD": LEAKED}
    production.client("sagemaker").create_transform_job(
        TransformJobName="fraud-nightly-2026-11-20",
        ModelName="fraud-scoring-7",
        TransformInput={
            "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{CAPTURE_BUCKET}/night"}}
        },
        TransformOutput={"S3OutputPath": f"s3://{CAPTURE_BUCKET}/scored", **own_key(production, "KmsKeyId")},
        DataCaptureConfig={
            "DestinationS3Uri": f"s3://{CAPTURE_BUCKET}/captured",
            **own_key(production, "KmsKeyId"),
        },
        TransformResources={
            "InstanceType": "ml.m5.xlarge",
            "InstanceCount": 1,
            **own_key(production, "VolumeKmsKeyId"),
        },
        Environment=environment,
    )
