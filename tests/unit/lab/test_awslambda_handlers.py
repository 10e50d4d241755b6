"""Lambda in the lab: what moto leaves out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.unit.lab.shapes import checked

from modelkeep.lab.seed import Acme
from modelkeep.lab.seed.functions import _code
from modelkeep.lab.server import LabServer


@pytest.fixture
def acme() -> Iterator[Acme]:
    with LabServer() as lab:
        yield Acme(lab.url, hardened=False, region="eu-south-2")


def test_the_url_of_a_function_is_listed(acme: Acme) -> None:
    acme.client("iam").create_role(RoleName="url-test", AssumeRolePolicyDocument="{}")
    client = acme.client("lambda")
    for name in ("with-url", "without-url"):
        client.create_function(
            FunctionName=name,
            Runtime="python3.13",
            Role=acme.arn("iam", "role/url-test", regional=False),
            Handler="front.handler",
            Code={"ZipFile": _code()},
        )
    client.create_function_url_config(FunctionName="with-url", AuthType="NONE", InvokeMode="BUFFERED")
    call = checked(client)
    (listed,) = call("ListFunctionUrlConfigs", FunctionName="with-url")["FunctionUrlConfigs"]
    assert listed["AuthType"] == "NONE"
    assert call("ListFunctionUrlConfigs", FunctionName="without-url")["FunctionUrlConfigs"] == []
