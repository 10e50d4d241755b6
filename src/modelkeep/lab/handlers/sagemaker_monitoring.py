"""Monitoring schedules, which moto 5.2.5 lacks.

A schedule has run once by the time somebody looks: it fails where its endpoint is not there, else it completes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles
from modelkeep.lab.handlers.sagemaker_jobs import backend

CREATED = datetime(2026, 1, 5, 8, tzinfo=UTC)
FIRST_RUN = datetime(2026, 1, 5, 9, tzinfo=UTC)

_INPUTS = ("DataQualityJobInput", "ModelQualityJobInput", "ModelBiasJobInput", "ModelExplainabilityJobInput")


@handles("sagemaker", "CreateMonitoringSchedule")
def create_monitoring_schedule(lab: Lab, request: Request) -> Reply:
    """Keep it, scheduled."""
    name = request.parameters["MonitoringScheduleName"]
    kept = lab.collection(request, "MonitoringSchedule")
    if name in kept:
        raise AwsError("ResourceInUse", f"Monitoring schedule {name} already exists")
    arn = f"arn:aws:sagemaker:{request.region}:{request.account}:monitoring-schedule/{name.lower()}"
    kept[name] = {"arn": arn, "status": "Scheduled", "config": request.parameters["MonitoringScheduleConfig"]}
    return {"MonitoringScheduleArn": arn}


@handles("sagemaker", "StopMonitoringSchedule")
def stop_monitoring_schedule(lab: Lab, request: Request) -> Reply:
    """No more runs."""
    _schedule(lab, request)["status"] = "Stopped"
    return {}


@handles("sagemaker", "ListMonitoringSchedules")
def list_monitoring_schedules(lab: Lab, request: Request) -> Reply:
    """All of the account and region, or of one endpoint, in one page, in order of name."""
    wanted = request.parameters.get("EndpointName", "")
    summaries = [
        _summary(request, name, schedule)
        for name, schedule in sorted(lab.collection(request, "MonitoringSchedule").items())
    ]
    return {"MonitoringScheduleSummaries": [each for each in summaries if wanted in ("", each.get("EndpointName", ""))]}


@handles("sagemaker", "DescribeMonitoringSchedule")
def describe_monitoring_schedule(lab: Lab, request: Request) -> Reply:
    """With how the only run ended."""
    name = request.parameters["MonitoringScheduleName"]
    schedule = _schedule(lab, request)
    summary = _summary(request, name, schedule)
    summary.pop("MonitoringJobDefinitionName", None)
    run = {
        "MonitoringScheduleName": name,
        "ScheduledTime": FIRST_RUN,
        "CreationTime": FIRST_RUN,
        "LastModifiedTime": FIRST_RUN,
        "MonitoringExecutionStatus": "Completed",
    }
    if summary.get("EndpointName", "") not in backend(request).endpoints:
        run |= {"MonitoringExecutionStatus": "Failed", "FailureReason": "The endpoint does not exist"}
    return {**summary, "MonitoringScheduleConfig": schedule["config"], "LastMonitoringExecutionSummary": run}


def _schedule(lab: Lab, request: Request) -> dict[str, Any]:
    name = request.parameters["MonitoringScheduleName"]
    found: dict[str, Any] | None = lab.collection(request, "MonitoringSchedule").get(name)
    if found is None:
        raise AwsError("ResourceNotFound", f"Monitoring schedule {name} does not exist")
    return found


def _summary(request: Request, name: str, schedule: Mapping[str, Any]) -> dict[str, Any]:
    config = schedule["config"]
    summary = {
        "MonitoringScheduleName": name,
        "MonitoringScheduleArn": schedule["arn"],
        "CreationTime": CREATED,
        "LastModifiedTime": CREATED,
        "MonitoringScheduleStatus": schedule["status"],
        "MonitoringType": config.get("MonitoringType", "DataQuality"),
        "MonitoringJobDefinitionName": config.get("MonitoringJobDefinitionName"),
        "EndpointName": next(_endpoint_names(request, config), None),
    }
    return {key: value for key, value in summary.items() if value is not None}


def _endpoint_names(request: Request, config: Mapping[str, Any]) -> Iterator[str]:
    """The endpoint that the schedule's own or named definition watches."""
    for each in config.get("MonitoringJobDefinition", {}).get("MonitoringInputs", ()):
        if "EndpointInput" in each:
            yield each["EndpointInput"]["EndpointName"]
    definition = _definition(request, config.get("MonitoringJobDefinitionName", ""))
    for member in _INPUTS:
        if "EndpointInput" in definition.get(member, {}):
            yield definition[member]["EndpointInput"]["EndpointName"]


def _definition(request: Request, name: str) -> Mapping[str, Any]:
    """A job definition of any kind as moto keeps it."""
    state = backend(request)
    kept = (
        state.data_quality_job_definitions, state.model_quality_job_definitions,
        state.model_bias_job_definitions, state.model_explainability_job_definitions,
    )  # fmt: skip
    found = next((definitions[name] for definitions in kept if name in definitions), None)
    if found is None:
        return {}
    described: Mapping[str, Any] = found.describe() if hasattr(found, "describe") else found.response_object
    return described
