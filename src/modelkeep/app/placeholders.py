"""What a snapshot knows for detection rules: the values of their placeholders."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import duckdb

from modelkeep.core.coverage import KNOWN
from modelkeep.core.kinds import calls_for, tables
from modelkeep.core.logs.detection import TOLD_BY_PEOPLE

_BUCKET = "split_part(split_part({}, ':::', 2), '/', 1)"
_NAME = "regexp_extract({}, '[^/]*$')"
_ARTIFACTS = (
    "SELECT model_data_url AS u FROM sagemaker_model_container UNION SELECT unnest(additional_model_data_urls) FROM "
    "sagemaker_model_container UNION SELECT model_data_url FROM sagemaker_model_package_container UNION "
    "SELECT artifact_url FROM sagemaker_inference_component_specification UNION "
    "SELECT model_data_s3_uri FROM bedrock_imported_model"
)
_TRAINING = (
    "SELECT s3_uri AS u FROM sagemaker_training_job_input UNION SELECT training_data_s3_uri FROM bedrock_custom_model UNION "
    "SELECT training_data_s3_uri FROM bedrock_model_customization_job UNION SELECT s3_uri FROM sagemaker_processing_job_input"
)
_GUARDED = (
    "SELECT foundation_model AS m FROM bedrock_agent WHERE guardrail_identifier <> '' AND foundation_model <> '' UNION "
    "SELECT foundation_model FROM bedrock_agent_version WHERE guardrail_identifier <> '' AND foundation_model <> '' UNION "
    "SELECT unnest(included_models) FROM bedrock_enforced_guardrail_configuration"
)
"""Models that are called with a guardrail somewhere, as the estate names them: by id, by inference profile or by ARN."""
_STABLE = "regexp_replace({}, '^(us-gov|us|eu|apac|jp|au|ca|sa|me|af|global)[.]([a-z0-9-]+[.])', '\\2')"
"""A model's id without the region prefix of an inference profile, as prompts' facts name it."""
_REQUIRED = "map_contains(tags, 'guardrail-required') AND lower(tags['guardrail-required']) NOT IN ('false', 'no', '0')"
_KEY = "regexp_replace(u, '^s3://[^/]+/?', '')"


def _related(kind: str, ends: str, shown: str) -> str:
    return f"SELECT DISTINCT {shown} FROM relation WHERE kind = '{kind}' AND {ends}"


PLACEHOLDERS: Mapping[str, str] = {
    "owned_accounts": 'SELECT DISTINCT account FROM "read" WHERE length(account) = 12 '
    "UNION SELECT DISTINCT regexp_extract(arn, '[0-9]{12}$') FROM organizations_account",
    "owned_buckets": "SELECT DISTINCT name FROM s3_bucket WHERE name <> ''",
    "model_artifact_uris": f"SELECT u FROM ({_ARTIFACTS}) WHERE u LIKE 's3://%'",
    "model_artifact_keys": f"SELECT DISTINCT {_KEY} FROM ({_ARTIFACTS}) WHERE u LIKE 's3://%' AND {_KEY} <> ''",
    "model_artifact_prefixes": f"SELECT DISTINCT {_KEY} FROM ({_ARTIFACTS}) WHERE u LIKE 's3://%/' AND {_KEY} <> ''",
    "model_buckets": f"SELECT DISTINCT regexp_extract(u, '^s3://([^/]+)', 1) FROM ({_ARTIFACTS}) WHERE u LIKE 's3://%'",
    "training_buckets": f"SELECT DISTINCT regexp_extract(u, '^s3://([^/]+)', 1) FROM ({_TRAINING}) WHERE u LIKE 's3://%'",
    "training_prefixes": f"SELECT DISTINCT {_KEY} FROM ({_TRAINING}) WHERE u LIKE 's3://%' AND {_KEY} <> ''",
    "knowledge_base_buckets": f"SELECT DISTINCT {_BUCKET.format('bucket_arn')} FROM bedrock_data_source WHERE bucket_arn <> ''",
    "model_keys": "SELECT DISTINCT r.dst FROM relation r JOIN ai_relevant a ON a.arn = r.arn "
    "WHERE r.kind = 'encrypted_by' AND r.dst LIKE 'arn:%:kms:%' "
    "UNION SELECT DISTINCT regexp_extract(r.dst, '[^/]*$') FROM relation r JOIN ai_relevant a ON a.arn = r.arn "
    "WHERE r.kind = 'encrypted_by' AND r.dst LIKE 'arn:%:kms:%:key/%'",
    "model_repositories": _related(
        "image_from", "dst LIKE 'arn:%:ecr:%:repository/%'", "split_part(dst, ':repository/', 2)"
    ),
    "agent_functions": "SELECT f FROM (SELECT DISTINCT r.dst AS f FROM relation r JOIN bedrock_agent g ON g.arn = r.arn "
    "WHERE r.dst LIKE 'arn:%:lambda:%' UNION SELECT DISTINCT split_part(r.dst, ':function:', 2) FROM relation r "
    "JOIN bedrock_agent g ON g.arn = r.arn WHERE r.dst LIKE 'arn:%:lambda:%')",
    "execution_roles": "SELECT DISTINCT r.dst FROM relation r JOIN ai_relevant a ON a.arn = r.arn WHERE r.kind = 'runs_as' "
    "AND r.dst LIKE 'arn:%:iam::%:role/%'",
    "log_buckets": "SELECT DISTINCT s3_bucket_name FROM bedrock_model_invocation_logging_configuration WHERE s3_bucket_name <> '' "
    "UNION SELECT DISTINCT s3_bucket_name FROM cloudtrail_trail WHERE s3_bucket_name <> ''",
    "endpoints": "SELECT DISTINCT name FROM sagemaker_endpoint WHERE name <> ''",
    "captured_endpoints": "SELECT DISTINCT e.name FROM sagemaker_endpoint e JOIN sagemaker_endpoint_config c "
    "ON c.name = e.endpoint_config_name AND c.account = e.account AND c.region = e.region WHERE c.data_capture_enabled",
    "inference_components": "SELECT DISTINCT name FROM sagemaker_inference_component WHERE name <> ''",
    "agentcore_roles": "SELECT DISTINCT role_arn FROM bedrockagentcore_runtime WHERE role_arn <> ''",
    "guardrail_required": f"SELECT regexp_replace(arn, ':role/.*/', ':role/') FROM iam_role WHERE {_REQUIRED} "
    f"UNION SELECT arn FROM bedrock_custom_model WHERE {_REQUIRED} UNION SELECT arn FROM bedrock_imported_model WHERE {_REQUIRED}",
    "guarded_models": f"SELECT m FROM ({_GUARDED}) UNION SELECT {_NAME.format('m')} FROM ({_GUARDED}) "
    f"UNION SELECT {_STABLE.format(_NAME.format('m'))} FROM ({_GUARDED})",
}
"""SQL over a snapshot for each placeholder."""
NEVER_NONE = ("owned_accounts", "owned_buckets")
"""What stands for "everything of ours": where a snapshot has none of it, it was not read."""


def known_placeholders(
    connection: duckdb.DuckDBPyConnection | None, told: Mapping[str, Sequence[str]]
) -> Mapping[str, Sequence[str] | None]:
    """Each placeholder's values: what people `told`, else what the snapshot knows, else None.

    A list that a snapshot gives may be empty: the estate has none. It is None where there is no snapshot, where a call that fills it was
    not made or failed everywhere (what nobody read is not "none"), and for NEVER_NONE.
    """
    found: dict[str, Sequence[str] | None] = dict.fromkeys((*PLACEHOLDERS, *TOLD_BY_PEOPLE))
    if connection is not None:
        answered = _answered(connection)
        for name, sql in PLACEHOLDERS.items():
            if not calls_for(_tables_of(sql)) <= answered:
                continue
            rows = connection.execute(f"SELECT * FROM ({sql}) ORDER BY 1").fetchall()
            values = tuple(str(row[0]) for row in rows if row[0])
            found[name] = None if name in NEVER_NONE and not values else values
    return {**found, **told}


def _answered(connection: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """The calls that were answered anywhere, and those about single resources where there was none to ask about."""
    known = ", ".join(f"'{each.value}'" for each in KNOWN)
    rows = connection.execute(f'SELECT call, bool_or(outcome IN ({known})) FROM "read" GROUP BY call').fetchall()
    answered = {call for call, is_known in rows if is_known}
    services = {call.partition(":")[0] for call in answered}
    unasked = calls_for(tables()) - {call for call, _ in rows}
    return frozenset(answered | {call for call in unasked if _asks_of_one(call) and call.partition(":")[0] in services})


def _asks_of_one(call: str) -> bool:
    """Whether a call is made for what another one listed, rather than beginning a service's reading."""
    return not call.partition(":")[2].startswith("List")


def _tables_of(sql: str) -> frozenset[str]:
    # Accounts of an organisation that could not be listed look strange, which makes rules speak up and never silent.
    return frozenset(re.findall(r"\w+", sql)) & tables().keys() - {"organizations_account"}


def models_of(connection: duckdb.DuckDBPyConnection) -> Mapping[str, tuple[str, ...]]:
    """The ARNs of the models whose lineage holds a resource, by the resource's ARN."""
    rows = connection.execute(
        "SELECT arn, list(DISTINCT model ORDER BY model) FROM model_resource GROUP BY arn"
    ).fetchall()
    return {arn: tuple(models) for arn, models in rows}
