"""What a person means by the name that an investigation is asked about."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping, Sequence

from modelkeep.core.arn import parse_arn
from modelkeep.core.logs.investigation import Subject, SubjectKind

_KEY = re.compile(r"(?:AKIA|ASIA)[A-Z0-9]{12,}")
_ALERT = re.compile(r"mka-[0-9a-f]{20}")
_INSTANCE = re.compile(r"i-[0-9a-f]{8,17}")
_SERVICE_OF = {
    "sagemaker": "sagemaker",
    "bedrock": "bedrock",
    "bedrock-agentcore": "bedrock-agentcore",
    "s3": "s3",
    "iam": "iam",
}


def subject_of(asked: str, models: Mapping[str, Sequence[str]]) -> Subject:
    """The subject that a text names. `models` are the models whose lineage holds a resource, by its ARN; a model is asked for by ARN or
    by the last part of it. A text without a form of its own is a NAME: of a role, user or session, and if there is none, of a model."""
    if _ALERT.fullmatch(asked):
        return Subject(kind=SubjectKind.ALERT, value=asked)
    if _KEY.fullmatch(asked):
        return Subject(kind=SubjectKind.ACCESS_KEY, value=asked)
    if _INSTANCE.fullmatch(asked):
        return Subject(kind=SubjectKind.INSTANCE, value=asked)
    if _is_address(asked):
        return Subject(kind=SubjectKind.ADDRESS, value=asked)
    if asked.startswith("arn:"):
        return _of_arn(asked, models)
    return Subject(kind=SubjectKind.NAME, value=asked)


def _of_arn(arn: str, models: Mapping[str, Sequence[str]]) -> Subject:
    resource = arn.split(":", 5)[-1]
    service = arn.split(":", 3)[2] if arn.count(":") >= 5 else ""
    if service == "sts" and resource.startswith("assumed-role/"):
        return Subject(kind=SubjectKind.SESSION, value=arn)
    if service == "iam" and resource.startswith("role/"):
        return Subject(kind=SubjectKind.ROLE, value=arn)
    if service in ("iam", "sts"):
        return Subject(kind=SubjectKind.USER, value=arn)
    return model_of(arn, models)


def model_of(asked: str, models: Mapping[str, Sequence[str]]) -> Subject:
    """The model of a name or ARN with its lineage, where the snapshot has it; else what has this ARN, or this name at SageMaker or
    Bedrock."""
    every = {model for each in models.values() for model in each}
    mine = {model for model in every if model == asked or name_in(model) == asked}
    if mine:
        lineage = tuple(sorted({*mine, *(arn for arn, some in models.items() if mine.intersection(some))}))
        return named(asked, lineage)
    if asked.startswith("arn:"):
        return named(asked, (asked,))
    return Subject(kind=SubjectKind.MODEL, value=asked, names={"bedrock": (asked,), "sagemaker": (asked,)})


def named(asked: str, arns: Sequence[str]) -> Subject:
    """A model of these ARNs, the names in them sorted by the service that knows them."""
    names: dict[str, set[str]] = {}
    for arn in arns:
        parts = parse_arn(arn)
        service = _SERVICE_OF.get(parts.service) if parts else None
        if service == "s3":
            names.setdefault("s3", set()).add(arn.split(":::", 1)[-1].partition("/")[0])
        elif service:
            names.setdefault(service, set()).add(name_in(arn))
    ordered = {service: tuple(sorted(each)) for service, each in sorted(names.items())}
    return Subject(kind=SubjectKind.MODEL, value=asked, arns=tuple(arns), names=ordered)


def name_in(arn: str) -> str:
    """The last part of an ARN."""
    return re.split(r"[/:]", arn)[-1]


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
