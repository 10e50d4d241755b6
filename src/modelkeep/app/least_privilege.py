"""The use case `least-privilege`: what a role used, the policy that allows just that, and the proof that nothing breaks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from msgspec.structs import replace

from modelkeep.core.arn import parse_arn
from modelkeep.core.errors import NothingToScanError, UsageError
from modelkeep.core.event_facts import EventFacts
from modelkeep.core.kinds.iam import RolePolicyStatement
from modelkeep.core.kinds.iam_use import RoleServiceAccess
from modelkeep.core.kinds.s3 import Bucket, BucketEncryption
from modelkeep.core.trail import TrailEvent, TrailTrouble
from modelkeep.engines.access.actions import ActionTable
from modelkeep.engines.access.building import Estate
from modelkeep.engines.access.context import Context
from modelkeep.engines.access.decision import Layer, Outcome, decide
from modelkeep.engines.access.least.evidence import gather
from modelkeep.engines.access.least.grants import Grants
from modelkeep.engines.access.least.judging import Judge, LastAccess
from modelkeep.engines.access.least.proof import Proof, Verdict, context_of, prove
from modelkeep.engines.access.least.recording import recorded
from modelkeep.engines.access.least.report import LeastPrivilege
from modelkeep.engines.access.least.uses import Call
from modelkeep.engines.access.least.writing import Writer
from modelkeep.engines.access.least.written import Written
from modelkeep.engines.access.principals import Kind
from modelkeep.engines.access.statements import Effect, Policy, policy_of
from modelkeep.engines.access.world import Identity, World

_ELSEWHERE = (Layer.BOUNDARY, Layer.SCP, Layer.RCP, Layer.SESSION, Layer.ENDPOINT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a person asks for. `role` is a name or an ARN; `complete` are IAM prefixes of services all of whose data events are
    recorded."""

    role: str
    complete: frozenset[str] = frozenset()
    removes_unjudged: bool = False


def least_privilege(
    estate: Estate,
    world: World,
    table: ActionTable,
    facts: EventFacts,
    events: Iterable[TrailEvent | TrailTrouble],
    asked: Asked,
    source: str,
) -> LeastPrivilege:
    """The least policy for a role of an estate, whose policies make up the world.

    Raises UsageError for a role that is not there, NothingToScanError where no event is the role's.
    """
    who = _role(world, asked.role)
    rows = tuple(row for row in estate.rows(RolePolicyStatement) if row.arn == who.arn)
    grants = Grants(rows, table)
    keys = {condition.key.lower() for row in rows for condition in row.conditions}
    evidence = gather(events, who.arn, table, facts, keys)
    if not evidence.used:
        raise NothingToScanError(
            f"none of {evidence.read} events is a call of {who.arn} that was allowed",
            remedy="Name more of CloudTrail's files with --events: without evidence everything would look unused.",
        )
    accessed = {
        row.service: LastAccess(row.used, row.last_used_at)
        for row in estate.rows(RoleServiceAccess)
        if row.arn == who.arn and row.service and row.used is not None
    }
    trails = recorded(estate, who.principal.account)
    judge = Judge(table, facts, evidence, accessed, asked.complete, trails)
    written = Writer(
        table, facts, grants, evidence, judge, _bucket_keys(estate), removes_unjudged=asked.removes_unjudged
    ).write()
    proof = prove(evidence, written.documents(), rows, table)
    limited = tuple(action for action in grants.actions if _is_limited(world, who, action))
    return LeastPrivilege(
        role=who.arn,
        evidence=evidence,
        written=written,
        proof=proof,
        can=tuple(sorted(set(grants.actions) - set(limited))),
        limited=limited,
        refused=tuple(_refused(world, who, written, proof)),
        gaps=tuple(_gaps(who)),
        accessed=accessed,
        source=source,
        table_date=table.date,
    )


def _role(world: World, name: str) -> Identity:
    roles = {arn: each for arn, each in world.identities.items() if each.principal.kind is Kind.ROLE}
    found = [arn for arn in roles if arn == name or arn.rpartition("/")[2] == name]
    if len(found) == 1:
        return roles[found[0]]
    if found:
        raise UsageError(
            f"{len(found)} roles are named {name}", remedy=f"Name one by its ARN: {', '.join(sorted(found))}."
        )
    close = get_close_matches(name.rpartition("/")[2], {arn.rpartition("/")[2] for arn in roles}, 3)
    remedy = (
        f"Did you mean {' or '.join(close)}?"
        if close
        else "Scan the account that has it, or choose another --snapshot or --iam-details."
    )
    raise UsageError(f"there is no role {name}", remedy=remedy)


def _bucket_keys(estate: Estate) -> Mapping[str, str]:
    """The keys of buckets that encrypt new objects with a KMS key of the customer's. Where only an alias is told, the key is not known."""
    buckets = {each.arn: each for each in estate.rows(Bucket)}
    found: dict[str, str] = {}
    for row in estate.rows(BucketEncryption):
        key, bucket = row.kms_key_id or "", buckets.get(row.arn)
        parts = parse_arn(row.arn)
        if not key or "alias/" in key or bucket is None or parts is None:
            continue
        is_arn = key.startswith("arn:")
        found[row.arn] = key if is_arn else f"arn:{parts.partition}:kms:{bucket.region}:{bucket.account}:key/{key}"
    return found


def _is_limited(world: World, who: Identity, action: str) -> bool:
    """Whether no resource is left on which the role may do what its policies allow. What key and trust policies say, is another matter."""
    decision = world.decide(who.principal, action, "*")
    if decision.outcome is Outcome.EXPLICIT_DENY:
        return True
    return decision.outcome is Outcome.IMPLICIT_DENY and bool({Layer.IDENTITY, *_ELSEWHERE} & set(decision.blocked_by))


def _refused(world: World, who: Identity, written: Written, proof: Proof) -> Iterable[tuple[Call, str]]:
    """Recorded calls that are not allowed with all policies of the snapshot and the new one in place of the role's own."""
    new: tuple[Policy, ...] = tuple(policy_of("new policy", each) for each in written.documents())
    for each in (*proof.of(Verdict.ALLOWED), *proof.of(Verdict.NOT_TODAY)):
        request = world.request(
            who, each.call.action, each.call.resource, Context(context_of(each.circumstance), strict=False)
        )
        decision = decide(request, replace(world.policies(who, request), identity=new))
        if decision.outcome is Outcome.EXPLICIT_DENY:
            yield each.call, f"denied by {', '.join(map(str, decision.by))}"
        elif decision.outcome is Outcome.IMPLICIT_DENY:
            layers = ", ".join(layer.value for layer in decision.blocked_by)
            yield each.call, f"not allowed by: {layers}" if layers else "not allowed"
        elif each.verdict is Verdict.NOT_TODAY and decision.outcome is not Outcome.ALLOWED:
            yield each.call, f"not allowed by the role's own policies; allowed if {decision.condition}"


def _gaps(who: Identity) -> Iterable[str]:
    """What of the role's own policies was not read."""
    for policy in (*who.policies, *who.boundary):
        for statement in policy.statements:
            if statement.effect is Effect.UNREAD:
                yield f"{policy.name}: {statement.unclear}"
