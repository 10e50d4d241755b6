"""Where a model package's signature lies is told in its metadata, as far as that can tell it."""

from __future__ import annotations

from typing import Any

import pytest

from modelkeep.adapters.aws import packages
from modelkeep.adapters.aws.artifacts import Way
from modelkeep.adapters.aws.clients import Endpoint
from modelkeep.adapters.aws.packages import Packages
from modelkeep.core.errors import UsageError

ARN = "arn:aws:sagemaker:eu-west-1:111122223333:model-package/fraud/7"
WAY = Way(Endpoint())


def test_address_and_root_digest_are_written_in_the_packages_region(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []

    class SageMaker:
        def update_model_package(self, **told: Any) -> dict[str, Any]:
            asked.append(told)
            return {}

    def client_of(way: Way, account: str, service: str, region: str) -> SageMaker:
        assert (service, region) == ("sagemaker", "eu-west-1")
        return SageMaker()

    monkeypatch.setattr(packages, "client_of", client_of)
    Packages(WAY).record(ARN, "s3://acme/m/model.sig", "ab" * 32)
    assert asked == [
        {
            "ModelPackageArn": ARN,
            "CustomerMetadataProperties": {
                "modelkeep:signature": "s3://acme/m/model.sig",
                "modelkeep:signed-digest": f"sha256:{'ab' * 32}",
            },
        }
    ]


@pytest.mark.parametrize(
    ("package", "bundle", "why"),
    [
        ("fraud", "s3://acme/m/model.sig", "is no model package"),
        (ARN.replace("model-package/", "model-package-group/"), "s3://acme/m/model.sig", "is no model package"),
        (ARN, "model.sig", "cannot tell that its signature lies"),
        (ARN, f"s3://acme/{'x' * 250}", "cannot tell that its signature lies"),
        (ARN, "s3://acme/m#1.sig", "cannot tell that its signature lies"),
    ],
)
def test_what_the_metadata_cannot_tell_is_said_before_anything_is_signed(package: str, bundle: str, why: str) -> None:
    Packages(WAY).require(ARN, "s3://acme/m/model.sig")
    with pytest.raises(UsageError, match=why):
        Packages(WAY).require(package, bundle)
