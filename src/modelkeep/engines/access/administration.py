"""Who may do everything there is in an account."""

from __future__ import annotations

from dataclasses import replace

from modelkeep.engines.access.decision import Outcome, decide
from modelkeep.engines.access.world import Identity, World

_AT_ALL = ("iam:Anything", "modelkeep:Anything")
"""No actions: whoever may do them may do whatever there is, in IAM and elsewhere."""


def is_administrator(world: World, identity: Identity, *, conditionally: bool = False) -> bool:
    """Whether somebody may do everything there is already: for certain, or `conditionally` after a second factor and the like, too."""
    enough = {Outcome.ALLOWED, Outcome.ALLOWED_IF} if conditionally else {Outcome.ALLOWED}
    for action in _AT_ALL:
        request = replace(world.request(identity, action, "*"), known=True)
        if decide(request, world.policies(identity, request)).outcome not in enough:
            return False
    return True
