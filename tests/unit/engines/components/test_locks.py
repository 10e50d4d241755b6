"""Lock files of Python's tools, conda, and files of models."""

from __future__ import annotations

import json

import pytest

from modelkeep.core.components import Component, Evidence, PackageType
from modelkeep.engines.components.reading import Found, read, wants


def _read(path: str, content: str) -> tuple[tuple[Component, ...], Found]:
    found = Found()
    assert wants(path), path
    read(path, content.encode(), found)
    return found.finish(), found


_POETRY = """
[[package]]
name = "Jinja2"
version = "3.1.2"
optional = false
files = [{file = "Jinja2-3.1.2-py3-none-any.whl", hash = "sha256:60"}]

[[package]]
name = "pytest"
version = "8.0.0"
groups = ["dev"]

[[package]]
name = "acme"
version = "0.1"
[package.source]
type = "git"
url = "https://git.test/acme.git"
resolved_reference = "abc"

[metadata]
lock-version = "2.1"
content-hash = "ab"
"""
_UV = """
version = 1
requires-python = ">=3.11"

[[package]]
name = "my-service"
version = "0.1.0"
source = { virtual = "." }
dependencies = [{ name = "jinja2" }]

[[package]]
name = "jinja2"
version = "3.1.2"
source = { registry = "https://x.test/simple" }

[[package]]
name = "acme"
version = "0.1"
source = { git = "https://git.test/acme.git?rev=v1#abc" }
"""
_PDM = """
[metadata]
groups = ["default", "test"]
lock_version = "4.5.0"

[[package]]
name = "jinja2"
version = "3.1.2"
groups = ["default"]

[[package]]
name = "acme"
version = "0.1"
groups = ["default", "test"]

[[package]]
name = "coverage"
version = "7.0"
groups = ["test"]
"""
_PYLOCK = """
lock-version = "1.0"
created-by = "pip"
[[packages]]
name = "jinja2"
version = "3.1.2"
[[packages.wheels]]
url = "https://files.test/Jinja2-3.1.2-py3-none-any.whl"
hashes = {sha256 = "60"}
[[packages]]
name = "acme"
version = "0.1"
[[packages]]
name = "colorama"
version = "0.4.6"
marker = "sys_platform == 'win32'"
"""
_PIPFILE = json.dumps(
    {
        "_meta": {"hash": {"sha256": "0"}, "pipfile-spec": 6},
        "default": {"jinja2": {"version": "==3.1.2", "hashes": []}, "acme": {"version": "==0.1"}},
        "develop": {"pytest": {"version": "==8.0.0"}},
    }
)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("code/poetry.lock", _POETRY),
        ("uv.lock", _UV),
        ("pdm.lock", _PDM),
        ("pylock.toml", _PYLOCK),
        ("app/pylock.serve.toml", _PYLOCK),
        ("Pipfile.lock", _PIPFILE),
    ],
)
def test_a_lock_file_tells_versions_of_what_is_deployed(path: str, content: str) -> None:
    components, found = _read(path, content)
    assert [(each.name, each.version, each.evidence) for each in components] == [
        ("jinja2", "3.1.2", Evidence.LOCKED),
        ("acme", "0.1", Evidence.LOCKED),
    ]
    assert not found.gaps


@pytest.mark.parametrize(
    "path", ["poetry.lock", "uv.lock", "pdm.lock", "pylock.toml", "Pipfile.lock", "MLmodel", "python_env.yaml"]
)
@pytest.mark.parametrize("content", ["{", "", "[1, 2", "\x00\xff", "package = 3"])
def test_a_lock_file_that_is_none_is_a_gap(path: str, content: str) -> None:
    components, found = _read(path, content)
    assert not components
    assert [each.place for each in found.gaps] == [(path,)]


def test_a_package_locked_to_a_place_has_no_version() -> None:
    components, _ = _read(
        "pylock.toml",
        'lock-version = "1.0"\n[[packages]]\nname = "a"\n[packages.vcs]\ntype = "git"\nurl = "https://u:p@x.test/a"\n',
    )
    assert [(each.version, each.constraint, each.evidence) for each in components] == [
        ("", "url https://x.test/a", Evidence.DECLARED)
    ]


def test_a_project_declares_what_it_needs() -> None:
    components, found = _read(
        "code/pyproject.toml",
        """
[project]
name = "x"
dependencies = ["torch>=2", "numpy==1.26.4", 'pywin32; sys_platform == "win32"']
[project.optional-dependencies]
dev = ["pytest"]
[tool.poetry.dependencies]
python = "^3.11"
Flask = "^3.0"
gunicorn = {version = "21.2.0", extras = ["gevent"]}
""",
    )
    assert [(each.name, each.version, each.constraint) for each in components] == [
        ("torch", "", ">=2"),
        ("numpy", "1.26.4", ""),
        ("flask", "", "^3.0"),
        ("gunicorn", "21.2.0", ""),
    ]
    assert not found.gaps


def test_a_record_of_conda() -> None:
    components, found = _read(
        "opt/conda/conda-meta/mkl-2023.1.0-h213fc3f_46344.json",
        json.dumps(
            {"name": "mkl", "version": "2023.1.0", "build": "h213", "subdir": "linux-64", "license": "Proprietary"}
        ),
    )
    (one,) = components
    assert (one.type, one.name, one.version, one.architecture, one.evidence, one.licences) == (
        PackageType.CONDA,
        "mkl",
        "2023.1.0",
        "linux-64",
        Evidence.INSTALLED,
        ("Proprietary",),
    )
    assert not found.gaps


def test_an_environment_of_conda_and_of_pip_within() -> None:
    components, found = _read(
        "model/conda.yaml",
        """
channels: [conda-forge]
dependencies:
- python=3.10.6
- conda-forge::libblas=3.9.0=21_linux64_openblas
- numpy==1.26.4
- scipy >=1.10
- pip<=22.3.1
- pip:
  - mlflow<3,>=2.1
  - scikit-learn==1.2.2
name: mlflow-env
""",
    )
    assert [(each.type, each.name, each.version, each.constraint) for each in components] == [
        ("conda", "python", "", "=3.10.6"),
        ("conda", "libblas", "3.9.0", ""),
        ("conda", "numpy", "1.26.4", ""),
        ("conda", "scipy", "", ">=1.10"),
        ("conda", "pip", "", "<=22.3.1"),
        ("pypi", "mlflow", "", "<3,>=2.1"),
        ("pypi", "scikit-learn", "1.2.2", ""),
    ]
    assert not found.gaps
    assert _read("k8s/environment.yaml", "kind: Deployment\n")[1].gaps == []


def test_a_lock_file_of_conda() -> None:
    components, found = _read(
        "conda-lock.yml",
        """
version: 1
metadata: {channels: [{url: conda-forge}], platforms: [linux-64, osx-arm64]}
package:
- {name: numpy, version: 1.26.4, manager: conda, platform: linux-64, url: x, category: main}
- {name: numpy, version: 1.26.4, manager: conda, platform: osx-arm64, url: x, category: main}
- {name: Foo_Bar, version: "3.10", manager: pip, platform: linux-64, url: x, category: main}
""",
    )
    assert [(each.type, each.name, each.version, each.architecture) for each in components] == [
        ("conda", "numpy", "1.26.4", "linux-64"),
        ("pypi", "foo-bar", "3.10", ""),
    ]
    assert not found.gaps


def test_what_a_pipfile_asks_for() -> None:
    components, _ = _read("Pipfile", '[packages]\nflask = "*"\nJinja2 = "==3.1.2"\n[dev-packages]\npytest = "*"\n')
    assert [(each.name, each.version, each.constraint) for each in components] == [
        ("flask", "", "*"),
        ("jinja2", "3.1.2", ""),
    ]


def test_what_an_mlflow_model_was_made_with() -> None:
    components, found = _read(
        "model/MLmodel",
        """
flavors:
  python_function: {env: conda.yaml, loader_module: mlflow.sklearn, python_version: 3.10.6}
  sklearn: {pickled_model: model.pkl, serialization_format: cloudpickle, sklearn_version: 1.2.2}
mlflow_version: 2.9.2
model_uuid: 97ee
""",
    )
    assert [(each.type, each.name, each.version, each.evidence) for each in components] == [
        ("pypi", "mlflow", "2.9.2", Evidence.TOLD),
        ("generic", "python", "3.10.6", Evidence.TOLD),
        ("pypi", "scikit-learn", "1.2.2", Evidence.TOLD),
    ]
    assert not found.gaps


def test_the_environment_of_an_mlflow_model() -> None:
    components, found = _read(
        "model/python_env.yaml",
        "python: 3.10.6\nbuild_dependencies:\n- pip==22.3.1\n- wheel\ndependencies:\n- -r requirements.txt\n",
    )
    assert [(each.name, each.version) for each in components] == [
        ("python", "3.10.6"),
        ("pip", "22.3.1"),
        ("wheel", ""),
    ]
    assert [each.reason for each in found.gaps] == ["model/requirements.txt is named and was not read"]


@pytest.mark.parametrize(
    ("path", "content", "told"),
    [
        ("config.json", {"architectures": ["Llama"], "transformers_version": "4.41.2"}, [("transformers", "4.41.2")]),
        ("m/metadata.json", {"keras_version": "3.5.0", "date_saved": "2026-01-01"}, [("keras", "3.5.0")]),
        ("model_index.json", {"_class_name": "X", "_diffusers_version": "0.27.0"}, [("diffusers", "0.27.0")]),
        ("schema.json", {"_skops_version": "0.10.0", "protocol": 2}, [("skops", "0.10.0")]),
        ("config.json", {"transformers_version": {"$": 1}}, []),
        ("config.json", {"transformers_version": "../../x"}, []),
        ("config.json", {"port": 80}, []),
    ],
)
def test_what_other_models_were_made_with(path: str, content: object, told: list[tuple[str, str]]) -> None:
    components, found = _read(path, json.dumps(content))
    assert [(each.name, each.version) for each in components] == told
    assert all(each.evidence is Evidence.TOLD for each in components)
    assert not found.gaps


def test_settings_that_are_no_json_matter_only_where_they_tell_a_version() -> None:
    assert not _read("config.json", "// a comment\n{}")[1].gaps
    assert _read("config.json", '{"transformers_version": "4.0", // a comment')[1].gaps
