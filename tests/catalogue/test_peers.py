"""Every check about AI services that the four peers have is answered."""

from __future__ import annotations

from modelkeep.app.peers import answers
from modelkeep.bootstrap import load_catalogue, load_peers


def test_no_check_of_a_peer_is_without_an_answer() -> None:
    controls = load_catalogue().controls
    found = answers(load_peers(controls), controls)
    assert {each.peer.key for each in found} == {"prowler", "securityhub", "checkov", "config"}
    assert len(found) >= 136
    assert [f"{each.peer.key} {each.check.id}" for each in found if each.is_hole] == []


def test_only_what_protects_nothing_has_no_control() -> None:
    controls = load_catalogue().controls
    without = {
        each.check.id for each in answers(load_peers(controls), controls) if not each.controls and not each.is_hole
    }
    assert without == {"bedrock_prompt_management_exists", "sagemaker-image-description"}
