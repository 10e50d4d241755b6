"""Packages in archives that are no images."""

from __future__ import annotations

import gzip
import io
import lzma
import zipfile
from collections.abc import Callable

import pytest
from backports import zstd

from modelkeep.engines.artifacts.sources import Bytes
from modelkeep.engines.images.archives import Gathering, Limits
from modelkeep.lab.seed.image_files import Files, Link, archive, digest_of, installed

FILES: Files = {
    "code/requirements.txt": b"torch==2.1.0\n",
    "model.pth": b"weights",
    "x-1.dist-info/METADATA": installed("x", "1"),
}


def zipped(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            assert isinstance(content, bytes)
            made.writestr(name, content)
    return out.getvalue()


def gathered(content: bytes, limits: Limits | None = None) -> tuple[list[str], list[str], str]:
    gathering = Gathering("m", limits or Limits())
    digest = gathering.archive(("m",), Bytes(content))
    components, gaps = gathering.finish()
    return sorted(each.told for each in components), [each.told for each in gaps], digest


MAKERS: dict[str, Callable[[Files], bytes]] = {
    "gzip": lambda files: gzip.compress(archive(files)),
    "lzma": lambda files: lzma.compress(archive(files)),
    "plain": archive,
    "zip": zipped,
    "zstd": lambda files: zstd.compress(archive(files)),
}


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_an_archive(kind: str) -> None:
    content = MAKERS[kind](FILES)
    assert gathered(content) == (["torch 2.1.0", "x 1"], [], digest_of(content))


def test_an_archive_within_another() -> None:
    wheel = zipped({"y-2.dist-info/METADATA": installed("y", "2")})
    gathering = Gathering("m")
    gathering.archive(("m",), Bytes(archive({"code/y.whl": wheel, **FILES})))
    components, gaps = gathering.finish()
    assert {each.name: each.place for each in components} == {
        "torch": ("m", "code/requirements.txt"),
        "x": ("m", "x-1.dist-info/METADATA"),
        "y": ("m", "code/y.whl", "y-2.dist-info/METADATA"),
    }
    assert gaps == ()


def test_archives_within_each_other_end() -> None:
    content = zipped(FILES)
    for _ in range(6):
        content = archive({"a.tar": content})
    components, gaps, _ = gathered(content)
    assert (components, gaps) == ([], ["a.tar > a.tar > a.tar > a.tar: more than 4 archives within each other"])


def test_what_is_cut_off_keeps_what_was_read() -> None:
    components, gaps, digest = gathered(archive(FILES)[:1600])
    assert components == ["torch 2.1.0"]
    assert gaps
    assert gathered(gzip.compress(archive(FILES))[:-9])[1] == ["deflate: it is cut off"]
    assert digest


def test_a_bomb_is_not_read_to_its_end() -> None:
    bomb = zstd.compress(archive(FILES) + bytes(9 << 20))
    told = gathered(bomb, Limits(small=5 << 20))[:2]
    assert told == (["torch 2.1.0", "x 1"], ["it decompresses to more than 2,000 times its size"])


def test_all_members_share_one_bound() -> None:
    gaps = gathered(zipped(FILES), Limits(expanded=20))[1]
    assert gaps == ["x-1.dist-info/METADATA: more than 20 bytes when decompressed"]


@pytest.mark.parametrize("hard", [True, False])
def test_a_link_to_what_was_not_read_is_a_gap(hard: bool) -> None:
    linked: Files = {"model.pth": b"torch==1.0", "requirements.txt": Link("model.pth", hard=hard)}
    assert gathered(archive(linked))[:2] == ([], ["requirements.txt: a link to model.pth, which was not read"])


def test_a_saved_image_within_is_a_gap() -> None:
    gaps = gathered(gzip.compress(archive({"oci-layout": b"{}", **FILES})))[1]
    assert gaps == ["it holds a saved container image: decompress it, and name the tar file"]


def test_what_is_no_archive_is_a_gap() -> None:
    assert gathered(gzip.compress(b"text" * 200))[:2] == ([], ["it is no archive that is read here"])
