"""Lambda and the images of ECR in the lab: what moto leaves out, and that both are read as they would be from AWS."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.unit.lab.shapes import checked

from modelkeep.adapters.aws.artifacts import Way
from modelkeep.adapters.aws.clients import Endpoint
from modelkeep.adapters.aws.compositions import InAws
from modelkeep.adapters.images.composing import PlaceComposer
from modelkeep.lab.handlers.ecr_images import OLD_BUILD, REGISTRY
from modelkeep.lab.seed import Acme
from modelkeep.lab.seed.functions import _code
from modelkeep.lab.seed.image_files import image, installed, push
from modelkeep.lab.server import LabServer

REGION = "eu-south-2"
IMAGE = image([{"opt/x-1.dist-info/METADATA": installed("x", "1")}])


@pytest.fixture(scope="module")
def acme() -> Iterator[Acme]:
    with LabServer() as lab:
        made = Acme(lab.url, hardened=False, region=REGION)
        made.client("iam").create_role(RoleName="url-test", AssumeRolePolicyDocument="{}")
        yield made


@pytest.fixture(scope="module")
def composer(acme: Acme) -> PlaceComposer:
    endpoint = Endpoint(endpoint_url=acme.endpoint_url, credentials=("testing", "testing"), region=REGION)
    return PlaceComposer(InAws(Way(endpoint)))


def test_the_url_of_a_function_is_listed(acme: Acme) -> None:
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


def test_an_image_is_pushed_and_read(acme: Acme, composer: PlaceComposer) -> None:
    ecr = acme.client("ecr")
    ecr.create_repository(repositoryName="models")
    digest = push(ecr, "models", "1", IMAGE)
    assert digest == IMAGE.digest
    call = checked(ecr)
    (found,) = call("BatchGetImage", repositoryName="models", imageIds=[{"imageDigest": digest}])["images"]
    assert found["imageManifest"].encode() == IMAGE.manifest
    layer = json.loads(IMAGE.manifest)["layers"][0]["digest"]
    assert call("GetDownloadUrlForLayer", repositoryName="models", layerDigest=layer)["layerDigest"] == layer
    name = f"{acme.account}.dkr.ecr.{REGION}.amazonaws.com/models"
    told = composer.compose(f"{name}:1")
    assert ([each.told for each in told.components], told.gaps, told.digest) == (["x 1"], (), digest)
    client = acme.client("lambda")
    role = acme.arn("iam", "role/url-test", regional=False)
    client.create_function(FunctionName="image", PackageType="Image", Role=role, Code={"ImageUri": f"{name}:1"})
    assert checked(client)("GetFunction", FunctionName="image")["Code"]["ResolvedImageUri"] == f"{name}@{digest}"
    assert composer.compose(acme.arn("lambda", "function:image")).components == tuple(
        replace(each, place=(f"{name}@{digest}", *each.place[1:])) for each in told.components
    )


def test_a_layer_that_was_never_pushed_is_not_found(acme: Acme) -> None:
    ecr = acme.client("ecr")
    ecr.create_repository(repositoryName="empty")
    with pytest.raises(ecr.exceptions.LayersNotFoundException):
        ecr.get_download_url_for_layer(repositoryName="empty", layerDigest=IMAGE.digest)
    upload = ecr.initiate_layer_upload(repositoryName="empty")["uploadId"]
    part = {"partFirstByte": 0, "partLastByte": 2, "layerPartBlob": b"abc"}
    ecr.upload_layer_part(repositoryName="empty", uploadId=upload, **part)
    with pytest.raises(ecr.exceptions.InvalidLayerException):
        ecr.complete_layer_upload(repositoryName="empty", uploadId=upload, layerDigests=[IMAGE.digest])


def test_an_image_of_awss_own_registry_is_read(composer: PlaceComposer) -> None:
    name = f"{REGISTRY}.dkr.ecr.{REGION}.amazonaws.com/pytorch-inference"
    told = composer.compose(f"{name}:{OLD_BUILD}")
    assert ([each.told for each in told.components], told.distribution) == (["torch 2.6.0"], "ubuntu-22.04")
    assert told.gaps == ()
    assert composer.compose(f"{name}@{told.digest}").digest == told.digest
    assert "ImageNotFound" in composer.compose(f"{name}:9").gaps[0].reason


def test_code_and_layers_of_a_function_are_read(acme: Acme, composer: PlaceComposer) -> None:
    client = acme.client("lambda")
    layer = client.publish_layer_version(LayerName="numpy", Content={"ZipFile": _zipped("numpy")})["LayerVersionArn"]
    client.create_function(
        FunctionName="scoring",
        Runtime="python3.13",
        Role=acme.arn("iam", "role/url-test", regional=False),
        Handler="front.handler",
        Code={"ZipFile": _zipped("requests")},
        Layers=[layer],
    )
    call = checked(client)
    assert call("GetFunction", FunctionName="scoring")["Configuration"]["FunctionName"] == "scoring"
    assert call("GetLayerVersionByArn", Arn=layer)["LayerVersionArn"] == layer
    told = composer.compose(acme.arn("lambda", "function:scoring"))
    assert (sorted(each.told for each in told.components), told.gaps) == (["numpy 1", "requests 1"], ())


def _zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(f"python/{name}-1.dist-info/METADATA", installed(name, "1"))
    return out.getvalue()
