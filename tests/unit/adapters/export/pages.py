"""A control's page for the renderers' tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from modelkeep.core.analyses import Analysis
from modelkeep.core.control import Control, Guide
from modelkeep.core.control_page import ControlPage, MappedRequirement
from modelkeep.core.verdict import Practice, Severity

GUIDE = Guide(
    attack="The attacker reads it.",
    console="Thing > Edit, switch it on.",
    cli="aws thing put --on \\\n  --name NAME",
    cloudformation="Type: AWS::Thing::Thing\nProperties:\n  On: true",
    terraform="Terraform has no resource for things; use the CLI.",
)


def page(guide: Guide | None = GUIDE, *, analyses: tuple[Analysis, ...] = (), **changes: Any) -> ControlPage:
    """A page; `changes` are fields of the control."""
    control = Control(**{
        "id": "NET-90", "title": "Things are on", "severity": Severity.HIGH, "practice": Practice.NETWORK,
        "why": "Because it matters.", "fix": "Switch it on.", "subject": "ec2_vpc", "sql": "select arn as resource\nfrom ec2_vpc",
        "maps": {"gdpr": ("Art.25",)}, "references": ("https://example.com/things",), "tables": frozenset({"ec2_vpc"}),
        "path": Path("controls/network/NET-90.sql"), "sql_line": 9, **changes,
    })  # fmt: skip
    return ControlPage(
        control=control,
        guide=guide,
        requirements={"GDPR (2016/679)": (MappedRequirement("Art.25", "By design"),)},
        peers={"Prowler": ("thing_on",)},
        profiles=("strict", "gdpr"),
        calls=("ec2:DescribeVpcs",),
        analyses=analyses,
    )
