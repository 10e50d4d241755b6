"""Macie: off until it is enabled, automated discovery, and jobs that look into buckets; moto 5.2.5 has it on from the start."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from moto.s3.models import s3_backends

from modelkeep.lab.handlers import AwsError, Lab, Reply, Request, handles

WHEN = "2026-01-15T09:30:00.000Z"
_LISTED_NAME = re.compile(rb"^- [A-Z][a-z]+ [A-Z][a-z]+:", re.MULTILINE)
"""What the lab's Macie finds: names at the beginning of a list. The real one finds more."""


@handles("macie2", "EnableMacie")
def enable_macie(lab: Lab, request: Request) -> Reply:
    """Turn Macie on."""
    lab.collection(request, "session").update(
        createdAt=WHEN,
        updatedAt=WHEN,
        status=request.parameters.get("status", "ENABLED"),
        findingPublishingFrequency=request.parameters.get("findingPublishingFrequency", "FIFTEEN_MINUTES"),
    )
    return {}


@handles("macie2", "GetMacieSession")
def get_macie_session(lab: Lab, request: Request) -> Reply:
    """The session."""
    return _session(lab, request)


@handles("macie2", "UpdateAutomatedDiscoveryConfiguration")
def update_automated_discovery_configuration(lab: Lab, request: Request) -> Reply:
    """Turn automated discovery on or off."""
    _session(lab, request)
    lab.collection(request, "discovery")["status"] = request.parameters["status"]
    return {}


@handles("macie2", "GetAutomatedDiscoveryConfiguration")
def get_automated_discovery_configuration(lab: Lab, request: Request) -> Reply:
    """Whether automated discovery is on; in the lab it is not before someone turns it on."""
    _session(lab, request)
    return {"status": lab.collection(request, "discovery").get("status", "DISABLED")}


@handles("macie2", "CreateClassificationJob")
def create_classification_job(lab: Lab, request: Request) -> Reply:
    """Look into the buckets at once; what is found stands as findings."""
    _session(lab, request)
    jobs, findings = lab.collection(request, "jobs"), lab.collection(request, "findings")
    job = f"{len(jobs) + 1:032x}"
    names = [name for each in request.parameters["s3JobDefinition"]["bucketDefinitions"] for name in each["buckets"]]
    jobs[job] = names
    for name in names:
        for key, count in _found(request, name):
            identifier = f"{len(findings) + 1:032x}"
            findings[identifier] = _finding(request, identifier, job, name, key, count)
    return {"jobArn": f"arn:aws:macie2:{request.region}:{request.account}:classification-job/{job}", "jobId": job}


@handles("macie2", "ListFindings")
def list_findings(lab: Lab, request: Request) -> Reply:
    """The ids of all findings: those that the lab makes are open and of sensitive data."""
    _session(lab, request)
    return {"findingIds": sorted(lab.collection(request, "findings"))}


@handles("macie2", "GetFindings")
def get_findings(lab: Lab, request: Request) -> Reply:
    """The findings asked for."""
    kept = lab.collection(request, "findings")
    return {"findings": [kept[each] for each in request.parameters["findingIds"] if each in kept]}


@handles("macie2", "DescribeBuckets")
def describe_buckets(lab: Lab, request: Request) -> Reply:
    """The account's buckets, and whether a job or automated discovery looks into them."""
    _session(lab, request)
    looked = {name for names in lab.collection(request, "jobs").values() for name in names}
    monitored = lab.collection(request, "discovery").get("status") == "ENABLED"
    return {
        "buckets": [
            {
                "accountId": request.account,
                "bucketArn": f"arn:aws:s3:::{name}",
                "bucketName": name,
                "region": request.region,
                "objectCount": len(bucket.keys),
                "classifiableObjectCount": len(bucket.keys),
                "unclassifiableObjectCount": {"fileType": 0, "storageClass": 0, "total": 0},
                "automatedDiscoveryMonitoringStatus": "MONITORED" if monitored else "NOT_MONITORED",
                "jobDetails": {"isDefinedInJob": "TRUE", "isMonitoredByJob": "FALSE", "lastJobRunTime": WHEN}
                if name in looked
                else {"isDefinedInJob": "FALSE", "isMonitoredByJob": "FALSE"},
            }
            for name, bucket in sorted(s3_backends[request.account]["aws"].buckets.items())
        ]
    }


def _found(request: Request, bucket: str) -> Iterator[tuple[str, int]]:
    for key, held in s3_backends[request.account]["aws"].buckets[bucket].keys.items():
        count = len(_LISTED_NAME.findall(held.value))
        if count:
            yield key, count


def _finding(request: Request, identifier: str, job: str, bucket: str, key: str, count: int) -> dict[str, Any]:
    arn = f"arn:aws:s3:::{bucket}"
    return {
        "id": identifier,
        "accountId": request.account,
        "archived": False,
        "category": "CLASSIFICATION",
        "classificationDetails": {
            "jobId": job,
            "originType": "SENSITIVE_DATA_DISCOVERY_JOB",
            "result": {
                "sensitiveData": [
                    {
                        "category": "PERSONAL_INFORMATION",
                        "detections": [{"type": "NAME", "count": count, "occurrences": {}}],
                        "totalCount": count,
                    }
                ],
                "status": {"code": "COMPLETE"},
            },
        },
        "createdAt": WHEN,
        "updatedAt": WHEN,
        "region": request.region,
        "resourcesAffected": {
            "s3Bucket": {"arn": arn, "name": bucket},
            "s3Object": {"bucketArn": arn, "key": key, "path": f"{bucket}/{key}"},
        },
        "sample": False,
        "severity": {"description": "Medium", "score": 2},
        "type": "SensitiveData:S3Object/Personal",
    }


def _session(lab: Lab, request: Request) -> Reply:
    found = lab.collection(request, "session")
    if not found:
        raise AwsError("AccessDeniedException", "Macie is not enabled", 403)
    return found
