"""What only the files of an image together tell, and limits that a layout or a layer goes beyond."""

from __future__ import annotations

import io
import json
import tarfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.unit.engines.images.test_layout import (
    ARM_IMAGE,
    BASE,
    INTEL,
    SITE,
    TORCH,
    Held,
    Remembered,
    held,
    index,
    names,
    reasons,
    rebuilt,
    swapped,
)

from modelkeep.engines.images.documents import INDEX, LAYERS, parse_config
from modelkeep.engines.images.layers import Bounds
from modelkeep.engines.images.layout import compose
from modelkeep.lab.seed.image_files import FOLDER, Files, Link, archive, descriptor, digest_of, image, installed

DEBIAN: Files = {
    "etc/os-release": b"ID=debian\nVERSION_ID=12\n",
    "usr/lib/os-release": b"ID=debian\nVERSION_ID=11\n",
    "var/lib/dpkg/status": b"Package: python3-torch\nStatus: install ok installed\nVersion: 2\nArchitecture: amd64\n\n",
}


def test_the_release_in_etc_counts() -> None:
    assert compose(held(image([DEBIAN]))).distribution == "debian-12"
    assert compose(held(image([{"usr/lib/os-release": b"ID=debian\nVERSION_ID=11\n"}]))).distribution == "debian-11"


def test_what_a_package_of_the_system_brought_counts_once_across_layers() -> None:
    listed: Files = {"var/lib/dpkg/info/python3-torch.list": f"/.\n/{TORCH}\n".encode()}
    told = compose(held(image([{TORCH: installed("torch", "2.1.0")}, {**DEBIAN, **listed}])))
    assert names(told) == ["python3-torch 2"]


def test_requirements_that_name_each_other_across_layers() -> None:
    lower: Files = {"app/constraints.txt": b"torch==2.1.0\nnumpy==1.0\n"}
    upper: Files = {"app/requirements.txt": b"-c constraints.txt\ntorch\n"}
    told = compose(held(image([lower, upper])))
    assert (names(told), told.complete) == (["torch 2.1.0"], True)


def test_packages_that_nothing_reads_are_told_while_they_are_there() -> None:
    jar: Files = {"opt/app/server.jar": b"PK"}
    told = compose(held(image([jar])))
    assert [each.reason for each in told.gaps] == ["Java packages (*.jar): not read"]
    assert compose(held(image([jar, {"opt/.wh.app": b""}]))).complete


def test_a_folder_that_is_named_again_keeps_what_is_in_it() -> None:
    named: Files = {"usr": FOLDER, SITE: FOLDER, f"{SITE}/x-1.dist-info/METADATA": installed("x", "1")}
    assert names(compose(held(image([BASE, named])))) == ["jinja2 2.11.2", "torch 2.1.0", "x 1"]


def test_a_whiteout_keeps_what_its_own_layer_put_below() -> None:
    own: Files = {f"{SITE}/x-1.dist-info/METADATA": installed("x", "1"), ".wh.usr": b""}
    assert names(compose(held(image([BASE, own])))) == ["x 1"]


def test_an_image_without_a_date_was_built_when_its_last_step_ran() -> None:
    steps = [{"created": "2026-01-01T00:00:00Z"}, {"created": "2026-02-01T00:00:00Z"}, {}]
    found = parse_config(json.dumps({"created": "1970-01-01T00:00:00Z", "history": steps}).encode())
    assert found.created == datetime(2026, 2, 1, tzinfo=UTC)


def test_links_lead_from_where_they_lie() -> None:
    relative: Files = {"opt/here": Link("../srv"), "opt/here/x-1.dist-info/METADATA": installed("x", "1")}
    told = compose(held(image([relative, {"srv/.wh.x-1.dist-info": b""}])))
    assert names(told) == []
    absolute: Files = {"opt/here": Link("/srv"), "opt/here/x-1.dist-info/METADATA": installed("x", "1")}
    assert names(compose(held(image([absolute, {"srv/.wh.x-1.dist-info": b""}])))) == []


def test_what_is_neither_file_nor_link_is_a_gap() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        pipe = tarfile.TarInfo("var/lib/dpkg/status")
        pipe.type = tarfile.FIFOTYPE
        tar.addfile(pipe)
    told = compose(swapped(image([BASE]), out.getvalue()))
    assert "var/lib/dpkg/status: neither a file nor a link" in reasons(told)


def test_what_runtimes_do_not_see_is_a_gap_and_does_not_count() -> None:
    twice = archive(BASE) + archive({f"{SITE}/x-1.dist-info/METADATA": installed("x", "1")})
    told = compose(swapped(image([BASE]), twice))
    assert names(told) == ["jinja2 2.11.2", "torch 2.1.0"]
    assert any(each.endswith("it goes on after the end of its archive, where runtimes stop") for each in reasons(told))


def test_a_remembered_layer_of_another_size_is_read_again() -> None:
    memory = Remembered()
    compose(held(image([BASE])), known=memory)
    (digest, content), *_ = memory.known.items()
    memory.known[digest] = replace(content, size=7, entries=())
    assert names(compose(held(image([BASE])), known=memory)) == ["jinja2 2.11.2", "torch 2.1.0"]


def test_remembered_layers_count_towards_the_bound() -> None:
    memory = Remembered()
    compose(held(image([BASE])), known=memory)
    two = held(image([BASE, {TORCH: installed("torch", "2.2.0")}]))
    told = compose(two, known=memory, bounds=Bounds(expanded=11_000))
    assert [each.reason for each in told.gaps] == ["the image holds more than 11,000 bytes when decompressed"]


def test_a_configuration_of_fewer_layers_is_a_gap() -> None:
    source = rebuilt(image([BASE, BASE]), lambda document: document["layers"].pop())
    assert reasons(compose(source)) == ["configuration: it names 2 layers, the manifest 1"]


def test_too_many_layers_are_a_gap() -> None:
    source = rebuilt(image([BASE]), lambda document: document.update(layers=document["layers"] * (LAYERS + 1)))
    assert reasons(compose(source)) == [f"it has {LAYERS + 1:,} layers"]


def test_too_many_indexes_within_each_other_are_a_gap() -> None:
    inner = index({"linux/amd64": INTEL})
    raw, manifests = inner.top, dict(inner.manifests)
    for _ in range(6):
        manifests[digest_of(raw)] = raw
        raw = json.dumps({"manifests": [descriptor(INDEX, raw)]}).encode()
    assert reasons(compose(Held(raw, inner.blobs, manifests))) == ["more than 4 indexes within each other"]


@pytest.mark.parametrize(
    ("wanted", "digest"),
    [("linux/arm64/v7", ""), ("linux/arm64/v8", ARM_IMAGE.digest), ("linux/arm64", ARM_IMAGE.digest)],
)
def test_a_variant_is_taken_where_it_is_wanted(wanted: str, digest: str) -> None:
    assert compose(index({"linux/amd64": INTEL, "linux/arm64": ARM_IMAGE}), wanted).digest == digest


def test_two_images_for_one_platform_are_a_gap() -> None:
    source = index({"linux/amd64": INTEL})
    document = json.loads(source.top)
    document["manifests"].append({**document["manifests"][-1], "digest": ARM_IMAGE.digest})
    told = compose(replace(source, top=json.dumps(document).encode()))
    assert reasons(told) == ["2 images in the index are for linux/amd64: name one with @DIGEST"]
