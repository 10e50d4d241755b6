"""Custom and imported models, the jobs that make and use models, and provisioned throughput."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from modelkeep.adapters.aws.collect import collector
from modelkeep.adapters.aws.reader import Reader, Reply
from modelkeep.core.arn import region_arn
from modelkeep.core.kinds.bedrock import (
    CustomModel,
    EvaluationJob,
    FoundationModel,
    ImportedModel,
    InferenceProfile,
    ModelCustomizationJob,
    ModelImportJob,
    ModelInvocationJob,
    ProvisionedModelThroughput,
)

_NEWEST_FIRST = {"sortBy": "CreationTime", "sortOrder": "Descending"}


@collector(CustomModel, ImportedModel, EvaluationJob)
async def own_models(aws: Reader) -> None:
    """The account's custom and imported models; where there are any, ListEvaluationJobs of those that were completed."""
    found = [*await _custom_models(aws), *await _imported_models(aws)]
    if found:
        await aws.pages("bedrock:ListEvaluationJobs", _evaluation_jobs, statusEquals="Completed")


async def _custom_models(aws: Reader) -> Sequence[tuple[str, str]]:
    """ListCustomModels of the account's own, then GetCustomModel for each. Models shared by others cannot be run from here."""

    async def describe(stub: CustomModel) -> None:
        await aws.get("bedrock:GetCustomModel", stub.arn, _custom_model, unread=stub, modelIdentifier=stub.arn)

    listed = await aws.list("bedrock:ListCustomModels", "modelSummaries", _model_identity, isOwned=True)
    await aws.each([CustomModel(arn=arn, name=name) for arn, name in listed], describe)
    return listed


async def _imported_models(aws: Reader) -> Sequence[tuple[str, str]]:
    """ListImportedModels, then GetImportedModel for each."""

    async def describe(stub: ImportedModel) -> None:
        await aws.get(
            "bedrock:GetImportedModel",
            stub.arn,
            lambda reply: _imported_model(stub, reply),
            unread=stub,
            modelIdentifier=stub.arn,
        )

    listed = await aws.list("bedrock:ListImportedModels", "modelSummaries", _model_identity)
    await aws.each([ImportedModel(arn=arn, name=name) for arn, name in listed], describe)
    return listed


@collector(InferenceProfile)
async def inference_profiles(aws: Reader) -> None:
    """ListInferenceProfiles, once for each of both types: those of AWS stand under the region, the account's own under no resource."""
    place = region_arn(aws.account, aws.region, aws.partition)
    for kind, resource in (("APPLICATION", ""), ("SYSTEM_DEFINED", place)):
        await aws.list(
            "bedrock:ListInferenceProfiles", "inferenceProfileSummaries", _profile, resource=resource, typeEquals=kind
        )


def _profile(item: Reply) -> InferenceProfile:
    return InferenceProfile(
        arn=item["inferenceProfileArn"],
        name=item["inferenceProfileName"],
        type=item["type"],
        model_arns=tuple(sorted(each["modelArn"] for each in item["models"])),
    )


@collector(FoundationModel)
async def foundation_models(aws: Reader) -> None:
    """ListFoundationModels, which tells all that GetFoundationModel would."""
    await aws.list("bedrock:ListFoundationModels", "modelSummaries", _foundation_model)


def _foundation_model(item: Reply) -> FoundationModel:
    life = item.get("modelLifecycle", {})
    return FoundationModel(
        arn=item["modelArn"],
        model_id=item["modelId"],
        name=item.get("modelName", ""),
        provider=item.get("providerName", ""),
        lifecycle_status=life.get("status", ""),
        start_of_life_at=life.get("startOfLifeTime"),
        legacy_at=life.get("legacyTime"),
        extended_access_at=life.get("publicExtendedAccessTime"),
        end_of_life_at=life.get("endOfLifeTime"),
    )


@collector(ModelCustomizationJob)
async def customization_jobs(aws: Reader) -> None:
    """ListModelCustomizationJobs, then GetModelCustomizationJob for each."""

    async def describe(stub: ModelCustomizationJob) -> None:
        await aws.get(
            "bedrock:GetModelCustomizationJob", stub.arn, _customization_job, unread=stub, jobIdentifier=stub.arn
        )

    listed = await aws.list("bedrock:ListModelCustomizationJobs", "modelCustomizationJobSummaries", _job_identity)
    await aws.each([ModelCustomizationJob(arn=arn, name=name, status=status) for arn, name, status in listed], describe)


@collector(ModelImportJob)
async def import_jobs(aws: Reader) -> None:
    """ListModelImportJobs, then GetModelImportJob for each."""

    async def describe(stub: ModelImportJob) -> None:
        await aws.get(
            "bedrock:GetModelImportJob",
            stub.arn,
            lambda reply: _import_job(stub, reply),
            unread=stub,
            jobIdentifier=stub.arn,
        )

    listed = await aws.list("bedrock:ListModelImportJobs", "modelImportJobSummaries", _job_identity, **_NEWEST_FIRST)
    stubs = [ModelImportJob(arn=arn, name=name, status=status) for arn, name, status in listed]
    await aws.each(aws.newest("bedrock:GetModelImportJob", stubs), describe)


@collector(ModelInvocationJob)
async def invocation_jobs(aws: Reader) -> None:
    """ListModelInvocationJobs, which tells all that GetModelInvocationJob would."""
    await aws.list("bedrock:ListModelInvocationJobs", "invocationJobSummaries", _invocation_job)


@collector(ProvisionedModelThroughput)
async def provisioned_throughput(aws: Reader) -> None:
    """ListProvisionedModelThroughputs, which tells all that GetProvisionedModelThroughput would."""
    await aws.list("bedrock:ListProvisionedModelThroughputs", "provisionedModelSummaries", _throughput)


def _model_identity(item: Reply) -> tuple[str, str]:
    return item["modelArn"], item["modelName"]


def _evaluation_jobs(reply: Reply) -> Iterable[EvaluationJob]:
    """The list of a reply is optional and never empty: without a job there is none."""
    return (_evaluation_job(item) for item in reply.get("jobSummaries", ()))


def _evaluation_job(item: Reply) -> EvaluationJob:
    return EvaluationJob(
        arn=item["jobArn"],
        name=item["jobName"],
        status=item["status"],
        job_type=item["jobType"],
        model_identifiers=_evaluated(item),
    )


def _evaluated(item: Reply) -> tuple[str, ...] | None:
    """What a job evaluated: named directly by older ones. One over answers that were brought along, or of a knowledge base, names none."""
    summary = item.get("inferenceConfigSummary", {}).get("modelConfigSummary")
    if item.get("applicationType") == "RagEvaluation":
        return ()
    if summary is None and "modelIdentifiers" not in item:
        return None
    named = {*item.get("modelIdentifiers", ()), *(summary or {}).get("bedrockModelIdentifiers", ())}
    return tuple(sorted(named))


def _job_identity(item: Reply) -> tuple[str, str, str]:
    return item["jobArn"], item["jobName"], item["status"]


def _custom_model(reply: Reply) -> CustomModel:
    return CustomModel(
        arn=reply["modelArn"],
        name=reply["modelName"],
        model_status=reply.get("modelStatus"),
        base_model_arn=reply.get("baseModelArn", ""),
        customization_type=reply.get("customizationType", ""),
        job_arn=reply.get("jobArn", ""),
        model_kms_key_arn=reply.get("modelKmsKeyArn", ""),
        training_data_s3_uri=_training_data(reply),
        validation_data_s3_uris=_validation_data(reply),
        output_data_s3_uri=reply.get("outputDataConfig", {}).get("s3Uri", ""),
    )


def _imported_model(stub: ImportedModel, reply: Reply) -> ImportedModel:
    return ImportedModel(
        arn=stub.arn,
        name=stub.name,
        model_architecture=reply.get("modelArchitecture"),
        job_arn=reply.get("jobArn", ""),
        model_kms_key_arn=reply.get("modelKmsKeyArn", ""),
        model_data_s3_uri=_model_data(reply),
    )


def _customization_job(reply: Reply) -> ModelCustomizationJob:
    subnets, groups = _vpc(reply)
    return ModelCustomizationJob(
        arn=reply["jobArn"],
        name=reply["jobName"],
        status=reply["status"],
        role_arn=reply["roleArn"],
        base_model_arn=reply["baseModelArn"],
        output_model_arn=reply.get("outputModelArn", ""),
        output_model_kms_key_arn=reply.get("outputModelKmsKeyArn", ""),
        training_data_s3_uri=_training_data(reply),
        validation_data_s3_uris=_validation_data(reply),
        output_data_s3_uri=reply["outputDataConfig"]["s3Uri"],
        subnet_ids=subnets,
        security_group_ids=groups,
    )


def _import_job(stub: ModelImportJob, reply: Reply) -> ModelImportJob:
    subnets, groups = _vpc(reply)
    return ModelImportJob(
        arn=stub.arn,
        name=stub.name,
        status=reply.get("status"),
        role_arn=reply.get("roleArn"),
        imported_model_arn=reply.get("importedModelArn", ""),
        imported_model_kms_key_arn=reply.get("importedModelKmsKeyArn", ""),
        model_data_s3_uri=_model_data(reply),
        subnet_ids=subnets,
        security_group_ids=groups,
        creation_time=reply.get("creationTime"),
    )


def _invocation_job(item: Reply) -> ModelInvocationJob:
    output = item["outputDataConfig"].get("s3OutputDataConfig", {})
    subnets, groups = _vpc(item)
    return ModelInvocationJob(
        arn=item["jobArn"],
        name=item["jobName"],
        status=item.get("status"),
        role_arn=item["roleArn"],
        model_id=item["modelId"],
        input_s3_uri=item["inputDataConfig"].get("s3InputDataConfig", {}).get("s3Uri"),
        output_s3_uri=output.get("s3Uri"),
        output_kms_key_id=output.get("s3EncryptionKeyId", "") if output else None,
        subnet_ids=subnets,
        security_group_ids=groups,
    )


def _throughput(item: Reply) -> ProvisionedModelThroughput:
    expires: Any = item.get("commitmentExpirationTime")
    return ProvisionedModelThroughput(
        arn=item["provisionedModelArn"],
        name=item["provisionedModelName"],
        status=item["status"],
        model_arn=item["modelArn"],
        desired_model_arn=item["desiredModelArn"],
        foundation_model_arn=item["foundationModelArn"],
        model_units=item["modelUnits"],
        commitment_duration=item.get("commitmentDuration", ""),
        commitment_expires_at=expires,
    )


def _training_data(reply: Reply) -> str:
    """The data set, or the invocation logs that the model was trained on."""
    config = reply.get("trainingDataConfig", {})
    source = config.get("invocationLogsConfig", {}).get("invocationLogSource", {})
    return str(config.get("s3Uri") or source.get("s3Uri", ""))


def _validation_data(reply: Reply) -> tuple[str, ...]:
    return tuple(each["s3Uri"] for each in reply.get("validationDataConfig", {}).get("validators", ()))


def _model_data(reply: Reply) -> str | None:
    found = reply.get("modelDataSource", {}).get("s3DataSource", {}).get("s3Uri")
    return str(found) if found else None


def _vpc(reply: Reply) -> tuple[tuple[str, ...], tuple[str, ...]]:
    config = reply.get("vpcConfig", {})
    return tuple(config.get("subnetIds", ())), tuple(config.get("securityGroupIds", ()))
