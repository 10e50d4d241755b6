"""All steps of a world, put together: from techniques, and from those who may do everything already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from modelkeep.core.arn import GLOBAL
from modelkeep.core.escalation import ESCALATES, Gained, Need, Predicate, Technique
from modelkeep.core.kinds.analyses import Escalation
from modelkeep.core.kinds.s3 import Bucket
from modelkeep.core.tables import table_of
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.administration import is_administrator
from modelkeep.engines.access.building import Estate
from modelkeep.engines.access.decision import Outcome
from modelkeep.engines.access.holders import holder_of
from modelkeep.engines.access.paths.asking import AskedWorld
from modelkeep.engines.access.paths.edges import Edge, administrator, is_administrator_node
from modelkeep.engines.access.paths.facts import Facts
from modelkeep.engines.access.paths.gathering import gather
from modelkeep.engines.access.paths.lineage import uses_of_models
from modelkeep.engines.access.paths.people import with_groups
from modelkeep.engines.access.paths.resources import fits_type, place_of, with_made_new
from modelkeep.engines.access.paths.techniques import Steps
from modelkeep.engines.access.world import Unread, World

ADMINISTRATION = "administrator"
"""What stands in the place of a technique's id where somebody may do everything in an account."""

_SOMEBODY = "somebody else"
_TOLD = ("target", "uses", "serves", "works_as")
_WORDS = {Outcome.ALLOWED: "allowed", Outcome.ALLOWED_IF: "conditional", Outcome.UNKNOWN: "unknown"}


@dataclass(frozen=True, slots=True)
class Network:
    """Every step, everybody who may start one, those who are administrators already, root users among them, and what was not read.

    `told` are the resources of which a technique says what reaching them is, whether anybody does or not.
    """

    edges: tuple[Edge, ...]
    principals: frozenset[str]
    administrators: frozenset[str]
    told: frozenset[str]
    unread: tuple[Unread, ...]


def network(
    world: World,
    estate: Estate,
    techniques: Iterable[Technique],
    targets: Iterable[str] = (),
    actions: Iterable[str] = (),
) -> Network:
    """All steps. `targets` are resources that are asked about, to which direct access is a step too: by the ordinary techniques for
    their kinds, and by each of `actions`."""
    targets = tuple(targets)
    asking = (*techniques, *(doing(action) for action in actions))
    whole = with_foreign_buckets(with_made_new(with_groups(world, estate), asking), estate)
    asker = AskedWorld(whole)
    gathered = gather(estate, whole, asker, asking)
    add_targets(gathered.facts, whole.table, asking, targets)
    administrators = frozenset((
        *(root.name for root in whole.root_users()),
        *(name for name, each in whole.identities.items() if is_administrator(whole, each)),
    ))  # fmt: skip
    steps = Steps(whole, asker, gathered.facts, administrators).edges(asking)
    edges = (*steps, *administration(whole, administrators, steps, targets))
    told = frozenset(term for fact in gathered.facts for term in fact.terms if fact.relation in _TOLD)
    return Network(edges, frozenset(world.identities), administrators, told, (*world.unread, *gathered.unread))


def with_foreign_buckets(world: World, estate: Estate) -> World:
    """The world in which buckets that models name and no account has, where all accounts' buckets were listed, are somebody else's:
    besides what their policies say, which nobody here can read, the caller's own policies have to allow."""
    call = table_of(Bucket).calls[0]
    if not all(estate.was_read(call, account, "", "") for account in world.accounts):
        return world
    named = {holder_of(fact.terms[2]) for fact in uses_of_models(estate) if fact.relation == "uses"}
    foreign = {
        each: _SOMEBODY for each in named if each.startswith("arn:") and ":s3:::" in each and each not in world.targets
    }
    return replace(world, owners={**foreign, **world.owners})


def doing(action: str) -> Technique:
    """The step of doing one action to what is asked about."""
    return Technique(
        id=action,
        title=action,
        source="",
        why="",
        needs=(Need(action, "{resource}"),),
        where=(Predicate("target", ("{resource}", action)),),
        gains={Gained.DATA: "{resource}"},
        path=Path(),
        ordinary=True,
    )


def add_targets(facts: Facts, table: ActionTable, techniques: Iterable[Technique], targets: Iterable[str]) -> None:
    """Say of each target of which of the types it is that techniques ask for. Of actions, every target is."""
    types = {each.terms[1] for technique in techniques for each in technique.where if each.relation == "target"}
    for target in targets:
        for type_ in types:
            if fits_type(table, type_, target):
                facts.add("target", target, type_)


def administration(
    world: World, administrators: Iterable[str], steps: Iterable[Edge], targets: Iterable[str]
) -> Iterator[Edge]:
    """The steps to and from unlimited rights in an account: every user and role in it, and every target, is at their disposal."""
    nodes = {edge.target for edge in steps if is_administrator_node(edge.target)}
    for name in administrators:
        node = administrator(place_of(name).account)
        nodes.add(node)
        yield _step(name, node, Gained.RIGHTS)
    reach: dict[str, list[tuple[str, Gained]]] = {}
    for name, identity in world.identities.items():
        if not identity.principal.is_service_linked and ":group/" not in name:
            reach.setdefault(place_of(name).account, []).append((name, Gained.ROLE))
    for target in targets:
        if target not in world.identities:
            reach.setdefault(world.owner(target) or place_of(target).account, []).append((target, Gained.DATA))
    for account, those in reach.items():
        if administrator(account) in nodes:
            yield from (_step(administrator(account), name, gained) for name, gained in those)


def _step(source: str, target: str, gained: Gained) -> Edge:
    title = "Everything in the account" if gained is Gained.RIGHTS else "At an administrator's disposal"
    return Edge(source, target, ADMINISTRATION, title, gained, Outcome.ALLOWED, ordinary=True)


def escalations(world: World, estate: Estate, techniques: Iterable[Technique]) -> Iterator[Escalation]:
    """The rows of `escalation`: each way in which a role or user of the world gets rights that were not given to it.

    Whoever may do everything in its account already has one row that says so, and others for what it gains elsewhere. Ordinary use,
    such as assuming a role that trusts one, is no escalation.
    """
    chosen = tuple(each for each in techniques if not each.ordinary and ESCALATES & each.gains.keys())
    found = network(world, estate, chosen)
    for name in sorted(found.administrators & world.identities.keys()):
        yield _row(name, ADMINISTRATION, "", Outcome.ALLOWED, "")
    for edge in found.edges:
        if edge.source in found.principals and edge.gained in ESCALATES and not edge.ordinary:
            target = edge.subject or edge.target
            own = target == edge.source
            yield _row(edge.source, edge.technique, "" if own else target, edge.outcome, edge.condition)


def _row(arn: str, path: str, target: str, outcome: Outcome, condition: str) -> Escalation:
    account = place_of(arn).account
    decision = _WORDS[outcome]
    return Escalation(
        arn=arn, account=account, region=GLOBAL, path=path, target=target, decision=decision, condition=condition
    )
