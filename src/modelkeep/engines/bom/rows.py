"""What a snapshot knows of one model, asked with SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from modelkeep.core.coverage import KNOWN
from modelkeep.core.kinds import calls_for

FACT = "modelkeep:"
"""What the names of facts begin with that no field of a format holds."""
LINEAGE = (
    "sagemaker_model_container", "sagemaker_model_package_container", "sagemaker_model_package", "sagemaker_model_card",
    "sagemaker_training_job_input", "sagemaker_processing_job_input", "sagemaker_auto_ml_job_input", "sagemaker_endpoint",
    "sagemaker_inference_component_specification", "bedrock_custom_model", "bedrock_imported_model", "bedrock_model_customization_job",
    "bedrock_agent_action_group", "bedrock_agent_knowledge_base", "bedrock_data_source", "bedrock_provisioned_model_throughput",
)  # fmt: skip
"""The tables that say what models are made of."""
_NAMED = "(training-job|processing-job|auto-?ml-job|compilation-job|model-package|model-card|model-customization-job|model-import-job)/"
"""What resources are called that say what a model is made of."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows around one model, by its ARN."""

    connection: duckdb.DuckDBPyConnection
    model: str

    def ask(self, sql: str, **parameters: object) -> list[Mapping[str, Any]]:
        """Rows as mappings from column to value; `$model` is the model's ARN."""
        given = {"model": self.model, **parameters}
        cursor = self.connection.execute(sql, {key: value for key, value in given.items() if f"${key}" in sql})
        names = [each[0] for each in cursor.description or ()]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

    def unread(self) -> tuple[str, ...]:
        """What was not read of the accounts that the model's lineage touches, and may belong to it, or is named by it."""
        found = self.ask(
            f"""
            SELECT DISTINCT call || ' in account ' || account || ', ' || region || ': ' || coalesce(nullif(code, ''), outcome) AS told
            FROM "read"
            WHERE list_contains($calls, call) AND outcome NOT IN ({", ".join(f"'{each}'" for each in sorted(KNOWN))})
              AND account IN (SELECT split_part(arn, ':', 5) FROM model_resource WHERE model = $model)
            UNION
            SELECT call || ': not asked in this scan' FROM (SELECT unnest($calls) AS call)
            WHERE call NOT IN (SELECT call FROM "read")
            UNION
            SELECT arn || ' belongs to it, and was not read' FROM model_resource
            WHERE model = $model AND regexp_matches(arn, $named) AND arn NOT IN (SELECT arn FROM resource_index)
            ORDER BY told
            """,
            calls=sorted(calls_for(LINEAGE)),
            named=_NAMED,
        )
        return tuple(str(each["told"]) for each in found)


def facts(pairs: Iterable[tuple[str, object]]) -> tuple[tuple[str, str], ...]:
    """Facts by their short names; those without a value are left out."""
    return tuple((f"{FACT}{name}", _told(value)) for name, value in pairs if value not in (None, "", (), []))


def _told(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(str(each) for each in value) if isinstance(value, (list, tuple)) else str(value)


def sentence(reasons: Iterable[str], most: int = 3) -> str:
    """Reasons in one line, the first of them; '' for none."""
    every = [each for each in dict.fromkeys(reasons) if each]
    more = [f"{len(every) - most:,} more"] if len(every) > most else []
    return "; ".join((*every[:most], *more))
