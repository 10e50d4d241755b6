"""Where a model comes from: the data that it was made with, the jobs that made it, and the models before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from modelkeep.core.arn import parse_arn
from modelkeep.core.bom import Completeness, DataSet, DataUse, Link, Part, PartType, Run
from modelkeep.engines.bom.rows import Rows, facts

_INPUTS = """
    SELECT 'training' AS use, i.arn AS run, i.channel_name AS channel,
           coalesce(nullif(i.s3_uri, ''), nullif(i.dataset_arn, ''), nullif(i.file_system_id, '')) AS url
    FROM sagemaker_training_job_input i JOIN model_resource m ON m.arn = i.arn WHERE m.model = $model
    UNION
    SELECT CASE WHEN i.channel_type = 'validation' THEN 'validation' ELSE 'training' END, i.arn, i.channel_type, nullif(i.s3_uri, '')
    FROM sagemaker_auto_ml_job_input i JOIN model_resource m ON m.arn = i.arn WHERE m.model = $model
    UNION
    SELECT 'preparation', i.arn, i.input_name, coalesce(nullif(i.s3_uri, ''), nullif(i.query_s3_uri, ''))
    FROM sagemaker_processing_job_input i JOIN model_resource m ON m.arn = i.arn
    WHERE m.model = $model AND i.arn IN (
        SELECT r.dst FROM relation r WHERE r.kind = 'trained_from' AND r.arn IN (SELECT arn FROM model_resource WHERE model = $model))
    UNION
    SELECT 'training', coalesce(nullif(job_arn, ''), arn), '', training_data_s3_uri
    FROM bedrock_custom_model WHERE arn = $model AND training_data_s3_uri IS DISTINCT FROM ''
    UNION
    SELECT 'validation', coalesce(nullif(job_arn, ''), arn), '', unnest(validation_data_s3_uris)
    FROM bedrock_custom_model WHERE arn = $model
    UNION
    SELECT 'retrieval', '', d.name, unnest(CASE
        WHEN d.bucket_arn LIKE 'arn:%:s3:::%' THEN ['s3://' || split_part(d.bucket_arn, ':::', 2)]
        WHEN len(d.web_seed_urls) > 0 THEN d.web_seed_urls WHEN len(d.source_hosts) > 0 THEN d.source_hosts ELSE [NULL] END)
    FROM bedrock_data_source d JOIN model_resource m ON m.arn = d.arn WHERE m.model = $model
    ORDER BY ALL
"""
_OUTPUTS = """
    SELECT o.arn AS run, o.s3_uri AS url
    FROM sagemaker_processing_job_output o JOIN model_resource m ON m.arn = o.arn
    WHERE m.model = $model AND o.s3_uri <> ''
    UNION
    SELECT t.arn, t.model_artifacts_s3_uri FROM sagemaker_training_job t JOIN model_resource m ON m.arn = t.arn
    WHERE m.model = $model AND t.model_artifacts_s3_uri <> '' ORDER BY ALL
"""
_RUNS = """
    SELECT j.arn, j.name, 'training job' AS kind, j.creation_time AS at FROM sagemaker_training_job j
    JOIN model_resource m ON m.arn = j.arn WHERE m.model = $model
    UNION
    SELECT j.arn, j.name, 'AutoML job', j.creation_time FROM sagemaker_auto_ml_job j
    JOIN model_resource m ON m.arn = j.arn WHERE m.model = $model
    UNION
    SELECT j.arn, j.name, 'processing job', j.creation_time FROM sagemaker_processing_job j
    JOIN model_resource m ON m.arn = j.arn WHERE m.model = $model
    UNION
    SELECT j.arn, j.name, 'model customization job', NULL FROM bedrock_model_customization_job j
    JOIN model_resource m ON m.arn = j.arn WHERE m.model = $model
    UNION
    SELECT j.arn, j.name, 'model import job', NULL FROM bedrock_model_import_job j
    JOIN model_resource m ON m.arn = j.arn WHERE m.model = $model
    ORDER BY ALL
"""
_ANCESTORS = """
    SELECT base_model_arn AS arn, '' AS version FROM bedrock_custom_model WHERE arn = $model
    UNION
    SELECT t.base_model_arn, '' FROM sagemaker_training_job t JOIN model_resource m ON m.arn = t.arn WHERE m.model = $model
    UNION
    SELECT 'jumpstart:' || p.base_model, p.base_model_version
    FROM sagemaker_model_container c JOIN sagemaker_model_package_container p ON p.arn = c.model_package_name
    WHERE c.arn = $model AND p.base_model <> ''
    UNION
    SELECT 'jumpstart:' || tags['sagemaker-sdk:jumpstart-model-id'], coalesce(tags['sagemaker-sdk:jumpstart-model-version'], '')
    FROM sagemaker_model WHERE arn = $model
    ORDER BY ALL
"""
_USED = """
    SELECT DISTINCT r.dst AS arn FROM relation r JOIN model_resource m ON m.arn = r.arn
    WHERE m.model = $model AND r.kind = 'uses_model' AND r.dst <> $model AND r.dst NOT LIKE '%:provisioned-model/%' ORDER BY 1
"""
_BUCKETS = """
    SELECT s.arn, s.complete, s.classes, o.owner FROM (
        SELECT arn FROM sensitive_data UNION SELECT arn FROM resource_owner WHERE owner <> ''
    ) b JOIN sensitive_data s USING (arn) LEFT JOIN resource_owner o USING (arn) WHERE list_contains($buckets, s.arn)
    UNION ALL
    SELECT arn, NULL, NULL, owner FROM resource_owner WHERE list_contains($buckets, arn) AND arn NOT IN (SELECT arn FROM sensitive_data)
"""
JUMPSTART = "s3://jumpstart-"
"""What addresses in AWS's own buckets of JumpStart begin with: jumpstart-cache-prod-REGION and jumpstart-private-cache-prod-REGION."""


@dataclass(frozen=True, slots=True)
class Origins:
    """Data sets as parts, the jobs, the models before, models that are asked, and why not all is known."""

    data: tuple[Part, ...]
    runs: tuple[Run, ...]
    ancestors: tuple[Part, ...]
    used: tuple[Part, ...]
    gaps: tuple[str, ...]


def origins(rows: Rows, files: Mapping[str, str]) -> Origins:
    """What lineage tells; `files` are the addresses of what the model loads, with their refs."""
    inputs = rows.ask(_INPUTS)
    told = [each for each in inputs if each["url"]]
    data = _data_sets(rows, told)
    found = rows.ask(_RUNS)
    ancestors = tuple(_ancestors(rows, files))
    gaps = []
    if any(not each["url"] for each in inputs):
        gaps.append("the place of some of its data was not read")
    made = ":model/" in rows.model or ":custom-model/" in rows.model or ":imported-model/" in rows.model
    if made and not any(each["use"] in ("training", "validation") for each in told):
        gaps.append("no job is known that trained it, nor on which data")
    ancestral = {each.ref for each in ancestors}
    return Origins(
        data=data,
        runs=tuple(_runs(found, told, rows.ask(_OUTPUTS), {**{each.ref: each.ref for each in data}, **_refs(files)})),
        ancestors=ancestors,
        used=tuple(_model(str(each["arn"])) for each in rows.ask(_USED) if each["arn"] not in ancestral),
        gaps=tuple(gaps),
    )


def _refs(files: Mapping[str, str]) -> Mapping[str, str]:
    """The refs of what the model loads, by those that its places would have as data."""
    return {_ref(url): ref for url, ref in files.items()}


def _ref(url: str) -> str:
    return f"data:{url.rstrip('/*')}" if url.startswith("s3://") else f"data:{url}"


def _data_sets(rows: Rows, told: Iterable[Mapping[str, Any]]) -> tuple[Part, ...]:
    known: dict[str, Mapping[str, Any]] = {}
    rank = [str(each) for each in DataUse]
    for each in sorted(told, key=lambda row: rank.index(str(row["use"]))):
        known.setdefault(_ref(str(each["url"])), each)
    buckets = {_bucket(str(each["url"])) for each in known.values()} - {""}
    about = {str(each["arn"]): each for each in rows.ask(_BUCKETS, buckets=sorted(buckets))}
    return tuple(_data_set(ref, row, about.get(_bucket(str(row["url"])), {})) for ref, row in sorted(known.items()))


def _bucket(url: str) -> str:
    return f"arn:aws:s3:::{url.removeprefix('s3://').partition('/')[0]}" if url.startswith("s3://") else ""


def _data_set(ref: str, row: Mapping[str, Any], bucket: Mapping[str, Any]) -> Part:
    url = str(row["url"])
    classes = tuple(bucket.get("classes") or ())
    looked = bool(classes) or bool(bucket.get("complete"))
    address = url if "://" in url else ""
    return Part(
        ref=ref,
        type=PartType.DATA,
        name=url,
        data=DataSet(
            use=DataUse(str(row["use"])),
            url=address,
            classes=classes if looked else None,
            owner=str(bucket.get("owner") or ""),
        ),
        links=(Link(type="distribution", url=address),) if address else (),
        facts=facts(
            [
                ("use", row["use"]),
                ("channel", row["channel"]),
                ("personal-data", classes or ("none found" if looked else "not analysed")),
            ]
        ),
    )


def _runs(
    found: Iterable[Mapping[str, Any]],
    inputs: Iterable[Mapping[str, Any]],
    outputs: Iterable[Mapping[str, Any]],
    known: Mapping[str, str],
) -> Iterator[Run]:
    taken: dict[str, set[str]] = {}
    given: dict[str, set[str]] = {}
    for each in inputs:
        taken.setdefault(str(each["run"]), set()).add(_ref(str(each["url"])))
    for each in outputs:
        if _ref(str(each["url"])) in known:
            given.setdefault(str(each["run"]), set()).add(known[_ref(str(each["url"]))])
    for each in found:
        arn = str(each["arn"])
        yield Run(
            ref=arn,
            name=str(each["name"] or arn),
            kind=str(each["kind"]),
            at=each["at"],
            inputs=tuple(sorted(taken.get(arn, ()))),
            outputs=tuple(sorted(given.get(arn, ()))),
        )


def _ancestors(rows: Rows, files: Iterable[str]) -> Iterator[Part]:
    found = {str(each["arn"]): str(each["version"] or "") for each in rows.ask(_ANCESTORS) if each["arn"]}
    for arn, version in sorted(found.items()):
        yield _model(arn, version)
    if not any(arn.startswith("jumpstart:") for arn in found):
        for url in sorted(files):
            if url.startswith(JUMPSTART):
                path = url.partition("://")[2].partition("/")[2]
                yield Part(
                    ref=f"jumpstart:{path}", type=PartType.MODEL, name=path, publisher="Amazon SageMaker JumpStart",
                    links=(Link(type="distribution", url=url),),
                )  # fmt: skip


def _model(arn: str, version: str = "") -> Part:
    """A model of somebody else, by its ARN, or by its JumpStart id."""
    if arn.startswith("jumpstart:"):
        return Part(
            ref=arn,
            type=PartType.MODEL,
            name=arn.partition(":")[2],
            version=version,
            publisher="Amazon SageMaker JumpStart",
            completeness=Completeness.UNKNOWN,
        )
    parts = parse_arn(arn)
    name = parts.resource.partition("/")[2] if parts else arn
    publisher = name.partition(".")[0] if ":foundation-model/" in arn else ""
    return Part(
        ref=arn,
        type=PartType.MODEL,
        name=name or arn,
        version=version,
        publisher=publisher,
        completeness=Completeness.UNKNOWN,
    )
