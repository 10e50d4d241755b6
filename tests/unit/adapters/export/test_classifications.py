"""What classification says of a file: the class that was decided, and why, but never a value."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console

from modelkeep.adapters.export.classifications import classified_record, write_classes, write_text
from modelkeep.catalogue.classes import load_classes
from modelkeep.catalogue.identifiers import load_identifiers
from modelkeep.core.data import Classified, DataClass, DataFinding, Method
from modelkeep.core.data_classes import Framework
from modelkeep.engines.classify.deciding import decide

KNOWN = {each.id: each for each in load_identifiers()}


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_classes(KNOWN.values())


def classified(*names: str) -> Classified:
    findings = tuple(
        DataFinding(
            identifier=name, data_class=KNOWN[name].data_class, severity=KNOWN[name].severity, place=("visits.csv",), column=name,
            at="row 0", count=2, examined=2, confidence=0.9, masked="xxx", keyed="00",
        )
        for name in names
    )  # fmt: skip
    return Classified(
        place="visits.csv", size=9, tag="", formats=("delimited",), findings=findings, gaps=(), method=Method.FULL, bytes_read=9
    )  # fmt: skip


def shown(told: Classified, framework: Framework) -> str:
    out = io.StringIO()
    write_text(told, decide(told, framework), framework, KNOWN, Console(file=out, width=60))
    return " ".join(out.getvalue().split())


def test_what_only_several_tell_together_is_told_with_its_reason(framework: Framework) -> None:
    told = classified("email", "us_npi")
    record = classified_record(told, decide(told, framework), framework)
    reason = "a fact of health about somebody who is named: email in email + us_npi in us_npi"
    assert (record["class"], record["reasons"][0]) == ("restricted", reason)
    assert "legal-basis" in record["owes"]
    assert f"because: {reason}" in shown(told, framework)
    assert "because" not in shown(classified("email"), framework)  # the line of the finding says it


def test_the_users_framework_gives_findings_their_class(framework: Framework) -> None:
    ours = replace(framework, identifiers={"email": DataClass.INTERNAL})
    told = classified("email")
    record = classified_record(told, decide(told, ours), ours)
    assert (record["class"], record["findings"][0]["class"]) == ("internal", "internal")
    assert json.dumps(record)


def test_classes_say_what_they_owe_and_what_leads_to_them(framework: Framework) -> None:
    out = io.StringIO()
    write_classes(framework, Console(file=out, width=60))
    told = out.getvalue()
    assert told.startswith("restricted\n")
    assert "identity + health: a fact of health about" in told
    assert max(map(len, told.splitlines())) <= 60
