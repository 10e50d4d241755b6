"""Documents that SageMaker keeps as text, and what of them gets into the estate: scripts, pipelines' definitions, model cards."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from modelkeep.core.scripts import remote_code
from modelkeep.core.secrets import secrets_in_text


def script_findings(scripts: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The columns `secrets` and `remote_code` of scripts, each a name and base64 text; the text ends here.

    Raises ValueError for what is not base64 of UTF-8, so that a script that cannot be read is a gap.
    """
    texts = [(name, base64.b64decode(content, validate=True).decode()) for name, content in scripts]
    return {
        "secrets": tuple(f"{name} line {each.line}: {each.kind}" for name, text in texts for each in secrets_in_text(text)),
        "remote_code": tuple(f"{name} line {each.line}: {each.how}" for name, text in texts for each in remote_code(text)),
    }  # fmt: skip


def pipeline_findings(text: str) -> dict[str, Any]:
    """The columns `approves_models` and `secrets` of a pipeline's definition in JSON; raises ValueError for what is not JSON."""
    definition = json.loads(text)
    readable = json.dumps(definition, indent=1)
    return {
        "approves_models": _approves_models(definition),
        "secrets": tuple(sorted({each.kind for each in secrets_in_text(readable)})),
    }


def card_content(text: str) -> Mapping[str, Any]:
    """A model card's content (https://docs.aws.amazon.com/sagemaker/latest/dg/model-cards-json-schema.html).

    Raises ValueError for what is not JSON, TypeError for JSON that is not an object.
    """
    found = json.loads(text)
    if not isinstance(found, dict):
        raise TypeError("a model card's content is an object")
    return found


def card_section(content: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A section of a model card's content, {} where it has none."""
    found = content.get(name)
    return found if isinstance(found, dict) else {}


def card_uses(content: Mapping[str, Any]) -> tuple[bool, str]:
    """Whether a model card's content says what the model is for, and the risk rating ('' for none)."""
    uses = card_section(content, "intended_uses")
    has_purpose = bool(str(uses.get("purpose_of_model") or "").strip() or str(uses.get("intended_uses") or "").strip())
    return has_purpose, str(uses.get("risk_rating") or "")


def _approves_models(definition: Mapping[str, Any]) -> bool | None:
    """Whether a step registers approved packages; None where that depends on something decided at run time.

    The definition's schema: https://aws-sagemaker-mlops.github.io/sagemaker-model-building-pipeline-definition-JSON-schema/
    """
    defaults = {each["Name"]: each.get("DefaultValue") for each in definition.get("Parameters") or ()}
    found: set[bool | None] = {False}
    for step in _steps(definition):
        status = (step.get("Arguments") or {}).get("ModelApprovalStatus", "")
        if step.get("Type") != "RegisterModel":
            continue
        if isinstance(status, dict):
            status = defaults.get(str(status.get("Get", "")).removeprefix("Parameters."))
        found.add(None if status is None else status == "Approved")
    return True if True in found else (None if None in found else False)


def _steps(value: Any) -> Iterator[Mapping[str, Any]]:
    """All steps, those inside conditions as well."""
    if isinstance(value, dict):
        if "Type" in value and "Name" in value:
            yield value
        for each in value.values():
            yield from _steps(each)
    elif isinstance(value, list):
        for each in value:
            yield from _steps(each)
