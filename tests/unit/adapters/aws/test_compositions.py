"""Lambda functions: their code, their layers, and the digests that Lambda tells."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from typing import Any

import pytest
from botocore.exceptions import ClientError

from modelkeep.adapters.aws.compositions import composed_function
from modelkeep.adapters.aws.downloads import Answer
from modelkeep.adapters.aws.functions import Function, downloaded, function, function_of, layer
from modelkeep.core.components import Composition
from modelkeep.engines.artifacts.sources import UnreadableError
from modelkeep.lab.seed.image_files import installed

ARN = "arn:aws:lambda:eu-west-1:123456789012:function:scoring"
LAYER = "arn:aws:lambda:eu-west-1:123456789012:layer:numpy:3"


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(f"python/{name}-1.dist-info/METADATA", installed(name, "1"))
    return out.getvalue()


CODE, NUMPY = zipped("requests"), zipped("numpy")


def sha(content: bytes) -> str:
    return base64.b64encode(hashlib.sha256(content).digest()).decode()


class Lambda:
    """Lambda with one function; `more` is laid over what GetFunction replies."""

    def __init__(self, *, refuses_layers: bool = False, code: dict[str, str] | None = None, **more: Any) -> None:
        self.refuses_layers, self.code, self.more = refuses_layers, code, more

    def get_function(self, FunctionName: str, **_: str) -> Any:  # noqa: N803  # AWS's name
        told = {
            "CodeSha256": sha(CODE),
            "Layers": [{"Arn": LAYER}],
            "Architectures": ["arm64"],
            "Environment": {"Variables": {"DB_PASSWORD": "Tr1ckyBadger", "MODEL": "fraud"}},
        }
        return {"Configuration": {**told, **self.more}, "Code": self.code or {"Location": "https://code"}}

    def get_layer_version_by_arn(self, Arn: str) -> Any:  # noqa: N803  # AWS's name
        if self.refuses_layers:
            raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "GetLayerVersionByArn")
        return {"Content": {"Location": "https://layer", "CodeSha256": sha(NUMPY)}}


def ask(url: str, offset: int) -> Answer:
    content = {"https://code": CODE, "https://layer": NUMPY}[url]
    return Answer(200, 0, len(content), iter([content]))


def composed(client: Lambda) -> Composition:
    parts = function_of(ARN)
    assert parts is not None
    return composed_function(ARN, function(client, parts), client, ask)


def reasons(told: Composition) -> list[str]:
    return [each.told for each in told.gaps]


def test_a_function_is_its_code_and_its_layers() -> None:
    told = composed(Lambda())
    assert {each.told: each.place for each in told.components} == {
        "requests 1": (ARN, "python/requests-1.dist-info/METADATA"),
        "numpy 1": (ARN, LAYER, "python/numpy-1.dist-info/METADATA"),
    }
    assert (told.complete, told.platform) == (True, "linux/arm64")
    assert told.digest == f"sha256:{hashlib.sha256(CODE).hexdigest()}"
    assert told.environment == (("DB_PASSWORD", ""), ("MODEL", "fraud"))


def test_code_without_its_digest_is_a_gap() -> None:
    told = composed(Lambda(CodeSha256=sha(b"other")))
    assert (reasons(told), told.digest) == (["it does not have the digest that Lambda tells"], "")
    assert len(told.components) == 2


def test_a_layer_that_is_refused_is_a_gap() -> None:
    told = composed(Lambda(refuses_layers=True))
    assert [each.name for each in told.components] == ["requests"]
    (gap,) = reasons(told)
    assert gap.startswith(
        f"{LAYER}: Lambda, {LAYER}: AccessDeniedException. The principal needs lambda:GetLayerVersion"
    )


def test_code_without_an_address_is_a_gap() -> None:
    assert reasons(composed(Lambda(code={"RepositoryType": "S3"}))) == ["Lambda does not say where its code is"]


def test_a_function_that_runs_from_an_image() -> None:
    image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/scoring"
    parts = function_of(f"{ARN}:live")
    assert parts is not None
    assert parts["qualifier"] == "live"
    uris = {"ImageUri": f"{image}:1", "ResolvedImageUri": f"{image}@sha256:{'ab' * 32}"}
    found: Function = function(Lambda(code=uris), parts)
    assert found.image == uris["ResolvedImageUri"]


@pytest.mark.parametrize("arn", ["arn:aws:s3:::bucket", f"{LAYER}", "arn:aws:lambda:eu-west-1:1:function:f"])
def test_what_is_no_function(arn: str) -> None:
    assert function_of(arn) is None


def test_a_layer_without_a_digest() -> None:
    with pytest.raises(UnreadableError, match="AccessDenied"):
        layer(Lambda(refuses_layers=True), LAYER)
    assert layer(Lambda(), LAYER) == ("https://layer", f"sha256:{hashlib.sha256(NUMPY).hexdigest()}")
    assert downloaded(lambda: "https://layer", ask).read(0, 4) == b"PK\3\4"
