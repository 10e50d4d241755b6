"""Who asks, and how policies name them."""

from __future__ import annotations

import pytest
from tests.unit.engines.access.cases import OURS, ROLE, ROOT, SESSION, THEIRS, USER

from modelkeep.engines.access.expressions import Expression
from modelkeep.engines.access.principals import Kind, Named, Principal, excepted, is_deleted, meant, named, principal_of


@pytest.mark.parametrize(
    ("name", "kind", "account"),
    [
        (USER, Kind.USER, OURS),
        (ROLE, Kind.ROLE, OURS),
        (SESSION, Kind.SESSION, OURS),
        (ROOT, Kind.ROOT, OURS),
        (OURS, Kind.ROOT, OURS),
        (f"arn:aws:sts::{OURS}:federated-user/bob", Kind.FEDERATED_USER, OURS),
        (f"arn:aws:iam::{OURS}:oidc-provider/accounts.google.com", Kind.FEDERATED, OURS),
        (f"arn:aws:iam::{OURS}:saml-provider/corporate", Kind.FEDERATED, OURS),
        ("accounts.google.com", Kind.FEDERATED, ""),
        ("cognito-identity.amazonaws.com", Kind.FEDERATED, ""),
        ("sagemaker.amazonaws.com", Kind.SERVICE, ""),
        ("ec2.amazonaws.com.cn", Kind.SERVICE, ""),
        ("logs.eu-west-1.amazonaws.com", Kind.SERVICE, ""),
        ("anonymous", Kind.ANONYMOUS, ""),
        ("*", Kind.ANONYMOUS, ""),
    ],
)
def test_what_a_name_names(name: str, kind: Kind, account: str) -> None:
    who = principal_of(name)
    assert (who.kind, who.account) == (kind, account)


@pytest.mark.parametrize(
    "name",
    [
        "", "bob", "12345678901", f"arn:aws:iam::{OURS}:group/g", f"arn:aws:iam::{OURS}:user/", f"arn:aws:s3:::{OURS}",
        f"arn:aws:sts::{OURS}:assumed-role/only", "arn:aws:iam", "AIDAEXAMPLEEXAMPLE0001",
    ],
)  # fmt: skip
def test_what_names_nobody(name: str) -> None:
    with pytest.raises(ValueError, match=r"no principal|no ARN of a principal"):
        principal_of(name)


def how(who: str | Principal, element: str) -> tuple[Named, Expression]:
    return named(principal_of(who) if isinstance(who, str) else who, element)


@pytest.mark.parametrize(
    ("who", "element", "found"),
    [
        (USER, "*", Named.SELF),
        (USER, "AWS:*", Named.SELF),
        (USER, f"AWS:{USER}", Named.SELF),
        (USER, f"AWS:{USER}s", Named.NOT),
        (USER, f"AWS:{ROOT}", Named.ACCOUNT),
        (USER, f"AWS:arn:aws:iam::{THEIRS}:root", Named.NOT),
        (ROOT, f"AWS:{ROOT}", Named.SELF),
        (SESSION, f"AWS:{ROLE}", Named.ROLE),
        (SESSION, f"AWS:{SESSION}", Named.SELF),
        (SESSION, f"AWS:{SESSION}2", Named.NOT),
        (SESSION, f"AWS:arn:aws:iam::{OURS}:role/path/to/trainer", Named.ROLE),
        (SESSION, f"AWS:arn:aws:iam::{OURS}:role/path/to/other-trainer", Named.NOT),
        (ROLE, f"AWS:arn:aws:iam::{OURS}:role/path/to/trainer", Named.NOT),
        (SESSION, f"Service:{SESSION}", Named.NOT),
        ("sagemaker.amazonaws.com", "Service:sagemaker.amazonaws.com", Named.SELF),
        ("sagemaker.amazonaws.com", "Service:lambda.amazonaws.com", Named.NOT),
        ("accounts.google.com", "Federated:accounts.google.com", Named.SELF),
        ("anonymous", f"AWS:{ROOT}", Named.NOT),
        ("anonymous", "CanonicalUser:abc", Named.NOT),
    ],
)
def test_how_an_entry_names_somebody(who: str, element: str, found: Named) -> None:
    assert how(who, element) == (found, True)


def test_one_session_of_a_role_depends_on_the_sessions_name() -> None:
    found, depends = how(ROLE, f"AWS:{SESSION}")
    assert found is Named.SELF
    assert not isinstance(depends, bool)
    assert depends.told(holds=True) == "the session is named night-run"  # type: ignore[union-attr]  # an atom


def test_a_canonical_user_may_be_any_account() -> None:
    found, depends = how(USER, "CanonicalUser:79a59df900b949e55d96a1e698fbaced")
    assert found is Named.ACCOUNT
    assert depends.is_unread  # type: ignore[union-attr]  # an atom


def test_a_unique_id_names_who_has_it() -> None:
    bob = Principal(Kind.USER, USER, OURS, unique_id="AIDAEXAMPLEEXAMPLE0001")
    assert how(bob, "AWS:AIDAEXAMPLEEXAMPLE0001") == (Named.SELF, True)
    assert how(bob, "AWS:AIDAEXAMPLEEXAMPLE0002") == (Named.NOT, True)
    assert how(USER, "AWS:") == (Named.NOT, True)
    assert is_deleted("AWS:AROAEXAMPLEEXAMPLE0001")
    assert not is_deleted(f"AWS:{ROLE}")


@pytest.mark.parametrize(
    ("who", "element", "doubtful"),
    [
        (SESSION, f"AWS:arn:aws:iam::{OURS}:role/*", True),
        (SESSION, f"AWS:arn:aws:sts::{OURS}:assumed-role/trainer/*", True),
        (ROLE, f"AWS:arn:aws:sts::{OURS}:assumed-role/trainer/*", True),
        (ROLE, f"AWS:arn:aws:sts::{OURS}:assumed-role/other/*", False),
        (USER, f"AWS:arn:aws:iam::{OURS}:role/*", False),
        (USER, f"AWS:arn:aws:iam::{OURS}:group/g", True),
        (USER, f"AWS:arn:aws:iam::{THEIRS}:group/g", False),
    ],
)
def test_what_aws_does_not_store_is_in_doubt_for_a_deny(who: str, element: str, doubtful: bool) -> None:
    found, depends = meant(principal_of(who), element)
    assert (found is Named.SELF) is doubtful
    assert getattr(depends, "is_unread", False) is doubtful


def test_whom_notprincipal_leaves_out() -> None:
    who = principal_of(USER)
    assert excepted(who, (f"AWS:{USER}",), deny=False) is True
    assert excepted(who, (f"AWS:{USER}",), deny=True) is False
    assert excepted(who, (f"AWS:{USER}", f"AWS:{ROOT}"), deny=True) is True
    assert excepted(who, ("AWS:*",), deny=True) is True
    assert excepted(principal_of("s3.amazonaws.com"), ("Service:s3.amazonaws.com",), deny=True) is True
    assert excepted(principal_of("anonymous"), (f"AWS:{USER}",), deny=True) is False


def test_keys_that_a_principal_settles() -> None:
    keys = principal_of(SESSION).own_keys()
    assert keys["aws:principalarn"] == (ROLE,)
    assert keys["aws:principaltype"] == ("AssumedRole",)
    assert keys["aws:username"] is None
    assert principal_of("anonymous").own_keys()["aws:principalaccount"] == ("anonymous",)
    assert principal_of("s3.amazonaws.com").own_keys()["aws:principalservicename"] == ("s3.amazonaws.com",)
    assert "aws:sourcearn" not in principal_of("s3.amazonaws.com").own_keys()
    assert principal_of(ROOT).own_keys()["aws:userid"] == (OURS,)
