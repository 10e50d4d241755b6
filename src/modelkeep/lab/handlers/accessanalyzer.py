"""IAM Access Analyzer, which moto 5.2.5 lacks."""

from __future__ import annotations

from datetime import UTC, datetime

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles


@handles("accessanalyzer", "CreateAnalyzer")
def create_analyzer(lab: Lab, request: Request) -> Reply:
    """Make an analyzer, active at once."""
    name = request.parameters["analyzerName"]
    analyzers = lab.collection(request, "analyzers")
    if name in analyzers:
        raise AwsError("ConflictException", f"An analyzer named {name} exists.", 409)
    arn = f"arn:aws:access-analyzer:{request.region}:{request.account}:analyzer/{name}"
    analyzers[name] = {
        "arn": arn, "name": name, "type": request.parameters["type"], "createdAt": datetime.now(UTC),
        "status": "ACTIVE", "tags": request.parameters.get("tags", {}),
    }  # fmt: skip
    return {"arn": arn}


@handles("accessanalyzer", "ListAnalyzers")
def list_analyzers(lab: Lab, request: Request) -> Reply:
    """The region's analyzers."""
    wanted = request.parameters.get("type")
    found = lab.collection(request, "analyzers").values()
    return {"analyzers": [each for each in found if wanted in (None, each["type"])]}
