"""The page of a control gathers what the catalogue knows about it."""

from __future__ import annotations

from pathlib import Path

from tests.unit.adapters.export.pages import page

from modelkeep.app.control_page import control_page
from modelkeep.core.analyses import ANALYSES
from modelkeep.core.compliance import Framework, Requirement
from modelkeep.core.control_page import MappedRequirement
from modelkeep.core.kinds import tables
from modelkeep.core.peer import Peer
from modelkeep.core.profile import Profile
from modelkeep.core.tables import Role

GDPR = Framework(
    id="gdpr", title="GDPR", version="2016", source="", path=Path("gdpr.toml"),
    requirements=(Requirement(id="Art.25", title="By design", text="", manual=""),),
)  # fmt: skip
PROWLER = Peer(
    key="prowler", name="Prowler", version="", scope="", source="", checks=(), elsewhere=frozenset(), path=Path()
)
STRICT = Profile(name="strict", title="", description="", takes_all=True, path=Path())
CIS = Profile(name="cis", title="", description="", frameworks=("cis",), path=Path())


def test_frameworks_peers_and_profiles_are_named() -> None:
    control = page(
        maps={"gdpr": ("Art.25", "Art.99"), "mine": ("R1",)}, peers={"prowler": ("a",), "other": ("b",)}
    ).control
    found = control_page(control, None, frameworks=[GDPR], peers=[PROWLER], profiles=[STRICT, CIS])
    assert found.requirements == {
        "GDPR (2016)": (MappedRequirement("Art.25", "By design"), MappedRequirement("Art.99", "")),
        "mine": (MappedRequirement("R1", ""),),
    }
    assert found.peers == {"other": ("b",), "Prowler": ("a",)}
    assert found.profiles == ("strict",)


def test_calls_are_told_from_analyses() -> None:
    analysis = next(table for table in tables().values() if table.role is Role.ANALYSIS)
    control = page(tables=frozenset({"ec2_vpc", analysis.name})).control
    found = control_page(control, None, frameworks=[], peers=[], profiles=[])
    assert found.calls == tables()["ec2_vpc"].calls
    assert found.analyses == (ANALYSES[analysis.calls[0]],)
