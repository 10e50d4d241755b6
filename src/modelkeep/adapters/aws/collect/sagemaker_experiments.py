"""SageMaker inference experiments."""

from __future__ import annotations

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.kinds.sagemaker_experiments import InferenceExperiment


@collector(InferenceExperiment)
async def inference_experiments(aws: Reader) -> None:
    """ListInferenceExperiments, then DescribeInferenceExperiment for each. The list gives names only."""

    async def visit(name: str) -> None:
        # SageMaker writes names in ARNs in lower case.
        arn = f"arn:{aws.partition}:sagemaker:{aws.region}:{aws.account}:inference-experiment/{name.lower()}"
        await aws.get(
            "sagemaker:DescribeInferenceExperiment",
            arn,
            _experiment,
            unread=InferenceExperiment(arn=arn, name=name),
            Name=name,
        )

    listed = await aws.list(
        "sagemaker:ListInferenceExperiments", "InferenceExperiments", lambda item: str(item["Name"])
    )
    await aws.each(listed, visit)


def _experiment(reply: Reply) -> InferenceExperiment:
    data = reply.get("DataStorageConfig") or {}
    running = [(each["InfrastructureConfig"].get("RealTimeInferenceConfig") or {}) for each in reply["ModelVariants"]]
    return InferenceExperiment(
        arn=reply["Arn"],
        name=reply["Name"],
        status=reply["Status"],
        role_arn=reply.get("RoleArn"),
        endpoint_name=reply["EndpointMetadata"]["EndpointName"],
        instance_types=tuple(each["InstanceType"] for each in running if "InstanceType" in each),
        kms_key_id=reply.get("KmsKey", ""),
        data_s3_uri=data.get("Destination", ""),
        data_kms_key_id=data.get("KmsKey", ""),
    )
