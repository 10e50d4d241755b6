"""SageMaker where people look at data and experiments: spaces, repositories, human review, MLflow, partner apps. moto 5.2.5 has none."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles
from modelkeep.lab.handlers.sagemaker import arn, remember, remembered, with_arn

CODE, FLOW, WORKFORCE = "CodeRepository", "FlowDefinition", "Workforce"


@handles("sagemaker", "CreateSpace")
def create_space(lab: Lab, request: Request) -> Reply:
    """Create. Two domains may have spaces of one name."""
    domain, name = request.parameters["DomainId"], request.parameters["SpaceName"]
    space_arn = arn(request, f"space/{domain}/{name}")
    lab.collection(request, "Space")[space_arn] = {**request.parameters, "CreationTime": datetime.now(UTC)}
    return {"SpaceArn": space_arn}


@handles("sagemaker", "ListSpaces")
def list_spaces(lab: Lab, request: Request) -> Reply:
    """All, with what the list tells."""
    return {"Spaces": [_space(each) for each in lab.collection(request, "Space").values()]}


@handles("sagemaker", "CreateCodeRepository")
def create_code_repository(lab: Lab, request: Request) -> Reply:
    """Create."""
    return _arn_alone(with_arn(request, CODE, "code-repository", remember(lab, request, CODE)), CODE)


@handles("sagemaker", "ListCodeRepositories")
def list_code_repositories(lab: Lab, request: Request) -> Reply:
    """All."""
    found = lab.collection(request, CODE).values()
    return {"CodeRepositorySummaryList": [with_arn(request, CODE, "code-repository", each) for each in found]}


@handles("sagemaker", "CreateFlowDefinition")
def create_flow_definition(lab: Lab, request: Request) -> Reply:
    """Create."""
    kept = remember(lab, request, FLOW, FlowDefinitionStatus="Active")
    return _arn_alone(with_arn(request, FLOW, "flow-definition", kept), FLOW)


@handles("sagemaker", "ListFlowDefinitions")
def list_flow_definitions(lab: Lab, request: Request) -> Reply:
    """All."""
    found = lab.collection(request, FLOW).values()
    return {"FlowDefinitionSummaries": [with_arn(request, FLOW, "flow-definition", each) for each in found]}


@handles("sagemaker", "DescribeFlowDefinition")
def describe_flow_definition(lab: Lab, request: Request) -> Reply:
    """What was remembered."""
    return with_arn(request, FLOW, "flow-definition", remembered(lab, request, FLOW))


@handles("sagemaker", "CreateWorkforce")
def create_workforce(lab: Lab, request: Request) -> Reply:
    """Create."""
    return _arn_alone(with_arn(request, WORKFORCE, "workforce", remember(lab, request, WORKFORCE)), WORKFORCE)


@handles("sagemaker", "ListWorkforces")
def list_workforces(lab: Lab, request: Request) -> Reply:
    """All. An allow list that was never given is empty."""
    found = lab.collection(request, WORKFORCE).values()
    unset = {"SourceIpConfig": {"Cidrs": []}, "Status": "Active"}
    return {"Workforces": [{**unset, **with_arn(request, WORKFORCE, "workforce", each)} for each in found]}


@handles("sagemaker", "CreateMlflowTrackingServer")
def create_mlflow_tracking_server(lab: Lab, request: Request) -> Reply:
    """Create."""
    kept = remember(lab, request, "TrackingServer", IsActive="Active", TrackingServerStatus="Created")
    return _arn_alone(with_arn(request, "TrackingServer", "mlflow-tracking-server", kept), "TrackingServer")


@handles("sagemaker", "ListMlflowTrackingServers")
def list_mlflow_tracking_servers(lab: Lab, request: Request) -> Reply:
    """All."""
    found = lab.collection(request, "TrackingServer").values()
    listed = [with_arn(request, "TrackingServer", "mlflow-tracking-server", each) for each in found]
    return {"TrackingServerSummaries": listed}


@handles("sagemaker", "DescribeMlflowTrackingServer")
def describe_mlflow_tracking_server(lab: Lab, request: Request) -> Reply:
    """What was remembered."""
    kept = remembered(lab, request, "TrackingServer")
    return {"S3BucketOwnerVerification": False, **with_arn(request, "TrackingServer", "mlflow-tracking-server", kept)}


@handles("sagemaker", "CreatePartnerApp")
def create_partner_app(lab: Lab, request: Request) -> Reply:
    """Create. Its ARN ends in an identifier, not in its name."""
    identifier = "app-" + hashlib.sha256(request.parameters["Name"].encode()).hexdigest()[:12].upper()
    app_arn = f"arn:aws:sagemaker:{request.region}:{request.account}:partner-app/{identifier}"
    lab.collection(request, "PartnerApp")[app_arn] = {
        "EnableIamSessionBasedIdentity": False,
        **request.parameters,
        "Arn": app_arn,
        "Status": "Available",
        "CreationTime": datetime.now(UTC),
    }
    return {"Arn": app_arn}


@handles("sagemaker", "ListPartnerApps")
def list_partner_apps(lab: Lab, request: Request) -> Reply:
    """All."""
    return {"Summaries": list(lab.collection(request, "PartnerApp").values())}


@handles("sagemaker", "DescribePartnerApp")
def describe_partner_app(lab: Lab, request: Request) -> Reply:
    """What was remembered."""
    found: Reply | None = lab.collection(request, "PartnerApp").get(request.parameters["Arn"])
    if found is None:
        raise AwsError("ResourceNotFound", "The partner app does not exist")
    return found


def _arn_alone(described: Mapping[str, Any], kind: str) -> Reply:
    return {f"{kind}Arn": described[f"{kind}Arn"]}


def _space(kept: Mapping[str, Any]) -> Reply:
    return {
        "DomainId": kept["DomainId"],
        "SpaceName": kept["SpaceName"],
        "Status": "InService",
        "CreationTime": kept["CreationTime"],
        "SpaceSharingSettingsSummary": kept.get("SpaceSharingSettings", {"SharingType": "Shared"}),
        "OwnershipSettingsSummary": kept.get("OwnershipSettings", {}),
    }
