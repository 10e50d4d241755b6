"""A bill as CycloneDX 1.7 JSON (https://cyclonedx.org/docs/1.7/json/): an ML-BOM whose subject is the model, with its model card.

The same bill gives the same bytes. `cyclonedx-python-lib` has no classes for model cards, and would be asked for a tenth of the rest, so
that the document is written as what it is: dicts, which the schema then judges (`adapters/bom/schema.py`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from modelkeep.core.bom import Bill, Card, Completeness, DataUse, Link, Occurrence, Part, Run, Service
from modelkeep.engines.bom.licences import licence_choice
from modelkeep.engines.bom.vulnerabilities import vulnerability_record

Json = dict[str, Any]
SPEC = "1.7"
TOOL = "modelkeep"


def cyclonedx(bill: Bill) -> Json:
    """The document, with a serial number that follows from its content."""
    document: Json = {
        "$schema": "http://cyclonedx.org/schema/bom-1.7.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": SPEC,
        "serialNumber": "",
        "version": 1,
        "metadata": _metadata(bill),
        "components": [_component(part) for part in bill.parts],
        "services": [_service(each) for each in bill.services],
        "dependencies": list(_dependencies(bill)),
        "compositions": list(_compositions(bill)),
        "vulnerabilities": [vulnerability_record(each, stamp) for each in bill.vulnerabilities],
        "annotations": list(_annotations(bill)),
        "formulation": [{"bom-ref": "formulation", "workflows": [_workflow(run) for run in bill.runs]}]
        if bill.runs
        else [],
    }
    document = {key: value for key, value in document.items() if value != []}
    document["serialNumber"] = _serial_number(document)
    return document


def text_of(document: Json) -> str:
    """The document as a file's text."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _serial_number(document: Json) -> str:
    content = json.dumps(document, sort_keys=True, ensure_ascii=False).encode()
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'modelkeep:bom:{hashlib.sha256(content).hexdigest()}')}"


def stamp(at: datetime) -> str:
    """A time as RFC 3339 in UTC; times without zone are UTC."""
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _metadata(bill: Bill) -> Json:
    model = _component(bill.model)
    model["modelCard"] = _model_card(bill.card)
    if bill.ancestors:
        model["pedigree"] = {"ancestors": [_component(each) for each in bill.ancestors]}
    return {
        "timestamp": stamp(bill.made),
        "lifecycles": [{"phase": "operations"}],
        "tools": {"components": [_tool(bill)]},
        "component": model,
        "properties": [{"name": "modelkeep:snapshot", "value": bill.source}],
    }


def _tool(bill: Bill) -> Json:
    return {"type": "application", "name": TOOL, "version": bill.tool}


def _component(part: Part) -> Json:
    found: Json = {"type": part.type.value, "bom-ref": part.ref}
    optional = {
        "publisher": part.publisher,
        "name": part.name,
        "version": part.version[:1024],
        "description": part.description,
        "hashes": hashes(part.digest),
        "licenses": [licence_choice(each) for each in part.licences],
        "purl": part.purl,
        "externalReferences": [_reference(each, part.digest) for each in part.links],
        "evidence": {"occurrences": [_occurrence(each) for each in part.occurrences]} if part.occurrences else {},
        "data": [_data(part)] if part.data else [],
        "properties": _properties(part.facts),
    }
    return {**found, **{key: value for key, value in optional.items() if value or key == "name"}}


def hashes(digest: str) -> list[Json]:
    """A digest as CycloneDX has it; nothing for one that is not SHA-256."""
    algorithm, _, content = digest.partition(":")
    return [{"alg": "SHA-256", "content": content}] if algorithm == "sha256" and len(content) == 64 else []


def _reference(link: Link, digest: str) -> Json:
    found: Json = {"type": link.type, "url": iri(link.url)}
    if link.comment:
        found["comment"] = link.comment
    if link.type == "distribution" and hashes(digest):
        found["hashes"] = hashes(digest)
    return found


def iri(url: str) -> str:
    """The address with what may not stand in one written as percent signs and digits (RFC 3987)."""
    return quote(url, safe="/:?#[]@!$&'()*+,;=%~-._")


def _occurrence(each: Occurrence) -> Json:
    context = [f"in {each.holder}", each.evidence, f"layer {each.layer}" if each.layer else ""]
    return {"location": each.place or each.holder, "additionalContext": "; ".join(filter(None, context))}


def _data(part: Part) -> Json:
    assert part.data is not None
    found: Json = {"type": "other" if part.data.use is DataUse.RETRIEVAL else "dataset", "name": part.name}
    if part.data.url:
        found["contents"] = {"url": iri(part.data.url)}
    if part.data.classes is not None:
        found["classification"] = "personal" if part.data.classes else "no personal data found"
    if part.data.classes:
        found["sensitiveData"] = list(part.data.classes)
    if part.data.owner:
        found["governance"] = {"owners": [{"organization": {"name": part.data.owner}}]}
    return found


def _properties(facts: Iterable[tuple[str, str]]) -> list[Json]:
    return [{"name": name, "value": value} for name, value in facts]


def _model_card(card: Card) -> Json:
    datasets = [
        *({"ref": each} for each in card.datasets),
        *({"type": "dataset", "name": each} for each in card.stated_datasets),
    ]
    parameters = {
        "task": card.task,
        "architectureFamily": card.algorithm,
        "datasets": datasets,
        "inputs": [{"format": each} for each in card.inputs],
        "outputs": [{"format": each} for each in card.outputs],
    }
    considerations = {
        "useCases": list(card.uses),
        "technicalLimitations": list(card.limitations),
        "ethicalConsiderations": [{"name": each} for each in card.ethics],
    }
    metrics = [{"type": name, "value": value} for name, value in card.metrics]
    found = {
        "modelParameters": _filled(parameters),
        "quantitativeAnalysis": _filled({"performanceMetrics": metrics}),
        "considerations": _filled(considerations),
        "properties": _properties(card.facts),
    }
    return {"bom-ref": "model-card", **_filled(found)}


def _filled(found: Mapping[str, Any]) -> Json:
    return {key: value for key, value in found.items() if value}


def _service(service: Service) -> Json:
    found: Json = {"bom-ref": service.ref, "name": service.name}
    if service.url:
        found["endpoints"] = [iri(service.url)]
    if service.authenticated is not None:
        found["authenticated"] = service.authenticated
    return {**found, **_filled({"properties": _properties(service.facts)})}


def _dependencies(bill: Bill) -> Iterator[Json]:
    told = [(each.ref, each.needs) for each in (bill.model, *bill.parts)]
    served = [(each.ref, each.needs) for each in bill.services]
    for ref, needs in sorted((*told, *served)):
        yield {"ref": ref, **({"dependsOn": list(needs)} if needs else {})}


def _compositions(bill: Bill) -> Iterator[Json]:
    """How complete the dependencies of each part are; then how complete the vulnerabilities are."""
    for each in Completeness:
        refs = sorted(part.ref for part in (bill.model, *bill.parts) if part.completeness is each)
        if refs:
            yield {"bom-ref": f"composition:{each}", "aggregate": each.value, "dependencies": refs}
    yield {
        "bom-ref": "composition:vulnerabilities",
        "aggregate": bill.vulnerabilities_told.value,
        "vulnerabilities": [f"vulnerability:{each.id}" for each in bill.vulnerabilities],
    }


def _annotations(bill: Bill) -> Iterator[Json]:
    """Everything of which not all is told, in words."""
    for number, (ref, reason) in enumerate(bill.gaps()):
        yield {
            "bom-ref": f"gap:{number}",
            "subjects": [ref],
            "annotator": {"component": _tool(bill)},
            "timestamp": stamp(bill.made),
            "text": f"Not everything is known: {reason}.",
        }


def _workflow(run: Run) -> Json:
    found: Json = {"bom-ref": run.ref, "uid": run.ref, "name": run.name, "taskTypes": ["build"]}
    if run.inputs:
        found["inputs"] = [{"resource": {"ref": each}} for each in run.inputs]
    if run.outputs:
        found["outputs"] = [{"type": "artifact", "resource": {"ref": each}} for each in run.outputs]
    if run.at:
        found["timeStart"] = stamp(run.at)
    return {**found, "properties": [{"name": "modelkeep:kind", "value": run.kind}]}
