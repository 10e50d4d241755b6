"""Requirements files of pip, and what they say together."""

from __future__ import annotations

import pytest

from modelkeep.core.components import Component, Evidence
from modelkeep.engines.components.reading import Found, read, wants


def _read(**files: str) -> tuple[tuple[Component, ...], Found]:
    found = Found(place=("model.tar.gz",))
    for name, content in files.items():
        path = f"code/{name}.txt"
        assert wants(path)
        read(path, content.encode(), found)
    return found.finish(), found


def _told(components: tuple[Component, ...]) -> list[tuple[str, str, str]]:
    return [(each.name, each.version, each.constraint) for each in components]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("torch==2.1.0", ("torch", "2.1.0", "")),
        ("Foo.Bar[extra] === 1.0+cu118  # why", ("foo-bar", "1.0+cu118", "")),
        ("numpy >=1.20,<2", ("numpy", "", "<2,>=1.20")),
        ("numpy==1.26.*", ("numpy", "", "==1.26.*")),
        ("numpy", ("numpy", "", "")),
        ("flask==3.0.0 --hash=sha256:21128f47 --hash=sha256:cfa", ("flask", "3.0.0", "")),
        ("flask==3.0.0 \\\n    --hash=sha256:21128f47 \\\n    --hash=sha256:cfa", ("flask", "3.0.0", "")),
        ("flask==3.0.0 \\", ("flask", "3.0.0", "")),
        ('uvloop==0.19.0 ; sys_platform != "win32"', ("uvloop", "0.19.0", "")),
        ('tomli==2.0.1 ; python_version < "3.11"', ("tomli", "2.0.1", "")),
        (
            "torch @ https://x.test/torch-2.6.0%2Bcu124-cp312-cp312-linux_x86_64.whl#sha256=ab",
            ("torch", "2.6.0+cu124", ""),
        ),
        ("https://x.test/a/torch-2.6.0-cp312-cp312-linux_x86_64.whl", ("torch", "2.6.0", "")),
        ("./wheels/Acme_Tools-1.2-py3-none-any.whl", ("acme-tools", "1.2", "")),
        ("acme @ git+https://me:secret@git.test/acme@v1", ("acme", "", "@ git+https://git.test/acme@v1")),
        ("git+https://me:secret@git.test/a.git@v1#egg=acme", ("acme", "", "@ git+https://git.test/a.git@v1#egg=acme")),
        ("-e git+https://git.test/a.git#egg=acme", ("acme", "", "@ git+https://git.test/a.git#egg=acme")),
    ],
)
def test_a_line(line: str, told: tuple[str, str, str]) -> None:
    components, found = _read(requirements=line)
    assert _told(components) == [told]
    assert components[0].evidence is (Evidence.LOCKED if told[1] else Evidence.DECLARED)
    assert not found.gaps


@pytest.mark.parametrize(
    "line",
    [
        'pywin32==306 ; sys_platform == "win32"',
        'pytest==8.0 ; extra == "test"',
        "--index-url https://x.test/simple",
        "--no-binary :all:",
        "-i https://x.test/simple",
        "-e .",
        ".",
        "# torch==1.0",
    ],
)
def test_a_line_that_installs_nothing_here(line: str) -> None:
    components, found = _read(requirements=line)
    assert (components, found.gaps) == ((), [])


@pytest.mark.parametrize(
    "line",
    [
        "https://x.test/master.zip",
        "../lib",
        "what is this",
        "-r https://x.test/requirements.txt",
        "a" * 5_000,
        "-e ../lib",
    ],
)
def test_a_line_that_says_no_name_is_a_gap(line: str) -> None:
    components, found = _read(requirements=line)
    assert not components
    assert [each.place for each in found.gaps] == [("model.tar.gz", "code/requirements.txt")]
    assert "line 1" in found.gaps[0].reason


def test_a_credential_is_in_no_gap_and_no_constraint() -> None:
    components, found = _read(
        requirements="-r https://u:hunter2@x.test/r.txt\nhttps://u:hunter2@x.test/z.zip\na @ http://u:hunter2@x/a"
    )
    assert "hunter2" not in repr((components, found.gaps))


def test_files_that_are_included_and_constraints_that_hold_them() -> None:
    components, found = _read(
        requirements="-r requirements-base.txt\nnumpy>=1\n",
        **{"requirements-base": "-c constraints.txt\nscipy>1\nnumpy==1.20\n"},
        constraints="numpy==1.26.4\nscipy==1.12.0\nabsent==1\n",
    )
    assert _told(components) == [("scipy", "1.12.0", ""), ("numpy", "1.20", "")]
    assert not found.gaps


def test_a_constraint_of_a_file_holds_what_it_includes() -> None:
    components, _ = _read(
        requirements="-c constraints.txt\n-r requirements-base.txt\n",
        **{"requirements-base": "scipy\n"},
        constraints="scipy==1.12.0\n",
    )
    assert _told(components) == [("scipy", "1.12.0", "")]


def test_a_file_that_holds_and_is_included_installs_what_it_lists() -> None:
    components, _ = _read(requirements="-c constraints.txt\n-r constraints.txt\n", constraints="scipy==1.12.0\n")
    assert _told(components) == [("scipy", "1.12.0", "")]


def test_a_file_that_is_named_and_not_there_is_a_gap() -> None:
    _, found = _read(requirements="-r ../base.txt\n-c constraints.txt\n")
    assert [each.reason for each in found.gaps] == [
        "base.txt is named and was not read",
        "code/constraints.txt is named and was not read",
    ]
    found.finish()
    assert len(found.gaps) == 2


def test_hashes_of_many_files_do_not_make_a_line_too_long() -> None:
    components, found = _read(
        requirements="a==1 \\\n" + "    --hash=sha256:" + " \\\n    --hash=sha256:".join(["0" * 64] * 99)
    )
    assert (_told(components), found.gaps) == ([("a", "1", "")], [])


def test_a_file_as_powershell_writes_it() -> None:
    found = Found()
    read("requirements.txt", "torch==2.1.0\r\n".encode("utf-16"), found)
    assert _told(found.finish()) == [("torch", "2.1.0", "")]


def test_files_that_include_each_other_end() -> None:
    components, found = _read(
        requirements="-r requirements-b.txt\na\n", **{"requirements-b": "-r requirements.txt\n-c requirements-b.txt"}
    )
    assert _told(components) == [("a", "", "")]
    assert not found.gaps


def test_more_lines_than_anybody_writes_are_a_gap() -> None:
    _, found = _read(requirements="--pre\n" * 20_001)
    assert found.gaps[0].reason == "more than 20,000 requirements"


def test_what_is_installed_says_more_than_what_is_asked_for() -> None:
    found = Found()
    read("app/requirements.txt", b"torch==2.0.0\nnumpy\n", found)
    read("venv/torch-2.1.0.dist-info/METADATA", b"Name: torch\nVersion: 2.1.0\n", found)
    read("model/config.json", b'{"transformers_version": "4.20.0"}', found)
    read("app/uv.lock", b'version = 1\n[[package]]\nname = "transformers"\nversion = "4.40.0"\n', found)
    assert {(each.name, each.version, each.evidence) for each in found.finish()} == {
        ("torch", "2.1.0", Evidence.INSTALLED),
        ("numpy", "", Evidence.DECLARED),
        ("transformers", "4.40.0", Evidence.LOCKED),
    }
