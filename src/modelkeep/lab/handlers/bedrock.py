"""Bedrock's models, jobs and settings; moto 5.2.5 lacks most of them and makes up keys and failures in the others."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles


def short_id(*seed: str, length: int = 12) -> str:
    """An ID of lower-case letters and digits that is the same in every run of the lab."""
    return hashlib.sha256("\n".join(seed).encode()).hexdigest()[:length]


def bedrock_arn(request: Request, resource: str) -> str:
    """The ARN of a resource of the request's account and region."""
    return f"arn:aws:bedrock:{request.region}:{request.account}:{resource}"


def now() -> datetime:
    """The time of a creation."""
    return datetime.now(UTC)


def found(collection: Mapping[str, Any], key: str) -> Any:
    """An item of a collection; raises the error that Bedrock gives for one that is not there."""
    if key not in collection:
        raise AwsError("ResourceNotFoundException", f"The specified resource ARN {key} was not found.", 404)
    return collection[key]


def chosen(parameters: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Those of the parameters that were given."""
    return {name: parameters[name] for name in names if name in parameters}


@handles("bedrock", "PutModelInvocationLoggingConfiguration")
def put_logging(lab: Lab, request: Request) -> Reply:
    """Remember the configuration; switches that were left out are on, as in the API's definition."""
    switches = {f"{kind}DataDeliveryEnabled": True for kind in ("text", "image", "embedding", "video", "audio")}
    lab.collection(request, "logging")["config"] = {**switches, **request.parameters["loggingConfig"]}
    return {}


@handles("bedrock", "GetModelInvocationLoggingConfiguration")
def get_logging(lab: Lab, request: Request) -> Reply:
    """The configuration, or nothing at all where logging is off."""
    config = lab.collection(request, "logging").get("config")
    return {"loggingConfig": config} if config else {}


@handles("bedrock", "PutAccountDataRetention")
def put_data_retention(lab: Lab, request: Request) -> Reply:
    """Remember the mode."""
    lab.collection(request, "retention")["mode"] = request.parameters["mode"]
    return {"mode": request.parameters["mode"], "updatedAt": now()}


@handles("bedrock", "GetAccountDataRetention")
def get_data_retention(lab: Lab, request: Request) -> Reply:
    """The mode; `inherit` where none was put."""
    return {"mode": lab.collection(request, "retention").get("mode", "inherit")}


@handles("bedrock", "CreateModelCustomizationJob")
def create_customization_job(lab: Lab, request: Request) -> Reply:
    """A job that is completed at once, and its model."""
    given = request.parameters
    base = given["baseModelIdentifier"]
    base_arn = base if base.startswith("arn:") else f"arn:aws:bedrock:{request.region}::foundation-model/{base}"
    base_name = base_arn.rsplit("/", 1)[-1]
    job_arn = bedrock_arn(request, f"model-customization-job/{base_name}/{short_id(given['jobName'])}")
    model_arn = bedrock_arn(request, f"custom-model/{base_name}/{short_id(given['customModelName'])}")
    kind = given.get("customizationType", "FINE_TUNING")
    data = {
        "trainingDataConfig": given["trainingDataConfig"],
        "outputDataConfig": given["outputDataConfig"],
        "validationDataConfig": given.get("validationDataConfig", {"validators": []}),
    }
    key = given.get("customModelKmsKeyId")
    lab.collection(request, "customization_jobs")[job_arn] = {
        "jobArn": job_arn, "jobName": given["jobName"], "outputModelName": given["customModelName"], "status": "Completed",
        "outputModelArn": model_arn, "roleArn": given["roleArn"], "creationTime": now(), "baseModelArn": base_arn,
        "customizationType": kind, **data, **({"outputModelKmsKeyArn": key} if key else {}), **chosen(given, "vpcConfig"),
    }  # fmt: skip
    lab.collection(request, "custom_models")[model_arn] = {
        "modelArn": model_arn, "modelName": given["customModelName"], "jobName": given["jobName"], "jobArn": job_arn,
        "baseModelArn": base_arn, "customizationType": kind, "creationTime": now(), "modelStatus": "Active", **data,
        **({"modelKmsKeyArn": key} if key else {}),
    }  # fmt: skip
    return {"jobArn": job_arn}


@handles("bedrock", "ListModelCustomizationJobs")
def list_customization_jobs(lab: Lab, request: Request) -> Reply:
    """All jobs."""
    jobs = lab.collection(request, "customization_jobs").values()
    names = ("jobArn", "baseModelArn", "jobName", "status", "creationTime", "customizationType")
    return {
        "modelCustomizationJobSummaries": [
            {**chosen(job, *names), "customModelArn": job["outputModelArn"], "customModelName": job["outputModelName"]}
            for job in jobs
        ]
    }


@handles("bedrock", "GetModelCustomizationJob")
def get_customization_job(lab: Lab, request: Request) -> Reply:
    """One job, by ARN."""
    reply: Reply = found(lab.collection(request, "customization_jobs"), request.parameters["jobIdentifier"])
    return reply


@handles("bedrock", "ListCustomModels")
def list_custom_models(lab: Lab, request: Request) -> Reply:
    """All models; none is shared by another account."""
    names = ("modelArn", "modelName", "creationTime", "baseModelArn", "customizationType", "modelStatus")
    return {
        "modelSummaries": [
            {
                **chosen(model, *names),
                "baseModelName": model["baseModelArn"].rsplit("/", 1)[-1],
                "ownerAccountId": request.account,
            }
            for model in lab.collection(request, "custom_models").values()
        ]
    }


@handles("bedrock", "GetCustomModel")
def get_custom_model(lab: Lab, request: Request) -> Reply:
    """One model, by ARN."""
    reply: Reply = found(lab.collection(request, "custom_models"), request.parameters["modelIdentifier"])
    return reply


@handles("bedrock", "CreateModelImportJob")
def create_import_job(lab: Lab, request: Request) -> Reply:
    """A job that is completed at once, and its model."""
    given = request.parameters
    job_arn = bedrock_arn(request, f"model-import-job/{short_id(given['jobName'])}")
    model_arn = bedrock_arn(request, f"imported-model/{short_id(given['importedModelName'])}")
    key = given.get("importedModelKmsKeyId")
    lab.collection(request, "import_jobs")[job_arn] = {
        "jobArn": job_arn, "importedModelArn": model_arn, "status": "Completed", "creationTime": now(),
        **chosen(given, "jobName", "importedModelName", "roleArn", "modelDataSource", "vpcConfig"),
        **({"importedModelKmsKeyArn": key} if key else {}),
    }  # fmt: skip
    lab.collection(request, "imported_models")[model_arn] = {
        "modelArn": model_arn, "modelName": given["importedModelName"], "jobName": given["jobName"], "jobArn": job_arn,
        "modelDataSource": given["modelDataSource"], "creationTime": now(), "modelArchitecture": "llama",
        "instructSupported": True, **({"modelKmsKeyArn": key} if key else {}),
    }  # fmt: skip
    return {"jobArn": job_arn}


@handles("bedrock", "ListModelImportJobs")
def list_import_jobs(lab: Lab, request: Request) -> Reply:
    """All jobs."""
    names = ("jobArn", "jobName", "status", "creationTime", "importedModelArn", "importedModelName")
    return {"modelImportJobSummaries": [chosen(job, *names) for job in lab.collection(request, "import_jobs").values()]}


@handles("bedrock", "GetModelImportJob")
def get_import_job(lab: Lab, request: Request) -> Reply:
    """One job, by ARN."""
    reply: Reply = found(lab.collection(request, "import_jobs"), request.parameters["jobIdentifier"])
    return reply


@handles("bedrock", "ListImportedModels")
def list_imported_models(lab: Lab, request: Request) -> Reply:
    """All models."""
    names = ("modelArn", "modelName", "creationTime", "instructSupported", "modelArchitecture")
    models = lab.collection(request, "imported_models").values()
    return {"modelSummaries": [chosen(model, *names) for model in models]}


@handles("bedrock", "GetImportedModel")
def get_imported_model(lab: Lab, request: Request) -> Reply:
    """One model, by ARN."""
    reply: Reply = found(lab.collection(request, "imported_models"), request.parameters["modelIdentifier"])
    return reply


@handles("bedrock", "CreateModelInvocationJob")
def create_invocation_job(lab: Lab, request: Request) -> Reply:
    """A batch that is completed at once."""
    given = request.parameters
    job_arn = bedrock_arn(request, f"model-invocation-job/{short_id(given['jobName'])}")
    names = ("jobName", "modelId", "roleArn", "inputDataConfig", "outputDataConfig", "vpcConfig")
    lab.collection(request, "invocation_jobs")[job_arn] = {
        "jobArn": job_arn, "status": "Completed", "submitTime": now(), **chosen(given, *names),
    }  # fmt: skip
    return {"jobArn": job_arn}


@handles("bedrock", "ListModelInvocationJobs")
def list_invocation_jobs(lab: Lab, request: Request) -> Reply:
    """All batches."""
    return {"invocationJobSummaries": list(lab.collection(request, "invocation_jobs").values())}


@handles("bedrock", "CreateProvisionedModelThroughput")
def create_throughput(lab: Lab, request: Request) -> Reply:
    """Throughput that is in service at once."""
    given = request.parameters
    arn = bedrock_arn(request, f"provisioned-model/{short_id(given['provisionedModelName'])}")
    model = given["modelId"]
    model_arn = model if model.startswith("arn:") else f"arn:aws:bedrock:{request.region}::foundation-model/{model}"
    custom = lab.collection(request, "custom_models").get(model_arn, {})
    lab.collection(request, "throughput")[arn] = {
        "provisionedModelArn": arn, "provisionedModelName": given["provisionedModelName"], "modelArn": model_arn,
        "desiredModelArn": model_arn, "foundationModelArn": custom.get("baseModelArn", model_arn),
        "modelUnits": given["modelUnits"], "desiredModelUnits": given["modelUnits"], "status": "InService",
        "creationTime": now(), "lastModifiedTime": now(), **chosen(given, "commitmentDuration"),
    }  # fmt: skip
    return {"provisionedModelArn": arn}


@handles("bedrock", "ListProvisionedModelThroughputs")
def list_throughput(lab: Lab, request: Request) -> Reply:
    """All throughput."""
    return {"provisionedModelSummaries": list(lab.collection(request, "throughput").values())}


@handles("bedrock", "UpdateProvisionedModelThroughput")
def update_throughput(lab: Lab, request: Request) -> Reply:
    """Ask for another model; the lab's throughput never gets there, so that the update can be seen hanging."""
    throughput = found(lab.collection(request, "throughput"), request.parameters["provisionedModelId"])
    throughput["desiredModelArn"] = request.parameters.get("desiredModelId", throughput["desiredModelArn"])
    throughput["status"] = "Updating"
    return {}
