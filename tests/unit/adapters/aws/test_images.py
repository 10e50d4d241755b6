"""Images in ECR: how they are named, asked for and refused."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from modelkeep.adapters.aws.downloads import Answer
from modelkeep.adapters.aws.images import EcrImage, Reference, reference_of
from modelkeep.core.errors import AccessError
from modelkeep.engines.images.layout import compose
from modelkeep.lab.seed.image_files import image, installed

IMAGE = image([{"opt/x-1.dist-info/METADATA": installed("x", "1")}])
NAME = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/model"
DIGEST = "sha256:" + "ab" * 32


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (f"{NAME}:1.0", Reference("123456789012", "eu-west-1", "team/model", "1.0")),
        (NAME, Reference("123456789012", "eu-west-1", "team/model")),
        (f"{NAME}@{DIGEST}", Reference("123456789012", "eu-west-1", "team/model", "", DIGEST)),
        (f"{NAME}:1@{DIGEST}", Reference("123456789012", "eu-west-1", "team/model", "1", DIGEST)),
        ("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/a", Reference("123456789012", "cn-north-1", "a")),
        ("123456789012.dkr-ecr.us-east-1.on.aws/a", Reference("123456789012", "us-east-1", "a")),
        ("123456789012.dkr.ecr-fips.us-east-1.amazonaws.com/a", Reference("123456789012", "us-east-1", "a")),
        ("public.ecr.aws/docker/library/python:3", None),
        (f"{NAME}@sha256:ab", None),
        ("s3://bucket/key", None),
    ],
)
def test_names(place: str, expected: Reference | None) -> None:
    assert reference_of(place) == expected


class Ecr:
    """ECR with one image. `refused` is the error that its calls raise."""

    def __init__(self, refused: str = "") -> None:
        self.refused = refused
        self.asked: list[dict[str, Any]] = []

    def batch_get_image(self, **asked: Any) -> Any:
        self._refuse("BatchGetImage")
        self.asked.append(asked)
        if asked["imageIds"] not in ([{"imageTag": "latest"}], [{"imageDigest": IMAGE.digest}]):
            return {"images": [], "failures": [{"failureCode": "ImageNotFound"}]}
        return {"images": [{"imageManifest": IMAGE.manifest.decode(), "imageManifestMediaType": ""}]}

    def get_download_url_for_layer(self, **asked: Any) -> Any:
        self._refuse("GetDownloadUrlForLayer")
        self.asked.append(asked)
        return {"downloadUrl": f"https://layers/{asked['layerDigest']}"}

    def _refuse(self, operation: str) -> None:
        code, _, only = self.refused.partition(" ")
        if code and only in ("", operation):
            raise ClientError({"Error": {"Code": code}}, operation)


def ask(url: str, offset: int) -> Answer:
    content = IMAGE.blobs[url.removeprefix("https://layers/")]
    return Answer(200, 0, len(content), iter([content]))


def of(reference: str, client: Ecr) -> EcrImage:
    parsed = reference_of(reference)
    assert parsed is not None
    return EcrImage(reference, parsed, client, ask)


@pytest.mark.parametrize("reference", [NAME, f"{NAME}@{IMAGE.digest}", f"{NAME}:1.0@{IMAGE.digest}"])
def test_an_image_is_read_by_its_manifest_and_layers(reference: str) -> None:
    client = Ecr()
    told = compose(of(reference, client))
    assert ([each.told for each in told.components], told.gaps, told.digest) == (["x 1"], (), IMAGE.digest)
    assert {(each["registryId"], each["repositoryName"]) for each in client.asked} == {("123456789012", "team/model")}


def test_an_image_that_is_not_there_is_a_gap() -> None:
    told = compose(of(f"{NAME}:2", Ecr()))
    assert [each.reason for each in told.gaps] == ["ECR has no image 2 in team/model (ImageNotFound)"]
    told = compose(of(NAME, Ecr("RepositoryNotFoundException")))
    assert [each.reason for each in told.gaps] == ["there is no repository team/model in 123456789012"]


def test_a_registry_that_refuses_is_an_error() -> None:
    with pytest.raises(AccessError, match="AccessDeniedException"):
        compose(of(NAME, Ecr("AccessDeniedException")))


def test_the_registrys_own_account_is_asked_where_the_other_is_refused() -> None:
    source = of(NAME, Ecr("AccessDeniedException"))
    source.owner = Ecr
    assert [each.told for each in compose(source).components] == ["x 1"]
    source = of(NAME, Ecr("AccessDeniedException"))
    source.owner = lambda: Ecr("ThrottledByOwnerException")
    with pytest.raises(AccessError, match="AccessDeniedException"):
        compose(source)


def test_layers_that_are_refused_are_gaps() -> None:
    told = compose(of(NAME, Ecr("AccessDeniedException GetDownloadUrlForLayer")))
    assert told.components == ()
    reasons = [each.reason for each in told.gaps]
    assert len(reasons) == 2  # the configuration and the layer
    assert all("ecr:GetDownloadUrlForLayer on team/model of 123456789012" in each for each in reasons)
