"""Mappings name what exists: attributes of the AWS provider, properties of CloudFormation's own schemas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from cfnlint.schema import ResourceNotFoundError  # type: ignore[import-untyped]  # it has no annotations
from tests.unit.adapters.iac.test_forms import at, has, schema_of

from modelkeep.adapters.iac.terraform.convert import properties_of
from modelkeep.adapters.iac.terraform.mapping import LEFT_OUT, Converted, conversions, names, pascal_case

EVERY = list(conversions().values())


def exists(known: Any, path: str) -> bool:
    for step in path.split("."):
        known = known[0] if isinstance(known, list) else known
        if not isinstance(known, dict) or step not in known:
            return False
        known = known[step]
    return True


def anywhere(known: Any, name: str) -> bool:
    known = known[0] if isinstance(known, list) else known
    return isinstance(known, dict) and (name in known or any(anywhere(each, name) for each in known.values()))


def renamed_paths(conversion: Converted, known: Any, tf: str = "", cfn: str = "") -> Iterator[tuple[str, str]]:
    """Each attribute that has a name of its own, with its whole path in CloudFormation."""
    for attribute, inner in known.items():
        path = f"{tf}{attribute}"
        target = conversion.renamed(path)
        if target is None:
            continue
        full = ".".join(each for each in (cfn, target) if each)
        if target and (path in conversion.renames or f"*.{attribute}" in conversion.renames):
            yield path, full
        block = inner[0] if isinstance(inner, list) else inner
        if isinstance(block, dict):
            yield from renamed_paths(conversion, block, f"{path}.", full)


@pytest.mark.parametrize("conversion", EVERY, ids=lambda each: each.tf_type)
def test_attributes_exist(conversion: Converted) -> None:
    known = names()[conversion.tf_type]
    given = [
        *conversion.renames,
        *conversion.words,
        *conversion.documents,
        *(conversion.single - {"*"}),
        *conversion.several,
    ]
    given += [*conversion.by, *(conversion.companion or ())[:1]]
    missing = [
        each for each in given if not (anywhere(known, each[2:]) if each.startswith("*.") else exists(known, each))
    ]
    assert not missing


@pytest.mark.parametrize("conversion", EVERY, ids=lambda each: each.tf_type)
def test_properties_exist(conversion: Converted) -> None:
    if conversion.listed == "*":
        pytest.skip("its properties are made by code")
    try:
        schema = schema_of(conversion.cfn_type)
    except ResourceNotFoundError:
        pytest.skip("cfn-lint has no schema")
    start = conversion.listed if conversion.listed not in ("ManagedPolicyArns", "Groups") else ""
    made = {"Grants", "PolicyArn", "AdditionalModelDataSources", "RoleMappings"}
    exact: list[tuple[str, str]] = []
    anywhere_: dict[str, bool] = {}
    for attribute, path in renamed_paths(conversion, names()[conversion.tf_type]):
        found = bool(made & set(path.split("."))) or has(schema, at(schema, start), path)
        if attribute in conversion.renames:
            exact += [] if found else [(attribute, path)]
        else:  # a name for everywhere must fit somewhere: Terraform has blocks that CloudFormation has not
            last = attribute.rsplit(".", 1)[-1]
            anywhere_[last] = anywhere_.get(last, False) or found
    assert not exact
    assert all(anywhere_.values()), anywhere_


def test_attributes_without_a_mapping_are_spelt_alike() -> None:
    assert pascal_case("kms_key_id") == "KmsKeyId"
    conversion = conversions()["aws_sagemaker_user_profile"]
    values = {
        "user_profile_name": "a",
        "user_settings": [{"execution_role": "r", "auto_mount_home_efs": "Enabled", "x": None}],
    }
    assert properties_of(conversion, values) == {
        "UserProfileName": "a",
        "UserSettings": {"ExecutionRole": "r", "AutoMountHomeEFS": "Enabled"},
    }


def test_what_is_left_out_has_no_mapping() -> None:
    assert not LEFT_OUT & conversions().keys()


def test_every_mapping_belongs_somewhere() -> None:
    for each in EVERY:
        assert each.tf_type in names()
        assert bool(each.into) == bool(each.by)
        assert all(target in conversions() for target in each.into.split())
