"""What holds a model's code and weights: container images, model files, functions; each with how well it was looked into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from modelkeep.core.bom import Completeness, Link, Part, PartType
from modelkeep.core.signatures import Verdict
from modelkeep.engines.bom.purls import image_name, image_purl
from modelkeep.engines.bom.rows import Rows, facts
from modelkeep.engines.signing.names import beside

NO_PACKAGES = "was not looked into for packages: scan with --vulnerabilities"
NO_INSPECTION = "was not looked into: scan with --inspect"
_IMAGES = """
    WITH named(image, digest) AS (
        SELECT image, image_digest FROM sagemaker_model_container WHERE arn = $model
        UNION
        SELECT p.image, p.image_digest FROM sagemaker_model_container c
        JOIN sagemaker_model_package_container p ON p.arn = c.model_package_name
        WHERE c.arn = $model AND coalesce(c.image, '') = ''
    ),
    served(image, digest) AS (
        SELECT DISTINCT d.specified_image, 'sha256:' || split_part(d.resolved_image, '@sha256:', 2)
        FROM sagemaker_endpoint_deployed_image d JOIN model_resource m ON m.arn = d.arn
        WHERE m.model = $model AND d.resolved_image LIKE '%@sha256:%'
    )
    SELECT DISTINCT n.image, coalesce(nullif(n.digest, ''), s.digest, '') AS digest, ecr_repository_arn(n.image) AS repository
    FROM named n LEFT JOIN served s ON s.image = n.image WHERE n.image <> '' ORDER BY ALL
"""
_FILES = """
    WITH named(url) AS (
        SELECT model_data_url FROM sagemaker_model_container WHERE arn = $model
        UNION
        SELECT unnest(additional_model_data_urls) FROM sagemaker_model_container WHERE arn = $model
        UNION
        SELECT p.model_data_url FROM sagemaker_model_container c
        JOIN sagemaker_model_package_container p ON p.arn = c.model_package_name
        WHERE c.arn = $model AND coalesce(c.model_data_url, '') = ''
        UNION
        SELECT model_data_s3_uri FROM bedrock_imported_model WHERE arn = $model
    )
    SELECT DISTINCT n.url, object_arn_of(n.url) AS arn, s.arn IS NOT NULL AS looked, s.complete, s.reason, s.signed, s.signature, s.signer,
           s.digest, s.files, (SELECT any_value(p.signature_url) FROM sagemaker_model_container c
               JOIN sagemaker_model_package p ON p.arn = c.model_package_name WHERE c.arn = $model AND p.signature_url <> '') AS bundle,
           (SELECT count(*) FROM artifact_issue i WHERE i.arn = s.arn) AS issues
    FROM named n LEFT JOIN artifact_scan s ON s.arn = object_arn_of(n.url) WHERE n.url <> '' ORDER BY ALL
"""
_FUNCTIONS = """
    SELECT g.lambda_arn AS arn FROM bedrock_agent_action_group g WHERE g.arn = $model AND g.lambda_arn <> ''
    UNION
    SELECT r.arn FROM relation r WHERE r.kind = 'invokes' AND r.arn LIKE 'arn:%:lambda:%:function:%'
      AND r.dst IN (SELECT arn FROM model_resource WHERE model = $model)
    ORDER BY 1
"""
_SCANS = """
    SELECT s.*, count(c.arn) AS listed FROM component_scan s LEFT JOIN component c ON c.arn = s.arn
    WHERE s.arn IN (SELECT arn FROM component_use WHERE model = $model) OR list_contains($arns, s.arn) OR list_contains($names, s.subject)
    GROUP BY ALL ORDER BY s.arn
"""


@dataclass(frozen=True, slots=True)
class Holder:
    """A part that may hold packages, and the row of `component_scan` about it, None where it was not looked into."""

    part: Part
    scan: Mapping[str, Any] | None

    @property
    def arn(self) -> str:
        """As `component_scan` names it; '' where it was not looked into."""
        return str(self.scan["arn"]) if self.scan else ""


def holders(rows: Rows) -> tuple[Holder, ...]:
    """Everything that a model runs, in the order of its refs."""
    images = rows.ask(_IMAGES)
    files = rows.ask(_FILES)
    functions = rows.ask(_FUNCTIONS)
    known = {
        **{f"{each['repository']}@{each['digest']}": _image(each, images) for each in images},
        **{str(each["arn"]): _file(each) for each in files},
        **{str(each["arn"]): _function(str(each["arn"])) for each in functions},
    }
    names = [str(each["image"]) for each in images]
    scans = rows.ask(_SCANS, arns=list(known), names=names)
    found = [_looked_into(part, _scan_of(arn, part, scans)) for arn, part in known.items()]
    taken, refs = {each.arn for each in found}, {each.part.ref for each in found}
    found += [_looked_into(_other(scan, refs), scan) for scan in scans if scan["arn"] not in taken]
    return tuple(sorted(found, key=lambda each: each.part.ref))


def _scan_of(arn: str, part: Part, scans: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    for scan in scans:
        if scan["arn"] == arn:
            return scan
    if part.type is not PartType.CONTAINER or part.digest:
        return None
    named = dict(part.facts).get("modelkeep:image", "")
    return next((scan for scan in scans if scan["subject"] == named), None)


def _image(row: Mapping[str, Any], every: Sequence[Mapping[str, Any]]) -> Part:
    image, digest = str(row["image"]), str(row["digest"])
    repository, tag = image_name(image)
    ref = f"image:{repository}"
    if sum(image_name(str(each["image"]))[0] == repository for each in every) > 1:
        ref += f"@{digest or tag}"
    return Part(
        ref=ref, type=PartType.CONTAINER, name=repository, version=tag or digest, digest=digest, purl=image_purl(image, digest),
        facts=facts([("image", image)]),
    )  # fmt: skip


def _file(row: Mapping[str, Any]) -> Part:
    arn, url = str(row["arn"]), str(row["url"])
    links = [Link(type="distribution", url=url)]
    signature = str(row["signature"] or "")
    if signature.startswith((Verdict.VERIFIED, Verdict.FAILED)):
        bundle = str(row["bundle"] or beside(url, is_single=not url.endswith("/")))
        links.append(Link(type="digital-signature", url=bundle, comment=signature))
    verdict = "not-looked-into"
    if row["looked"]:
        verdict = "findings" if row["issues"] else "clean" if row["complete"] else "not-analysed"
    return Part(
        ref=arn,
        type=PartType.FILE,
        name=url.rstrip("/").rpartition("/")[2] or url,
        digest=str(row["digest"] or ""),
        links=tuple(links),
        gap="; ".join(_file_gaps(row)),
        facts=facts(
            [
                ("inspection", verdict),
                ("inspection-findings", row["issues"] or None),
                ("files", row["files"]),
                ("signed", row["signed"]),
                ("signature", signature),
                ("signer", row["signer"]),
            ]
        ),
    )


def _file_gaps(row: Mapping[str, Any]) -> Iterator[str]:
    if not row["looked"]:
        yield NO_INSPECTION
    elif not row["complete"]:
        yield str(row["reason"] or "not all of it was understood")


def _function(arn: str) -> Part:
    return Part(ref=arn, type=PartType.APPLICATION, name=arn.rpartition(":")[2], facts=facts([("kind", "function")]))


def _other(scan: Mapping[str, Any], refs: set[str]) -> Part:
    """What was looked into for the model and is neither an image nor a file that its definition names, such as that of a service, or what
    a tag led to at the time of the scan; `refs` are those that others have."""
    arn, subject = str(scan["arn"]), str(scan["subject"] or scan["arn"])
    if ":ecr:" in arn:
        repository, tag = image_name(subject)
        digest = str(scan["digest"] or "")
        ref = f"image:{repository}"
        return Part(
            ref=ref if ref not in refs else f"{ref}@{digest or tag}", type=PartType.CONTAINER, name=repository, version=tag or digest,
            digest=digest, purl=image_purl(subject, digest), facts=facts([("image", subject)]),
        )  # fmt: skip
    if arn.startswith("arn:") and ":lambda:" in arn:
        return _function(arn)
    return Part(ref=arn, type=PartType.FILE, name=subject.rstrip("/").rpartition("/")[2] or subject)


def _looked_into(part: Part, scan: Mapping[str, Any] | None) -> Holder:
    """The part with what a scan for packages says of it."""
    if scan is None:
        return Holder(_with(part, Completeness.UNKNOWN, NO_PACKAGES), None)
    digest = part.digest or (str(scan["digest"] or "") if part.type is not PartType.APPLICATION else "")
    told = (
        ("built", scan["created_at"]),
        ("distribution", scan["distribution"]),
        ("packages", scan["listed"]),
        ("packages-without-vulnerability-data", scan["no_data"]),
        ("vulnerability-data-of", scan["data_at"]),
    )
    named = dict(part.facts).get("modelkeep:image", "")
    seen = replace(
        part, digest=digest, purl=image_purl(named, digest) if named else part.purl, facts=(*part.facts, *facts(told))
    )
    if scan["complete"]:
        return Holder(_with(seen, Completeness.COMPLETE, ""), scan)
    if scan["listed"]:
        return Holder(_with(seen, Completeness.INCOMPLETE, str(scan["reason"] or "not all of it was read")), scan)
    return Holder(_with(seen, Completeness.UNKNOWN, str(scan["reason"] or "nothing of it was read")), scan)


def _with(part: Part, completeness: Completeness, gap: str) -> Part:
    return replace(part, completeness=completeness, gap="; ".join(filter(None, (part.gap, gap))))
