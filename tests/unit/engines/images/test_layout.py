"""Images put together in memory: which one is chosen, what its layers leave, and what cannot be believed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from backports import zstd

from modelkeep.core.components import Composition
from modelkeep.engines.artifacts.sources import UnreadableError
from modelkeep.engines.images.contents import Content, Kind
from modelkeep.engines.images.documents import INDEX, LIST
from modelkeep.engines.images.layers import Bounds
from modelkeep.engines.images.layout import compose
from modelkeep.lab.seed.image_files import (
    FOLDER,
    MANIFEST,
    Files,
    Image,
    Link,
    archive,
    descriptor,
    digest_of,
    image,
    installed,
)

SITE = "usr/lib/python3.11/site-packages"
TORCH = f"{SITE}/torch-2.1.0.dist-info/METADATA"
JINJA = f"{SITE}/jinja2-2.11.2.dist-info/METADATA"
BASE: Files = {TORCH: installed("torch", "2.1.0"), JINJA: installed("Jinja2", "2.11.2"), "usr/bin/python": b"elf"}
ARM = "linux/arm64"


@dataclass
class Held:
    """An image source in memory. `asked` is what was opened."""

    top: bytes
    blobs: Mapping[str, bytes] = field(default_factory=dict)
    manifests: Mapping[str, bytes] = field(default_factory=dict)
    reference: str = "registry/model:1"
    media_type: str = ""
    asked: list[str] = field(default_factory=list)

    def manifest(self, reference_or_digest: str) -> tuple[bytes, str]:
        if reference_or_digest == self.reference:
            return self.top, self.media_type
        return self.manifests[reference_or_digest], ""

    def blob(self, digest: str) -> Iterator[bytes]:
        self.asked.append(digest)
        if digest not in self.blobs:
            raise UnreadableError(f"{digest} is not there")
        content = self.blobs[digest]
        for start in range(0, len(content), 700):
            yield content[start : start + 700]


def held(built: Image, **more: Any) -> Held:
    return Held(built.manifest, built.blobs, **more)


def names(composition: Composition) -> list[str]:
    return sorted(each.told for each in composition.components)


def reasons(composition: Composition) -> list[str]:
    return [each.told for each in composition.gaps]


def rebuilt(built: Image, change: Callable[[dict[str, Any]], None], blobs: Mapping[str, bytes] | None = None) -> Held:
    """An image whose manifest was changed."""
    document = json.loads(built.manifest)
    change(document)
    return Held(json.dumps(document).encode(), {**built.blobs, **(blobs or {})})


def swapped(built: Image, layer: bytes, *, size: int | None = None) -> Held:
    """An image whose first layer is another blob, under its right digest."""

    def change(document: dict[str, Any]) -> None:
        document["layers"][0] = {
            **descriptor("application/whatever", layer),
            "size": len(layer) if size is None else size,
        }

    return rebuilt(built, change, {digest_of(layer): layer})


def test_what_an_image_is_built_from() -> None:
    built = image(
        [BASE],
        environment=["PATH=/usr/bin", "DB_PASSWORD=Tr1ckyBadger"],
        labels={"org.opencontainers.image.version": "1.2"},
    )
    told = compose(held(built))
    assert names(told) == ["jinja2 2.11.2", "torch 2.1.0"]
    assert told.complete
    assert told.digest == built.digest
    assert told.created == datetime(2026, 1, 15, 8, tzinfo=UTC)
    assert told.platform == "linux/amd64"
    assert told.environment == (("PATH", "/usr/bin"), ("DB_PASSWORD", ""))
    assert told.labels == (("org.opencontainers.image.version", "1.2"),)
    assert {each.layer for each in told.components} == {told.layers[0].digest}
    assert told.components[0].place[0] == "registry/model:1"


LAYERS: dict[str, tuple[Files, list[str]]] = {
    "a whiteout": ({f"{SITE}/.wh.torch-2.1.0.dist-info": b""}, ["jinja2 2.11.2"]),
    "a whiteout of a file": ({f"{SITE}/torch-2.1.0.dist-info/.wh.METADATA": b""}, ["jinja2 2.11.2"]),
    "a whiteout of the root": ({".wh.usr": b""}, []),
    "a whiteout through a link": ({".wh.lib": b"", f"{SITE}/.wh.jinja2-2.11.2.dist-info": b""}, ["torch 2.1.0"]),
    "an opaque folder": ({f"{SITE}/.wh..wh..opq": b"", f"{SITE}/x-1.dist-info/METADATA": installed("x", "1")}, ["x 1"]),
    "its own files after a whiteout": (
        {TORCH: installed("torch", "2.2.0"), f"{SITE}/torch-2.1.0.dist-info/.wh..wh..opq": b""},
        ["jinja2 2.11.2", "torch 2.2.0"],
    ),
    "a file in the place of another": ({TORCH: installed("torch", "2.2.0")}, ["jinja2 2.11.2", "torch 2.2.0"]),
    "a link in the place of a folder": ({"usr/lib": Link("/opt/lib")}, []),
    "AUFS's own files": ({".wh..wh.plnk": b"", ".wh..wh.orph": b""}, ["jinja2 2.11.2", "torch 2.1.0"]),
    "names that lead outside": (
        {"../../x-1.dist-info/METADATA": installed("x", "1")},
        ["jinja2 2.11.2", "torch 2.1.0", "x 1"],
    ),
}


@pytest.mark.parametrize("case", sorted(LAYERS))
def test_a_second_layer(case: str) -> None:
    upper, expected = LAYERS[case]
    told = compose(held(image([BASE, upper])))
    assert names(told) == expected
    assert told.complete


def test_a_package_stays_that_of_the_layer_that_brought_it() -> None:
    told = compose(held(image([BASE, {TORCH: installed("torch", "2.1.0"), JINJA: installed("jinja2", "3.0")}])))
    assert {each.name: each.layer for each in told.components} == {
        "torch": told.layers[0].digest,
        "jinja2": told.layers[1].digest,
    }


def test_linked_folders_are_followed() -> None:
    upper: Files = {
        "lib/python3.11/site-packages/.wh.torch-2.1.0.dist-info": b"",
        "lib/python3.11/site-packages/x-1.dist-info/METADATA": installed("x", "1"),
    }
    lower: Files = {"lib": Link("usr/lib"), **BASE}
    assert names(compose(held(image([lower, upper])))) == ["jinja2 2.11.2", "x 1"]
    # A folder takes the place of the link to one, as runtimes do: what the link led to is untouched.
    assert names(compose(held(image([lower, {"lib": FOLDER, **upper}])))) == ["jinja2 2.11.2", "torch 2.1.0", "x 1"]


def test_links_in_a_circle_end() -> None:
    circle: Files = {"a": Link("b"), "b": Link("a"), "a/x-1.dist-info/METADATA": installed("x", "1")}
    assert names(compose(held(image([circle])))) == ["x 1"]


def test_hard_links_have_the_content_of_what_they_name() -> None:
    link = Link("opt/pkgs/x-1.dist-info/METADATA", hard=True)
    named: Files = {"opt/pkgs/x-1.dist-info/METADATA": installed("x", "1"), f"{SITE}/x-1.dist-info/METADATA": link}
    whited: Files = {"opt/.wh.pkgs": b""}
    told = compose(held(image([named, whited])))
    assert (names(told), told.complete) == (["x 1"], True)


def test_hard_links_to_what_nobody_wants_are_read_in_a_second_pass() -> None:
    files: Files = {
        "opt/content": installed("x", "1"),
        f"{SITE}/x-1.dist-info/METADATA": Link("opt/content", hard=True),
    }
    source = held(image([files]))
    told = compose(source)
    assert (names(told), told.complete) == (["x 1"], True)
    assert source.asked.count(told.layers[0].digest) == 2


def test_a_hard_link_to_a_layer_below_is_a_gap() -> None:
    upper: Files = {f"{SITE}/x-1.dist-info/METADATA": Link("opt/content", hard=True)}
    told = compose(held(image([{"opt/content": installed("x", "1")}, upper])))
    assert reasons(told) == [f"{SITE}/x-1.dist-info/METADATA: a second name of opt/content, which was not read"]


def test_a_link_to_what_was_not_read_is_a_gap() -> None:
    told = compose(held(image([{**BASE, f"{SITE}/x-1.dist-info/METADATA": Link("/opt/content"), "opt/content": b""}])))
    assert reasons(told) == [f"{SITE}/x-1.dist-info/METADATA: a link to /opt/content, which was not read"]


def test_a_database_behind_a_link_is_a_gap() -> None:
    told = compose(held(image([{"var/lib/dpkg": Link("/opt/records"), "opt/records/status": b""}])))
    assert "var/lib/dpkg/status: it lies at opt/records/status, which was not read" in reasons(told)


@pytest.mark.parametrize("compress", [zstd.compress, lambda raw: raw, gzip.compress], ids=["zstd", "plain", "gzip"])
def test_layers_are_told_apart_by_their_content(compress: Callable[[bytes], bytes]) -> None:
    told = compose(swapped(image([BASE]), compress(archive(BASE))))
    assert (names(told), told.complete) == (["jinja2 2.11.2", "torch 2.1.0"], True)


def layer_gap(told: Composition, reason: str) -> str:
    return f"layer {told.layers[0].digest}: {reason}"


def test_a_layer_that_is_cut_off_keeps_what_was_read() -> None:
    raw = archive(BASE)
    told = compose(swapped(image([BASE]), gzip.compress(raw[:1536])))
    assert names(told) == ["torch 2.1.0"]
    assert layer_gap(told, "it is cut off at byte 1,536") in reasons(told)


def test_a_stream_that_is_cut_off_is_a_gap() -> None:
    built = image([BASE])
    layer = json.loads(built.manifest)["layers"][0]["digest"]
    told = compose(Held(built.manifest, {**built.blobs, layer: built.blobs[layer][:-20]}))
    assert {layer_gap(told, "it does not have its digest"), layer_gap(told, "deflate: it is cut off")} <= set(
        reasons(told)
    )


def test_a_blob_that_cannot_be_had_is_a_gap() -> None:
    built = image([BASE, {TORCH: installed("torch", "2.2.0")}])
    gone = json.loads(built.manifest)["layers"][0]["digest"]
    told = compose(Held(built.manifest, {name: blob for name, blob in built.blobs.items() if name != gone}))
    assert names(told) == ["torch 2.2.0"]
    assert layer_gap(told, f"{gone} is not there") in reasons(told)


def test_a_layer_that_lies_about_its_size_is_a_gap() -> None:
    layer = gzip.compress(archive(BASE), mtime=0)
    told = compose(swapped(image([BASE]), layer, size=7))
    assert reasons(told) == [layer_gap(told, f"it has {len(layer):,} bytes, its manifest says 7")]
    assert names(told) == ["jinja2 2.11.2", "torch 2.1.0"]


def test_a_layer_without_its_digest_is_a_gap_and_counts() -> None:
    built = image([BASE])
    layer = json.loads(built.manifest)["layers"][0]["digest"]
    other = gzip.compress(archive({TORCH: installed("torch", "1.0")}), mtime=0)
    told = compose(Held(built.manifest, {**built.blobs, layer: other}))
    assert names(told) == ["torch 1.0"]
    assert layer_gap(told, "it does not have its digest") in reasons(told)


def test_what_a_layer_decompresses_to_is_held_against_the_configuration() -> None:
    built = image([BASE])
    told = compose(swapped(built, gzip.compress(archive({TORCH: installed("torch", "1.0")}))))
    reason = "what it decompresses to does not have the digest that the configuration names"
    assert reasons(told) == [layer_gap(told, reason)]


def test_a_configuration_without_its_digest_is_a_gap() -> None:
    built = image([BASE])
    config = json.loads(built.manifest)["config"]["digest"]
    told = compose(Held(built.manifest, {**built.blobs, config: b"{}"}))
    assert reasons(told) == [f"configuration: the configuration {config} does not have its digest"]
    assert (names(told), told.platform) == (["jinja2 2.11.2", "torch 2.1.0"], "")


def test_a_bomb_is_not_read_to_its_end() -> None:
    bomb = zstd.compress(archive(BASE) + bytes(9 << 20))
    told = compose(swapped(image([BASE]), bomb), bounds=Bounds(small=5 << 20))
    assert names(told) == ["jinja2 2.11.2", "torch 2.1.0"]
    assert layer_gap(told, "it decompresses to more than 2,000 times its size") in reasons(told)


def test_all_layers_share_one_bound() -> None:
    told = compose(held(image([BASE, {TORCH: installed("torch", "2.2.0")}])), bounds=Bounds(expanded=11_000))
    assert [each.reason for each in told.gaps] == ["the image holds more than 11,000 bytes when decompressed"]


@pytest.mark.parametrize(
    ("bounds", "reason"),
    [
        (Bounds(files=1), "it has more than 1 files that tell of packages"),
        (Bounds(members=1), "it has more than 1 members"),
        (Bounds(entries=1), "it has more than 1 members"),
    ],
)
def test_a_layer_of_too_many_files_is_a_gap(bounds: Bounds, reason: str) -> None:
    told = compose(held(image([BASE])), bounds=bounds)
    assert (names(told), [each.reason for each in told.gaps]) == (["torch 2.1.0"], [reason])


@pytest.mark.parametrize(
    ("media_type", "reason"),
    [
        (
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
            "it is not distributed with the image (a foreign layer)",
        ),
        (
            "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
            "it is not distributed with the image (a foreign layer)",
        ),
        ("application/vnd.oci.image.layer.v1.tar+gzip+encrypted", "it is encrypted"),
    ],
)
def test_layers_that_are_not_asked_for(media_type: str, reason: str) -> None:
    source = rebuilt(image([BASE]), lambda document: document["layers"][0].update(mediaType=media_type))
    told = compose(source)
    assert reasons(told) == [layer_gap(told, reason)]
    assert told.layers[0].digest not in source.asked


def index(entries: Mapping[str, Image], media_type: str = INDEX, **more: Any) -> Held:
    """An index of images by platform, with an attestation for each."""
    named = []
    for platform, built in entries.items():
        system, _, architecture = platform.partition("/")
        named.append({**descriptor(MANIFEST, built.manifest), "platform": {"os": system, "architecture": architecture}})
    unknown = {"os": "unknown", "architecture": "unknown"}
    statement = {**descriptor(MANIFEST, b"{}"), "platform": unknown, "annotations": {"vnd.docker.reference.type": "x"}}
    raw = json.dumps({"schemaVersion": 2, "mediaType": media_type, "manifests": [statement, *named]}).encode()
    blobs = {digest: blob for built in entries.values() for digest, blob in built.blobs.items()}
    return Held(raw, blobs, {each.digest: each.manifest for each in entries.values()}, **more)


INTEL, ARM_IMAGE = image([BASE]), image([{TORCH: installed("torch", "2.2.0")}], architecture="arm64")


@pytest.mark.parametrize("media_type", [INDEX, LIST])
def test_an_index_is_chosen_from(media_type: str) -> None:
    source = index({ARM: ARM_IMAGE, "linux/amd64": INTEL}, media_type)
    told = compose(source)
    assert (told.digest, told.platform, told.complete) == (INTEL.digest, "linux/amd64", True)
    assert compose(source, ARM).digest == ARM_IMAGE.digest


def test_an_index_without_the_platform_names_those_that_it_has() -> None:
    told = compose(index({ARM: ARM_IMAGE, "windows/amd64": INTEL}))
    assert (told.components, reasons(told)) == (
        (),
        ["no linux/amd64 in the index; there is linux/arm64, windows/amd64"],
    )


def test_the_only_image_of_an_index_is_the_one_that_runs() -> None:
    told = compose(index({ARM: ARM_IMAGE}))
    assert (told.digest, told.platform, told.complete) == (ARM_IMAGE.digest, ARM, True)
    told = compose(index({"windows/amd64": INTEL}))
    assert reasons(told) == ["no linux/amd64 in the index; there is windows/amd64"]


def test_an_index_within_an_index() -> None:
    inner = index({"linux/amd64": INTEL})
    outer = json.dumps({"schemaVersion": 2, "manifests": [descriptor(INDEX, inner.top)]}).encode()
    told = compose(Held(outer, inner.blobs, {**inner.manifests, digest_of(inner.top): inner.top}))
    assert (told.digest, told.complete) == (INTEL.digest, True)


def test_an_index_that_holds_itself_ends() -> None:
    entry = descriptor(INDEX, b"")
    endless = json.dumps({"schemaVersion": 2, "manifests": [entry]}).encode()
    told = compose(Held(endless, {}, {entry["digest"]: endless}))
    assert reasons(told) == [f"the manifest {entry['digest']} does not have its digest"]


def test_a_manifest_without_its_digest_is_not_read() -> None:
    source = index({"linux/amd64": INTEL})
    told = compose(replace(source, manifests={INTEL.digest: ARM_IMAGE.manifest}))
    assert (told.components, reasons(told)) == ((), [f"the manifest {INTEL.digest} does not have its digest"])
    told = compose(held(ARM_IMAGE, reference=f"registry/model@{INTEL.digest}"))
    assert reasons(told) == ["its manifest does not have the digest that was asked for"]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({"schemaVersion": 1, "fsLayers": []}, "its manifest is of schema 1"),
        ({"schemaVersion": 2, "manifests": [], "layers": []}, "its manifest claims to be an index as well"),
        ({"schemaVersion": 2}, "its manifest is of a type that is not read"),
        ({"config": {"digest": "md5:0"}, "layers": []}, "'md5:0' is no SHA-256 or SHA-512 digest"),
        (
            {"config": descriptor("application/vnd.cncf.helm.config.v1+json", b"{}"), "layers": []},
            "it is no container image",
        ),
        ({"manifests": []}, "no linux/amd64 in the index; there is nothing"),
        ([], "its manifest is no JSON object"),
    ],
)
def test_what_is_no_image_is_a_gap(document: object, reason: str) -> None:
    told = compose(Held(json.dumps(document).encode()))
    assert [each.reason[: len(reason)] for each in told.gaps] == [reason]


@dataclass
class Remembered:
    """A memory of layers."""

    known: dict[str, Content] = field(default_factory=dict)

    def find(self, digest: str) -> Content | None:
        return self.known.get(digest)

    def keep(self, content: Content) -> None:
        self.known[content.digest] = content


def test_layers_are_read_once() -> None:
    memory = Remembered()
    first = compose(held(image([BASE])), known=memory)
    source = held(image([BASE, {f"{SITE}/.wh.torch-2.1.0.dist-info": b""}]))
    assert names(compose(source, known=memory)) == ["jinja2 2.11.2"]
    assert first.layers[0].digest not in source.asked
    assert [each.kind for each in memory.known[first.layers[0].digest].entries] == [Kind.FILE, Kind.FILE]


def test_a_layer_with_a_gap_is_not_remembered() -> None:
    memory = Remembered()
    compose(swapped(image([BASE]), gzip.compress(archive(BASE)), size=7), known=memory)
    assert memory.known == {}


def test_a_variable_tells_a_framework() -> None:
    told = compose(held(image([BASE], environment=["CUDA_VERSION=12.4.1"])))
    assert names(told) == ["cuda 12.4.1", "jinja2 2.11.2", "torch 2.1.0"]
    assert told.components[-1].place == ("registry/model:1", "variable CUDA_VERSION")


def test_a_date_that_is_the_same_every_time_is_none() -> None:
    assert compose(held(image([BASE], created="1970-01-01T00:00:00Z"))).created is None
    exact = compose(held(image([BASE], created="2026-01-15T08:00:00.123456789Z"))).created
    assert exact == datetime(2026, 1, 15, 8, 0, 0, 123456, tzinfo=UTC)
