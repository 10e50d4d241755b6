"""Bedrock's evaluation jobs, which moto 5.2.5 lacks. A job is completed at once."""

from __future__ import annotations

from modelkeep.lab.handlers import Lab, Reply, Request, handles
from modelkeep.lab.handlers.bedrock import bedrock_arn, now, short_id


@handles("bedrock", "CreateEvaluationJob")
def create_evaluation_job(lab: Lab, request: Request) -> Reply:
    """A job that is completed at once."""
    given = request.parameters
    arn = bedrock_arn(request, f"evaluation-job/{short_id(given['jobName'])}")
    automated = given["evaluationConfig"].get("automated", {})
    named = [
        each["bedrockModel"]["modelIdentifier"]
        for each in given["inferenceConfig"].get("models", ())
        if "bedrockModel" in each
    ]
    lab.collection(request, "evaluation_jobs")[arn] = {
        "jobArn": arn,
        "jobName": given["jobName"],
        "status": "Completed",
        "creationTime": now(),
        "jobType": "Automated" if automated else "Human",
        "evaluationTaskTypes": [each["taskType"] for each in automated.get("datasetMetricConfigs", ())] or ["General"],
        "inferenceConfigSummary": {"modelConfigSummary": {"bedrockModelIdentifiers": named}},
        "applicationType": given.get("applicationType", "ModelEvaluation"),
    }
    return {"jobArn": arn}


@handles("bedrock", "ListEvaluationJobs")
def list_evaluation_jobs(lab: Lab, request: Request) -> Reply:
    """The jobs of the wanted status; no list at all without one."""
    wanted = request.parameters.get("statusEquals")
    jobs = lab.collection(request, "evaluation_jobs").values()
    listed = [job for job in jobs if wanted in (None, job["status"])]
    return {"jobSummaries": listed} if listed else {}
