"""How answers become verdicts, in SQL: for estates that were read from AWS and for those that files declare."""

from __future__ import annotations

WORST = """
    SELECT {by}resource,
           CASE WHEN bool_or(NOT passed) THEN 'FAIL' WHEN bool_or(passed IS NULL) THEN 'UNKNOWN' ELSE 'PASS' END AS verdict,
           CASE WHEN bool_or(NOT passed) THEN string_agg(DISTINCT reason, '; ' ORDER BY reason) FILTER (WHERE NOT passed)
                WHEN bool_or(passed IS NULL)
                THEN string_agg(DISTINCT reason, '; ' ORDER BY reason) FILTER (WHERE passed IS NULL)
                ELSE string_agg(DISTINCT reason, '; ' ORDER BY reason) END AS reason
           {uses}
    FROM {answers} GROUP BY ALL
"""
"""One row per resource: the worst of its rows, with the reasons for that."""

ID = "'mk-' || left(sha256({control} || chr(10) || resource), 20)"
"""The stable id of a finding; `core.finding.finding_id` gives the same."""

VERDICT = "CASE WHEN passed THEN 'PASS' WHEN NOT passed THEN 'FAIL' ELSE 'UNKNOWN' END AS verdict"

TOLD = (
    "coalesce(reason, CASE verdict WHEN 'PASS' THEN '' WHEN 'FAIL' THEN 'not so: ' || {title} "
    "ELSE 'what this rests on was not read' END)"
)
"""The reason, or what to say without one."""

ALL_USES = ", flatten(list(uses) FILTER (WHERE uses IS NOT NULL)) AS uses"
"""For `WORST`: what all rows of a resource rest on."""

NO_USES = ", NULL::VARCHAR[] AS uses"
"""For a control that does not say on what its rows rest."""

FINDINGS = f"""
    INSERT INTO finding
    SELECT {ID.format(control="v.control")}, v.control, a.title, a.practice, a.severity, v.verdict, v.resource,
           coalesce(i.name, ''), coalesce(nullif(a.kind, ''), i.kind, ''), coalesce(i.account, ''), coalesce(i.region, ''),
           {TOLD.format(title="a.title")}, '', ''
    FROM {{verdicts}} v JOIN asked a USING (control) LEFT JOIN resource_index i ON i.arn = v.resource
"""
"""Verdicts on which no call bears, as findings: `asked` has what is told of each control."""

FAILED = "the control itself failed: "
"""How the reason of a verdict begins that there is not."""


def told_failure(error: Exception) -> str:
    """The reason where a control's SQL failed: the first line of the error, cut to 300 characters."""
    return f"{FAILED}{str(error).splitlines()[0]}"[:300]
