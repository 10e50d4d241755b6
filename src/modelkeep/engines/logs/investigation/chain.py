"""From credentials back to the human or workload behind them; what the logs do not tell is unknown, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from modelkeep.core.logs.investigation import Chain, Hop, Identity, Issue, Origin, OriginKind, Used

MISSING = "the assume-role event is not in the lake"
MOST_HOPS = 20
_SSO = re.compile(r":role/aws-reserved/sso\.amazonaws\.com/(?:[^/]+/)?AWSReservedSSO_(.+)_[0-9a-f]+$")
"""Roles under this path are made by Identity Center, which alone hands out their sessions and names them after its user:
https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html"""
_LINKED = re.compile(r":role/aws-service-role/([^/]+)/")
"""Only the service in the path can assume a service-linked role."""
_SERVICES = {"ec2": "EC2 instance", "lambda": "Lambda function", "sagemaker": "SageMaker"}
_INSTANCE = re.compile(r"i-[0-9a-f]{8,17}")


def resolve(identity: Identity, issued: Mapping[str, Issue]) -> Chain:
    """The chain of one identity: its credentials, who asked for those, with whose credentials that was asked, and so on."""
    hops: list[Hop] = []
    passed: set[str] = set()
    source = identity.source_identity
    current = identity
    while True:
        issue = issued.get(current.key) if current.key else None
        hop = Hop(name=current.shown, session=current.session, account=current.account, key=current.key)
        if current.type != "AWSService" or not hops:
            hops.append(replace(hop, how=issue.action, event_id=issue.event_id) if issue else hop)
        if current.key in passed or len(hops) > MOST_HOPS:
            origin = Origin(OriginKind.UNKNOWN, "", "the chain of credentials comes back to itself")
            break
        origin_here = _origin(current, hops)
        if issue is None or _SSO.search(current.issuer_arn):
            origin = origin_here
            break
        passed.add(current.key)
        current = issue.caller
        source = source or current.source_identity
    return Chain(origin=origin, hops=tuple(reversed(hops)), source_identity=source)


def chains(used: Iterable[Used], issued: Mapping[str, Issue]) -> tuple[Chain, ...]:
    """The chains of identities, those of the same path as one, most used first."""
    found: dict[tuple[object, ...], Chain] = {}
    for each in used:
        chain = resolve(each.identity, issued)
        path = (chain.origin, chain.source_identity, *((hop.name, hop.session, hop.how) for hop in chain.hops))
        earlier = found.get(path)
        if earlier is None:
            found[path] = replace(chain, events=each.events, first=each.first, last=each.last)
        else:
            assert earlier.first is not None
            assert earlier.last is not None
            found[path] = replace(
                earlier, events=earlier.events + each.events, sessions=earlier.sessions + 1, first=min(earlier.first, each.first),
                last=max(earlier.last, each.last),
            )  # fmt: skip
    return tuple(sorted(found.values(), key=lambda each: (-each.events, str(each.first), each.origin.name)))


def _origin(identity: Identity, hops: list[Hop]) -> Origin:
    """Who an identity is, where nothing that is known handed out its credentials."""
    kind = identity.type
    if kind == "AssumedRole":
        return _of_role(identity)
    if kind == "Root":
        return Origin(OriginKind.ROOT, identity.arn or identity.account, "the root user of the account")
    if kind == "IAMUser":
        keys = "a long-term key" if identity.key.startswith("AKIA") else "a session of the user itself"
        return Origin(OriginKind.USER, identity.arn or identity.name, f"an IAM user, with {keys}")
    if kind == "FederatedUser":
        user = identity.issuer_arn or identity.arn
        return Origin(OriginKind.USER, user, f"federated as {identity.arn.rpartition('/')[2] or 'unknown'}")
    if kind == "AWSService":
        return _of_service(identity, hops)
    return _from_outside(identity)


def _from_outside(identity: Identity) -> Origin:
    """Of those that are no identities of an account's IAM."""
    kind = identity.type
    if kind == "SAMLUser":
        return Origin(OriginKind.HUMAN, identity.name or identity.principal_id, _from(identity, "signed in by SAML"))
    if kind == "IdentityCenterUser" and (who := identity.on_behalf_of or identity.name):
        return Origin(OriginKind.HUMAN, who, "a user of Identity Center")
    if kind == "WebIdentityUser":
        return _of_web(identity)
    if kind == "AWSAccount":
        who = f"{identity.principal_id} of account {identity.account}" if identity.principal_id else identity.account
        return Origin(
            OriginKind.UNKNOWN, who, f"{MISSING} as account {identity.account or 'of the caller'} recorded it"
        )
    return Origin(
        OriginKind.UNKNOWN, identity.shown, f"CloudTrail tells no more than the type {kind or 'that is missing'}"
    )


def _of_role(identity: Identity) -> Origin:
    sso = _SSO.search(identity.issuer_arn)
    if sso and identity.session:
        return Origin(OriginKind.HUMAN, identity.session, f"a user of Identity Center, by permission set {sso[1]}")
    if identity.in_scope:
        return Origin(OriginKind.WORKLOAD, identity.in_scope, "the service names what it gave the credentials to")
    if identity.delivered and identity.session:
        told = "the instance's metadata service handed out the credentials"
        return Origin(OriginKind.WORKLOAD, f"EC2 instance {identity.session}", told)
    linked = _LINKED.search(identity.issuer_arn)
    if linked:
        return Origin(OriginKind.SERVICE, linked[1], "by its service-linked role")
    hint = "; the session has the name of an EC2 instance" if _INSTANCE.fullmatch(identity.session) else ""
    return Origin(OriginKind.UNKNOWN, "", f"{MISSING}{hint}")


def _of_web(identity: Identity) -> Origin:
    """Subjects of GitHub's and Kubernetes' tokens are workloads; of others it is not told what they are."""
    name = identity.name or identity.principal_id
    is_workload = re.match(r"repo:|system:serviceaccount:", name) is not None
    kind = OriginKind.WORKLOAD if is_workload else OriginKind.FEDERATED
    return Origin(kind, name, _from(identity, "signed in by web identity"))


def _of_service(identity: Identity, hops: list[Hop]) -> Origin:
    host = identity.invoked_by
    session = hops[-1].session if hops else ""
    known = _SERVICES.get(host.partition(".")[0])
    if not known or not session:
        return Origin(OriginKind.SERVICE, host or "an AWS service", "acted of its own accord")
    name = f"{known} {session}" if known != "SageMaker" else f"SageMaker, session {session}"
    return Origin(OriginKind.WORKLOAD, name, f"{host} took the role for it")


def _from(identity: Identity, told: str) -> str:
    return f"{told} of {identity.provider}" if identity.provider else told
