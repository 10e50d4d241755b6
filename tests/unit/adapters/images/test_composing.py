"""Places on this machine and in S3: who reads them, and what is remembered."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from modelkeep.adapters.images.composing import PlaceComposer
from modelkeep.adapters.images.known import Known
from modelkeep.core.artifacts import Artifact
from modelkeep.core.components import Composition
from modelkeep.core.errors import UsageError
from modelkeep.engines.artifacts.sources import Bytes, Source, UnreadableError
from modelkeep.lab.seed.image_files import MANIFEST, Files, Image, archive, descriptor, digest_of, image, installed

OS: Files = {"etc/os-release": b"ID=debian\nVERSION_ID=12\n"}
ONE = image([OS, {"opt/x-1.dist-info/METADATA": installed("x", "1")}])
TWO = image([OS, {"opt/x-2.dist-info/METADATA": installed("x", "2")}], architecture="arm64")
REF = "org.opencontainers.image.ref.name"


def layout(images: dict[str, Image]) -> dict[str, bytes]:
    """The files of an OCI layout of images by their tags."""
    listed = [{**descriptor(MANIFEST, each.manifest), "annotations": {REF: tag}} for tag, each in images.items()]
    files = {"oci-layout": b"{}", "index.json": json.dumps({"schemaVersion": 2, "manifests": listed}).encode()}
    for each in images.values():
        for digest, blob in {**each.blobs, each.digest: each.manifest}.items():
            files[f"blobs/{digest.replace(':', '/')}"] = blob
    return files


def saved(layers: Sequence[bytes], config: bytes, names: Sequence[str]) -> dict[str, bytes]:
    """The files of an older `docker save`."""
    name = digest_of(config).removeprefix("sha256:")
    told = [
        {"Config": f"{name}.json", "RepoTags": list(names), "Layers": [f"{n}/layer.tar" for n in range(len(layers))]}
    ]
    files = {f"{number}/layer.tar": content for number, content in enumerate(layers)}
    return {**files, f"{name}.json": config, "manifest.json": json.dumps(told).encode()}


def written(folder: Path, files: dict[str, bytes]) -> str:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return str(folder)


def told(composition: Composition) -> tuple[list[str], list[str]]:
    return [each.told for each in composition.components], [each.told for each in composition.gaps]


def compose(place: str) -> Composition:
    return PlaceComposer().compose(place)


def test_a_layout_in_a_folder(tmp_path: Path) -> None:
    place = written(tmp_path, layout({"1": ONE, "2": TWO}))
    first = compose(f"{place}:1")
    assert (told(first), first.digest, first.distribution) == ((["x 1"], []), ONE.digest, "debian-12")
    assert compose(f"{place}@{TWO.digest}").platform == "linux/arm64"
    assert told(compose(f"{place}:3")) == ([], ["no image 3 in the layout; there is 1, 2"])
    assert told(compose(place)) == ([], ["2 images in the index are for linux/amd64: name one with @DIGEST"])


def test_a_layout_in_a_tar_file(tmp_path: Path) -> None:
    path = tmp_path / "image.tar"
    path.write_bytes(archive(layout({"1": ONE})))
    assert told(compose(str(path))) == (["x 1"], [])
    assert compose(str(path)).digest == ONE.digest


def test_a_layout_with_a_flipped_byte(tmp_path: Path) -> None:
    files = layout({"1": ONE})
    name = f"blobs/{ONE.digest.replace(':', '/')}"
    files[name] = files[name].replace(b"schemaVersion", b"schemaversion")
    assert told(compose(written(tmp_path, files))) == ([], [f"the manifest {ONE.digest} does not have its digest"])


def test_an_older_docker_save(tmp_path: Path) -> None:
    layers = [archive(OS), archive({"opt/x-1.dist-info/METADATA": installed("x", "1")})]
    config = json.dumps(
        {"os": "linux", "architecture": "amd64", "rootfs": {"diff_ids": [digest_of(each) for each in layers]}}
    )
    path = tmp_path / "saved.tar"
    path.write_bytes(archive(saved(layers, config.encode(), ["model:1"])))
    found = compose(str(path))
    assert (told(found), found.digest, found.platform) == ((["x 1"], []), "", "linux/amd64")
    assert told(compose(f"{path}:1"))[0] == ["x 1"]
    assert told(compose(f"{path}:2"))[1] == ["0 images in the file are meant; it holds model:1: name one as FILE:TAG"]
    path.write_bytes(archive(saved([layers[0], layers[0]], config.encode(), ["model:1"])))
    assert told(compose(str(path)))[1][0].endswith("it does not have its digest")


def test_a_second_name_of_a_layer(tmp_path: Path) -> None:
    layer = archive({"opt/x-1.dist-info/METADATA": installed("x", "1")})
    config = json.dumps({"rootfs": {"diff_ids": [digest_of(layer)]}}).encode()
    files = saved([layer], config, ["model:1"])
    del files["0/layer.tar"]
    out = io.BytesIO(archive({"other/layer.tar": layer, **files}))
    link = tarfile.TarInfo("0/layer.tar")
    link.type, link.linkname = tarfile.SYMTYPE, "../other/layer.tar"
    with tarfile.open(fileobj=out, mode="a") as tar:
        tar.addfile(link)
    path = tmp_path / "saved.tar"
    path.write_bytes(out.getvalue())
    assert told(compose(str(path))) == (["x 1"], [])


def test_a_folder_of_model_files(tmp_path: Path) -> None:
    model = gzip.compress(archive({"code/requirements.txt": b"torch==2.1.0\n"}))
    place = written(
        tmp_path, {"model.tar.gz": model, "requirements.txt": b"jinja2==2.11.2\n", "model.safetensors": b"x"}
    )
    found = compose(place)
    assert {each.told: each.place for each in found.components} == {
        "torch 2.1.0": (place, "model.tar.gz", "code/requirements.txt"),
        "jinja2 2.11.2": (place, "requirements.txt"),
    }
    assert found.complete


def test_one_file(tmp_path: Path) -> None:
    path = tmp_path / "requirements.txt"
    path.write_bytes(b"torch==2.1.0\n")
    assert told(compose(str(path))) == (["torch 2.1.0"], [])
    assert compose(str(path)).digest == digest_of(b"torch==2.1.0\n")
    for name, content in (("model.bin", gzip.compress(archive({"requirements.txt": b"x==1"}))), ("x.bin", archive(OS))):
        (tmp_path / name).write_bytes(content)
    assert told(compose(str(tmp_path / "model.bin"))) == (["x 1"], [])
    assert compose(str(tmp_path / "x.bin")).distribution == "debian-12"
    for name, content in (("model.pkl.gz", gzip.compress(b"pickle" * 99)), ("model.safetensors", b"{}" * 300)):
        (tmp_path / name).write_bytes(content)
        assert told(compose(str(tmp_path / name))) == ([], [])
    (tmp_path / "model.tar.gz").write_bytes(b"no archive")
    assert told(compose(str(tmp_path / "model.tar.gz")))[1] == ["it is no archive that is read here"]


@pytest.mark.parametrize(
    ("place", "remedy"),
    [
        ("public.ecr.aws/docker/library/python:3", "skopeo copy"),
        ("docker.io/library/python", "skopeo copy"),
        ("nowhere", "Name a file"),
        ("s3://bucket/model.tar.gz", "Name files and folders"),
        ("123456789012.dkr.ecr.eu-west-1.amazonaws.com/model:1", "Name files and folders"),
        ("arn:aws:lambda:eu-west-1:123456789012:function:f", "Name files and folders"),
    ],
)
def test_places_that_are_not_read(place: str, remedy: str) -> None:
    with pytest.raises(UsageError) as raised:
        compose(place)
    assert remedy in raised.value.remedy


class Failing:
    """An object that cannot be read."""

    size = 5

    def read(self, offset: int, length: int) -> bytes:
        raise UnreadableError("S3: AccessDenied")

    def prefetch(self, ranges: object) -> None:
        """Nothing to do."""


class Objects:
    """Objects of S3 by their keys, opened one by one."""

    def __init__(self, **found: Source) -> None:
        self.found = found
        self.opened_ones: list[str] = []
        self.tag = "1"

    def objects(self, place: str, account: str) -> Sequence[Artifact]:
        return [Artifact(f"s3://b/{key}", source.size, self.tag, account) for key, source in self.found.items()]

    def opened(self, artifact: Artifact) -> Source:
        self.opened_ones.append(artifact.place)
        return self.found[artifact.place.removeprefix("s3://b/")]

    def image(self, place: str, account: str) -> Any:
        return None

    def function(self, place: str, account: str, image: Any) -> Any:
        return None


@pytest.fixture
def known(tmp_path: Path) -> Iterator[Known]:
    with closing(Known(tmp_path)) as kept:
        yield kept


def test_an_object_is_read_once_until_it_changes(known: Known) -> None:
    model = Bytes(gzip.compress(archive({"code/requirements.txt": b"torch==2.1.0\n"})))
    remote = Objects(**{"model.tar.gz": model})
    first = PlaceComposer(remote, known).compose("s3://b/model.tar.gz")
    assert (told(first), first.digest) == ((["torch 2.1.0"], []), digest_of(model.data))
    assert PlaceComposer(remote, known).compose("s3://b/model.tar.gz") == first
    assert len(remote.opened_ones) == 1
    remote.tag = "2"
    PlaceComposer(remote, known).compose("s3://b/model.tar.gz")
    assert len(remote.opened_ones) == 2


def test_what_could_not_be_read_is_not_remembered(known: Known) -> None:
    found: dict[str, Source] = {"m/requirements.txt": Failing(), "m/model.pkl": Bytes(b"x")}
    remote = Objects(**found)
    for _ in range(2):
        assert told(PlaceComposer(remote, known).compose("s3://b/m/")) == ([], ["requirements.txt: S3: AccessDenied"])
    assert remote.opened_ones == ["s3://b/m/requirements.txt"] * 2


def test_layers_are_remembered_with_all_that_they_say(tmp_path: Path, known: Known) -> None:
    place = written(tmp_path / "oci", layout({"1": ONE}))
    first = PlaceComposer(known=known).compose(place)
    for each in first.layers:
        (tmp_path / "oci" / "blobs" / each.digest.replace(":", "/")).unlink()
    assert PlaceComposer(known=known).compose(place) == first
