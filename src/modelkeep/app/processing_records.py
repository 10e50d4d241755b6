"""Records of processing of a snapshot: one for each data set of models, each bucket that was classified, and each log of prompts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from modelkeep.app.data_rows import data_of, legal_basis
from modelkeep.core.control import Relation
from modelkeep.core.countries import country_of, in_eea
from modelkeep.core.data import DataClass, Identifier
from modelkeep.core.data_classes import Framework, Protection
from modelkeep.core.kinds.analyses import DataUse
from modelkeep.core.processing import PersonalData, ProcessingRecord, Purpose, Recipients, Retention

BUCKETS = "arn:aws:s3:::"
PURPOSE_TAGS = ("purpose", "data-purpose", "processing-purpose", "gdpr-purpose")
SUBJECT_TAGS = ("data-subjects", "gdpr-data-subjects")
MEASURES = {
    "S3-01-BUCKET": "public access is blocked",
    "S3-02": "not public",
    "S3-03": "TLS only",
    "S3-04": "key of your own",
    "S3-06": "access is on record",
    "S3-07": "shared with your own accounts only",
}
"""Controls whose verdicts say which measures are there."""
NO_PERSONS = frozenset({"credential"})
"""Categories of identifiers that are no personal data by themselves."""
_BUCKETS = """
    SELECT b.arn, b.account, b.region, b.tags, e.algorithm, e.kms_key_id, v.status, l.expires, o.enabled, r.destination_buckets
    FROM s3_bucket b LEFT JOIN s3_bucket_encryption e ON e.arn = b.arn LEFT JOIN s3_bucket_versioning v ON v.arn = b.arn
    LEFT JOIN s3_bucket_lifecycle l ON l.arn = b.arn LEFT JOIN s3_bucket_object_lock o ON o.arn = b.arn
    LEFT JOIN s3_bucket_replication r ON r.arn = b.arn
"""
_RULES = "SELECT arn, rule, prefix, narrowed, expiration_days, expiration_date, noncurrent_days FROM s3_bucket_lifecycle_rule ORDER BY ALL"
_READERS = """
    SELECT split_part(arn, '/', 1), principal, bool_or(coalesce(decision, '') = 'allowed'), bool_or(coalesce(administers, false))
    FROM access WHERE lower(action) = 's3:getobject' AND arn LIKE 'arn:%:s3:::%' GROUP BY ALL ORDER BY ALL
"""
_CLASSES = """
    SELECT arn, account, data_class, coalesce(complete, false), identifiers, objects, coalesce(objects_read, 0), reasons, oldest_at
    FROM data_class WHERE type <> 'model'
"""
_LOGS = """
    SELECT c.account, c.region, c.log_group_arn, g.retention_days, g.kms_key_id, g.tags, g.arn IS NOT NULL
    FROM bedrock_model_invocation_logging_configuration c LEFT JOIN logs_log_group g ON g.arn = c.log_group_arn
    WHERE c.enabled IS DISTINCT FROM false AND c.log_group_arn <> '' ORDER BY ALL
"""


_NOTHING = ("", None, False, (), None, 0, (), None)
"""What is known of a place that was not classified."""


@dataclass(frozen=True, slots=True)
class _Bucket:
    """What was read of a bucket."""

    account: str
    region: str
    tags: Mapping[str, str] | None
    algorithm: str | None
    key: str | None
    versioning: str | None
    expires: bool | None
    locked: bool | None
    copies: tuple[str, ...] | None


@dataclass(slots=True)
class _Known:
    """What a snapshot tells, by the ARN of the bucket or place."""

    framework: Framework
    identifiers: Mapping[str, Identifier]
    analysed: frozenset[str]
    buckets: dict[str, _Bucket] = field(default_factory=dict)
    rules: Mapping[str, list[Sequence[Any]]] = field(default_factory=lambda: defaultdict(list))
    readers: Mapping[str, list[tuple[str, bool, bool]]] = field(default_factory=lambda: defaultdict(list))
    verdicts: Mapping[str, dict[str, bool | None]] = field(default_factory=lambda: defaultdict(dict))
    classes: dict[str, Sequence[Any]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def processing_records(
    connection: duckdb.DuckDBPyConnection, part: Relation, framework: Framework, identifiers: Iterable[Identifier]
) -> tuple[ProcessingRecord, ...]:
    """The records, by place. Data whose place was not read have one, too, without a place."""
    known = _read(connection, framework, {each.id: each for each in identifiers})
    uses: dict[str, list[DataUse]] = defaultdict(list)
    lost: dict[str, list[DataUse]] = defaultdict(list)
    for each in data_of(connection, part):
        if each.arn:
            uses[each.arn].append(each)
        elif each.use != "invocation-log":  # the groups of logs have records of their own
            lost[each.doubt or ""].append(each)
    places = sorted({*uses, *known.classes})
    for arn in [each for each in uses if "/" in each]:
        uses[arn.partition("/")[0]] += uses[arn]  # what a part is used for, the bucket is
    found = [_of_place(arn, uses[arn], known) for arn in places]
    found += [_of_log(row, framework) for row in connection.execute(_LOGS).fetchall()]
    found += [_of_lost(doubt, mine, known.names) for doubt, mine in sorted(lost.items())]
    return tuple(found)


def _read(connection: duckdb.DuckDBPyConnection, framework: Framework, identifiers: Mapping[str, Identifier]) -> _Known:
    analysed = connection.execute(
        "SELECT account FROM \"read\" WHERE call = 'engine:access' AND outcome = 'ok'"
    ).fetchall()
    known = _Known(framework, identifiers, frozenset(str(account) for (account,) in analysed))
    for arn, *told in connection.execute(_BUCKETS).fetchall():
        account, region, tags, algorithm, key, versioning, expires, locked, copies = told
        known.buckets[arn] = _Bucket(
            account,
            region,
            tags,
            algorithm,
            key,
            versioning,
            expires,
            locked,
            None if copies is None else tuple(copies),
        )
    for arn, *rule in connection.execute(_RULES).fetchall():
        known.rules[arn].append(rule)
    for arn, principal, certain, administers in connection.execute(_READERS).fetchall():
        known.readers[arn].append((principal, certain, administers))
    judged = connection.execute(
        "SELECT resource, control, verdict FROM finding WHERE list_contains(?, control)", [list(MEASURES)]
    ).fetchall()
    for arn, control, verdict in judged:
        known.verdicts[arn][MEASURES[control]] = {"PASS": True, "FAIL": False}.get(verdict)
    for arn, *row in connection.execute(_CLASSES).fetchall():
        known.classes[arn] = row
    known.names.update(connection.execute("SELECT arn, name FROM model").fetchall())
    return known


def _of_place(arn: str, uses: Iterable[DataUse], known: _Known) -> ProcessingRecord:
    owner, _, prefix = arn.partition("/")
    bucket = known.buckets.get(owner)
    told = known.classes.get(arn)
    account, data_class, complete, names, objects, read, reasons, oldest = told or _NOTHING
    account = (bucket.account if bucket else "") or account or next((each.account or "" for each in uses), "")
    region = bucket.region if bucket else ""
    owed = known.framework.owed[DataClass(data_class)] if data_class else None
    tags = bucket.tags if bucket else None
    recipients = _recipients(owner, bucket.account if bucket else "", known)
    return ProcessingRecord(
        place=f"s3://{arn.removeprefix(BUCKETS)}",
        account=account,
        region=region,
        country=country_of(region),
        in_eea=in_eea(region),
        data_class=data_class,
        complete=complete,
        objects=objects,
        objects_read=read,
        personal_data=tuple(_personal(names or (), known.identifiers)),
        purposes=_purposes(uses, known.names),
        purpose_tag=_tag(tags, PURPOSE_TAGS),
        subjects=_tag(tags, SUBJECT_TAGS),
        legal_basis=legal_basis(tags, known.framework),
        recipients=recipients,
        encryption=_encryption(bucket),
        measures={name: known.verdicts[owner].get(name) for name in MEASURES.values()},
        copies=bucket.copies if bucket else None,
        oldest_at=oldest,
        retention=_retention(
            bucket, prefix, known.rules[owner], None if owed is None else Protection.RETENTION in owed
        ),
        unknown=tuple(
            _unknown(bucket, told, complete=complete, reasons=reasons or (), with_access=recipients is not None)
        ),
    )


def _personal(names: Iterable[str], identifiers: Mapping[str, Identifier]) -> Iterable[PersonalData]:
    for name in names:
        each = identifiers.get(name)
        if each is None:  # one of somebody's own
            yield PersonalData(identifier=name, title=name, category="", gdpr="")
        elif each.category not in NO_PERSONS:
            yield PersonalData(identifier=name, title=each.title, category=each.category, gdpr=each.gdpr)


def _purposes(uses: Iterable[DataUse], names: Mapping[str, str]) -> tuple[Purpose, ...]:
    mine = {(each.use or "", each.model or "", each.region or "") for each in uses}
    return tuple(
        Purpose(use=use, model=model, name=names.get(model) or model.rpartition("/")[2], region=region)
        for use, model, region in sorted(mine)
    )


def _tag(tags: Mapping[str, str] | None, names: Sequence[str]) -> str | None:
    if tags is None:
        return None
    values = {key.lower(): value.strip() for key, value in tags.items()}
    return next((values[each] for each in names if values.get(each)), "")


def _recipients(bucket: str, account: str, known: _Known) -> Recipients | None:
    if account not in known.analysed:
        return None
    mine = known.readers[bucket]
    return Recipients(
        certain=tuple(principal for principal, certain, administers in mine if certain and not administers),
        possible=tuple(principal for principal, certain, administers in mine if not certain and not administers),
        administrators=sum(administers for _, _, administers in mine),
    )


def _encryption(bucket: _Bucket | None) -> str | None:
    if bucket is None or bucket.algorithm is None:
        return None
    return f"{bucket.algorithm}, {bucket.key}" if bucket.key else bucket.algorithm


def _retention(bucket: _Bucket | None, prefix: str, rules: Sequence[Sequence[Any]], owed: bool | None) -> Retention:
    """Rules for all objects of a place count; one for a part, or for some tags or sizes, is told as such."""
    if bucket is None or bucket.expires is None:
        return Retention(read=False, owed=owed)
    whole = [each for each in rules if not each[2] and prefix.startswith(each[1])]
    others = [each for each in rules if each not in whole and (each[1].startswith(prefix) or each[2])]
    days = min((each[3] for each in whole if each[3]), default=None)
    date = min((each[4] for each in whole if each[4]), default="")
    ends = any(each[3] or each[4] for each in rules)
    return Retention(
        read=not bucket.expires or ends,  # a scan of before did not keep the rules
        days=days,
        date=date,
        partly=tuple(_part(each) for each in others if each[3] or each[4]),
        versions=None if bucket.versioning is None else bucket.versioning != "Disabled",
        version_days=min((each[5] for each in whole if each[5]), default=None),
        locked=bucket.locked,
        owed=owed,
    )


def _part(rule: Sequence[Any]) -> str:
    name, prefix, narrowed, days, date, _ = rule
    of = " and ".join(filter(None, (f"{prefix}*" if prefix else "", "some tags or sizes" if narrowed else "")))
    return f"{name}: {of} {f'after {days} days' if days else f'on {date}'}"


def _unknown(
    bucket: _Bucket | None, told: Sequence[Any] | None, *, complete: bool, reasons: Sequence[str], with_access: bool
) -> Iterable[str]:
    if told is None:
        yield "which personal data it holds: not classified (modelkeep scan --classify)"
    elif not complete:
        yield f"which personal data it holds besides: not all was read{f' ({reasons[-1]})' if reasons else ''}"
    if bucket is None:
        yield "region, tags, encryption and retention: the bucket is of no account that was scanned"
        return
    if bucket.tags is None:
        yield "purpose, data subjects and legal basis: tags were not read"
    if bucket.algorithm is None:
        yield "encryption: not read"
    if bucket.expires is None:
        yield "retention: lifecycle rules were not read"
    if not with_access:
        yield "recipients: access was not analysed"


def _of_log(row: Sequence[Any], framework: Framework) -> ProcessingRecord:
    """Bedrock's log of invocations in CloudWatch Logs: what it holds is not classified."""
    account, region, arn, days, key, tags, is_known = row
    return ProcessingRecord(
        place=f"log group {arn.partition(':log-group:')[2]}",
        account=account,
        region=region,
        country=country_of(region),
        in_eea=in_eea(region),
        data_class=None,
        complete=False,
        objects=None,
        objects_read=0,
        personal_data=(),
        purposes=(Purpose(use="invocation-log", model="", name="", region=region),),
        purpose_tag=_tag(tags, PURPOSE_TAGS),
        subjects=_tag(tags, SUBJECT_TAGS),
        legal_basis=legal_basis(tags, framework),
        recipients=None,
        encryption=None if not is_known else f"aws:kms, {key}" if key else "CloudWatch Logs' own key",
        measures={},
        copies=None,
        oldest_at=None,
        retention=Retention(read=days is not None, days=days or None, versions=False, locked=False),
        unknown=(
            "which personal data it holds: logs of CloudWatch are not classified",
            "recipients: who can read logs of CloudWatch was not analysed",
            *(() if is_known else ("tags, encryption and retention: the log group was not read",)),
        ),
    )


def _of_lost(doubt: str, uses: Sequence[DataUse], names: Mapping[str, str]) -> ProcessingRecord:
    first = uses[0]
    return ProcessingRecord(
        place="", account=first.account or "", region="", country="", in_eea=None, data_class=None, complete=False, objects=None,
        objects_read=0, personal_data=(), purposes=_purposes(uses, names), purpose_tag=None, subjects=None, legal_basis=None,
        recipients=None, encryption=None, measures={}, copies=None, retention=Retention(read=False), oldest_at=None,
        unknown=(f"everything: {doubt}",),
    )  # fmt: skip
