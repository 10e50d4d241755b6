"""SQL with which an investigation finds events: a condition for each log table, and the rows in one form.

A condition's values are parameters by name. Where a subject cannot occur in a table, there is no condition.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from modelkeep.core.arn import parse_arn
from modelkeep.core.logs.investigation import Subject, SubjectKind

FORM = (
    "source", "relation", "lane", "session", "key", "account", "region", "service", "action", "error", "ip", "agent", "model", "asset",
)  # fmt: skip
"""What events of a group have in common."""
_MODEL = (
    "modelId",
    "endpointName",
    "modelName",
    "modelIdentifier",
    "customModelName",
    "modelPackageName",
    "modelArn",
    "agentId",
)
_ASSET = (
    "bucketName", "notebookInstanceName", "trainingJobName", "endpointConfigName", "guardrailIdentifier", "knowledgeBaseId",
    "functionName", "secretId", "keyId", "repositoryName", "roleName", "userName", "policyArn", "instanceId", "groupId", "roleArn", "name",
)  # fmt: skip
"""Names in requests by which people know what a call was about, the most telling first."""


@dataclass(frozen=True, slots=True)
class Condition:
    """SQL that is true for events of a subject, and for those of them that the subject did itself."""

    any: str
    by: str
    values: Mapping[str, Any] = field(default_factory=dict)


def cloudtrail(subject: Subject) -> Condition | None:
    """Events of CloudTrail that a subject did, or in which it was handed out or changed."""
    value = {"v": subject.value}
    kind = subject.kind
    if kind is SubjectKind.ACCESS_KEY:
        by = "access_key = $v"
        about = "event_source IN ('sts.amazonaws.com', 'iam.amazonaws.com') AND contains(response_elements, $v)"
        return Condition(f"({by}) OR ({about})", by, value)
    if kind is SubjectKind.SESSION:
        by = "user_arn = $v"
        about = "event_source = 'sts.amazonaws.com' AND contains(response_elements, '\"' || $v || '\"')"
        return Condition(f"({by}) OR ({about})", by, value)
    if kind is SubjectKind.ROLE:
        by = "issuer_arn = $v OR (issuer_type = 'Role' AND issuer_account = $account AND issuer_name = $name)"
        about = (
            "(event_source = 'sts.amazonaws.com' AND json_extract_string(request_parameters, '$.roleArn') = $v) OR "
            "(event_source = 'iam.amazonaws.com' AND account = $account AND json_extract_string(request_parameters, '$.roleName') = $name)"
        )
        return Condition(f"({by}) OR {about}", by, {**value, **_account_and_name(subject.value)})
    if kind is SubjectKind.USER:
        by = "user_arn = $v OR issuer_arn = $v"
        named = "json_extract_string(request_parameters, '$.userName') = $name"
        about = f"event_source = 'iam.amazonaws.com' AND account = $account AND {named}"
        return Condition(f"({by}) OR ({about})", by, {**value, **_account_and_name(subject.value)})
    if kind is SubjectKind.NAME:
        by = "issuer_name = $v OR user_name = $v OR ends_with(user_arn, '/' || $v) OR principal = $v"
        names = "json_extract_string(request_parameters, ['$.userName', '$.roleName'])"
        about = f"event_source = 'iam.amazonaws.com' AND list_contains({names}, $v)"
        return Condition(f"({by}) OR ({about})", by, value)
    return _of_things(subject)


def _of_things(subject: Subject) -> Condition | None:
    """For what is no principal."""
    value = {"v": subject.value}
    if subject.kind is SubjectKind.ADDRESS:
        return Condition("source_ip = $v", "TRUE", value)
    if subject.kind is SubjectKind.INSTANCE:
        by = "ends_with(user_arn, '/' || $v)"
        about = "event_source = 'ec2.amazonaws.com' AND contains(request_parameters, '\"' || $v || '\"')"
        return Condition(f"({by}) OR ({about})", by, value)
    if subject.kind is SubjectKind.ALERT:
        return _ids(subject)
    told = "coalesce(request_parameters, '') || coalesce(resources, '')"
    conditions, values = [], {}
    if subject.arns:
        conditions.append(f"regexp_matches({told}, $arns)")
        values["arns"] = f'"(?:{_either(subject.arns)})["/:]'
    for service, names in subject.names.items():
        parameter = service.replace("-", "_")
        conditions.append(f"(starts_with(event_source, '{service}') AND regexp_matches({told}, ${parameter}))")
        values[parameter] = f'[":/](?:{_either(names)})["/]'
    return Condition(" OR ".join(conditions), "TRUE", values) if conditions else None


def bedrock_invocation(subject: Subject) -> Condition | None:
    """Invocations by a subject. By a key or address they are found through CloudTrail's record of the same request."""
    kind, value = subject.kind, {"v": subject.value}
    if kind in (SubjectKind.SESSION, SubjectKind.USER):
        return Condition("caller = $v", "TRUE", value)
    if kind is SubjectKind.ROLE:
        role = _account_and_name(subject.value)
        part = f"::{role['account']}:assumed-role/{role['name']}/"
        return Condition("contains(caller, $part)", "TRUE", {"part": part})
    if kind in (SubjectKind.NAME, SubjectKind.INSTANCE):
        return Condition(
            "ends_with(caller, '/' || $v) OR contains(caller, ':assumed-role/' || $v || '/')", "TRUE", value
        )
    if kind is SubjectKind.MODEL:
        ids = [*subject.arns, *subject.names.get("bedrock", ())]
        return (
            Condition("regexp_matches(model_id, $ids)", "TRUE", {"ids": f"(?:^|/)(?:{_either(ids)})$"}) if ids else None
        )
    return _ids(subject) if kind is SubjectKind.ALERT else None


def guardduty(subject: Subject) -> Condition | None:
    """Findings about a subject."""
    kind, value = subject.kind, {"v": subject.value}
    if kind is SubjectKind.ACCESS_KEY:
        return Condition("access_key = $v", "FALSE", value)
    if kind in (SubjectKind.ROLE, SubjectKind.USER):
        return Condition("user_name = $name AND account = $account", "FALSE", _account_and_name(subject.value))
    if kind is SubjectKind.SESSION:
        role, _, session = subject.value.rpartition("/")
        values = {"name": role.rpartition("/")[2], "session": f":{session}"}
        return Condition("user_name = $name AND ends_with(principal_id, $session)", "FALSE", values)
    if kind is SubjectKind.NAME:
        return Condition("user_name = $v OR ends_with(principal_id, ':' || $v)", "FALSE", value)
    if kind is SubjectKind.ADDRESS:
        return Condition("remote_ip = $v", "FALSE", value)
    if kind is SubjectKind.INSTANCE:
        return Condition("instance_id = $v OR ends_with(principal_id, ':' || $v)", "FALSE", value)
    if kind is SubjectKind.MODEL and subject.arns:
        return Condition("regexp_matches(resource, $arns)", "FALSE", {"arns": f'"(?:{_either(subject.arns)})["/:]'})
    return _ids(subject) if kind is SubjectKind.ALERT else None


def sagemaker_capture(subject: Subject) -> Condition | None:
    """Captured requests to a model's endpoints; captures tell no caller."""
    names = subject.names.get("sagemaker")
    if subject.kind is SubjectKind.MODEL and names:
        return Condition("list_contains($names, endpoint)", "TRUE", {"names": list(names)})
    return _ids(subject) if subject.kind is SubjectKind.ALERT else None


def vpc_flow(subject: Subject) -> Condition | None:
    """Flows from or to an address or an instance."""
    value = {"v": subject.value}
    if subject.kind is SubjectKind.ADDRESS:
        return Condition("$v IN (source_ip, destination_ip, packet_source_ip, packet_destination_ip)", "TRUE", value)
    return Condition("instance_id = $v", "TRUE", value) if subject.kind is SubjectKind.INSTANCE else None


def _ids(subject: Subject) -> Condition:
    return Condition("event_id IN (SELECT unnest($events))", "TRUE", {"events": list(subject.events)})


def _account_and_name(arn: str) -> Mapping[str, str]:
    parts = parse_arn(arn)
    return {"account": parts.account if parts else "", "name": arn.rpartition("/")[2]}


def _either(texts: Sequence[str]) -> str:
    return "|".join(re.escape(each) for each in texts)


def _first_of(names: Sequence[str]) -> str:
    paths = ", ".join(f"'$.{name}'" for name in names)
    return f"coalesce(list_filter(json_extract_string(request_parameters, [{paths}]), lambda x: x IS NOT NULL)[1], '')"


def _text(column: str) -> str:
    return f"coalesce({column}, '')"


ROWS: Mapping[str, str] = {
    "cloudtrail": f"""
SELECT 'cloudtrail' AS source, %(relation)s AS relation, coalesce(principal, source_ip, '') AS lane, {_text("user_arn")} AS session,
       {_text("access_key")} AS key, {_text("account")} AS account, {_text("region")} AS region,
       regexp_replace({_text("event_source")}, '[.]amazonaws[.]com$', '') AS service, {_text("event_name")} AS action,
       {_text("error_code")} AS error, {_text("source_ip")} AS ip, {_text("user_agent")} AS agent,
       CASE WHEN regexp_matches(event_source, '^(bedrock|sagemaker)') THEN {_first_of(_MODEL)} ELSE '' END AS model,
       {_first_of(_ASSET)} AS asset, event_id, "at", {_text("request_id")} AS request_id
FROM cloudtrail""",
    "bedrock_invocation": f"""
SELECT 'bedrock_invocation' AS source, %(relation)s AS relation, coalesce(known.lane, caller, '') AS lane, {_text("caller")} AS session,
       '' AS key, {_text("account")} AS account, {_text("region")} AS region, 'bedrock invocation log' AS service,
       {_text("operation")} AS action, {_text("error_code")} AS error, '' AS ip, '' AS agent, {_text("model_id")} AS model, '' AS asset,
       event_id, "at", {_text("request_id")} AS request_id
FROM bedrock_invocation LEFT JOIN (SELECT session AS told, min(lane) AS lane FROM seen WHERE source = 'cloudtrail' GROUP BY 1) known
  ON known.told = caller""",
    "guardduty": f"""
SELECT 'guardduty' AS source, %(relation)s AS relation, 'GuardDuty' AS lane, '' AS session, {_text("access_key")} AS key,
       {_text("account")} AS account, {_text("region")} AS region, 'guardduty' AS service, {_text("type")} AS action, '' AS error,
       {_text("remote_ip")} AS ip, '' AS agent, '' AS model, coalesce(user_name, instance_id, resource_type, '') AS asset, event_id, "at",
       '' AS request_id
FROM guardduty""",
    "sagemaker_capture": f"""
SELECT 'sagemaker_capture' AS source, %(relation)s AS relation, {_text("endpoint")} AS lane, '' AS session, '' AS key,
       {_text("account")} AS account, {_text("region")} AS region, 'sagemaker data capture' AS service, 'InvokeEndpoint' AS action,
       '' AS error, '' AS ip, '' AS agent, {_text("endpoint")} AS model, '' AS asset, event_id, "at", '' AS request_id
FROM sagemaker_capture""",
    "vpc_flow": f"""
SELECT 'vpc_flow' AS source, %(relation)s AS relation, coalesce(instance_id, interface, '') AS lane, '' AS session, '' AS key,
       {_text("account")} AS account, {_text("region")} AS region, 'vpc flow log' AS service,
       {_text("action")} || ' to port ' || coalesce(destination_port::VARCHAR, '?') AS action, '' AS error, {_text("source_ip")} AS ip,
       '' AS agent, '' AS model, {_text("destination_ip")} AS asset, event_id, "at", '' AS request_id
FROM vpc_flow""",
}  # fmt: skip
"""Each log table's events in one form. `%(relation)s` is the SQL of the relation."""
CONDITIONS = {
    "cloudtrail": cloudtrail,
    "bedrock_invocation": bedrock_invocation,
    "guardduty": guardduty,
    "sagemaker_capture": sagemaker_capture,
    "vpc_flow": vpc_flow,
}
"""The tables in which a subject is looked for, CloudTrail first: it tells the others who a caller is."""
