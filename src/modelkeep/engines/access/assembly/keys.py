"""Grants on KMS keys (https://docs.aws.amazon.com/kms/latest/developerguide/grants.html)."""

from __future__ import annotations

from collections.abc import Iterator

from modelkeep.core.kinds.kms import KeyGrant
from modelkeep.core.tables import Condition
from modelkeep.engines.access.decision import Level
from modelkeep.engines.access.principals import is_deleted, principal_of
from modelkeep.engines.access.statements import Policy
from modelkeep.engines.access.world import synthetic

_WITHOUT_CONTEXT = frozenset({"DescribeKey", "RetireGrant", "CreateGrant", "GetPublicKey", "Sign", "Verify", "GenerateMac", "VerifyMac",
                              "DeriveSharedSecret"})  # fmt: skip
"""What takes no encryption context, so that a grant's constraints on it do not count
(https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html)."""

GRANTABLE = (
    "kms:CreateGrant", "kms:Decrypt", "kms:DeriveSharedSecret", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*",
    "kms:GenerateMac", "kms:GetPublicKey", "kms:ReEncrypt*", "kms:RetireGrant", "kms:Sign", "kms:Verify", "kms:VerifyMac",
)  # fmt: skip
"""What grants can allow (https://docs.aws.amazon.com/kms/latest/developerguide/grants.html#terms-grant-operations)."""


def granted(grant: KeyGrant) -> Iterator[Policy]:
    """A grant as policies of its key."""
    if grant.grantee is not None:
        principal = _element(grant.grantee)
        if principal:
            yield from _operations(grant, principals=(principal,))
    for who in (grant.retiring_principal, grant.grantee if "RetireGrant" in (grant.operations or ()) else ""):
        principal = _element(who or "")
        if principal:
            yield synthetic(
                _name(grant), "Allow", actions=("kms:RetireGrant",), resources=(grant.arn,), principals=(principal,)
            )


def lent(grant: KeyGrant) -> Level:
    """A grant as policies of its grantee: one in another account needs no policy of its own
    (https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html lends a key to a role of
    another account, which has none about keys).
    """
    return tuple(_operations(grant, principals=()))


def lent_to(grant: KeyGrant) -> str:
    """The ARN of the user or role that a grant is for, '' for anybody else."""
    grantee = grant.grantee or ""
    return grantee if ":user/" in grantee or ":role/" in grantee else ""


def _operations(grant: KeyGrant, *, principals: tuple[str, ...]) -> Iterator[Policy]:
    operations = frozenset(grant.operations or ())
    bound = _context(grant)
    source = (Condition("ArnLike", "aws:SourceArn", (grant.source_arn,)),) if grant.source_arn else ()
    for names, conditions in (
        (operations & _WITHOUT_CONTEXT - {"RetireGrant"}, source),
        (operations - _WITHOUT_CONTEXT, (*bound, *source)),
    ):
        if names:
            actions = tuple(sorted(f"kms:{name}" for name in names))
            yield synthetic(
                _name(grant),
                "Allow",
                actions=actions,
                resources=(grant.arn,),
                principals=principals,
                conditions=conditions,
            )


def _context(grant: KeyGrant) -> tuple[Condition, ...]:
    found = [_pair(each) for each in {**(grant.context_equals or {}), **(grant.context_subset or {})}.items()]
    if grant.context_equals:
        found.append(Condition("ForAllValues:StringEquals", "kms:EncryptionContextKeys", tuple(grant.context_equals)))
    return tuple(found)


def _pair(pair: tuple[str, str]) -> Condition:
    return Condition("StringEquals", f"kms:EncryptionContext:{pair[0]}", (pair[1],))


def _element(who: str) -> str:
    """As a Principal element writes it; '' for nobody."""
    if not who:
        return ""
    if is_deleted(f"AWS:{who}"):
        return f"AWS:{who}"
    try:
        principal = principal_of(who)
    except ValueError:
        return ""
    return f"{'AWS' if principal.account else 'Service'}:{who}"


def _name(grant: KeyGrant) -> str:
    return f"grant {grant.name or grant.grant_id} on {grant.arn}"
