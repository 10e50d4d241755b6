"""A person's word for a principal is one principal, or an error that says which there are."""

from __future__ import annotations

import pytest
from tests.unit.engines.access.asking.grounds import ADA, FOREIGN, HOME, OTHER, TRAINER, ground, identity

from modelkeep.core.errors import UsageError
from modelkeep.engines.access.asking.naming import principal_named
from modelkeep.engines.access.principals import Kind

TWIN = f"arn:aws:iam::{OTHER}:user/ada"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("trainer", TRAINER, Kind.ROLE),
        (TRAINER, TRAINER, Kind.ROLE),
        (
            f"arn:aws:sts::{HOME}:assumed-role/trainer/nightly",
            f"arn:aws:sts::{HOME}:assumed-role/trainer/nightly",
            Kind.SESSION,
        ),
        ("anonymous", "anonymous", Kind.ANONYMOUS),
        ("ec2.amazonaws.com", "ec2.amazonaws.com", Kind.SERVICE),
        (HOME, f"arn:aws:iam::{HOME}:root", Kind.ROOT),
        (f"arn:aws:iam::{FOREIGN}:role/x", f"arn:aws:iam::{FOREIGN}:role/x", Kind.ROLE),
    ],
)
def test_names(text: str, name: str, kind: Kind) -> None:
    who = principal_named(ground(identity(TRAINER), identity(ADA)), text).principal
    assert (who.name, who.kind) == (name, kind)


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("ada", TWIN),
        ("trainr", "Did you mean trainer?"),
        (f"arn:aws:iam::{HOME}:role/trainr", "Did you mean trainer?"),
        ("zzzz", "by name or ARN"),
    ],
)
def test_what_names_nobody_or_several(text: str, remedy: str) -> None:
    with pytest.raises(UsageError) as error:
        principal_named(ground(identity(TRAINER), identity(ADA), identity(TWIN)), text)
    assert remedy in error.value.remedy
