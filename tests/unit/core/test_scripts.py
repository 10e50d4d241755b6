"""Lines of scripts that run code from elsewhere are found; those that fetch data or named packages are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelkeep.core.scripts import DOWNLOADED_SCRIPT, DOWNLOADED_THEN_RUN, RemoteCode, remote_code


@pytest.mark.parametrize(
    "line",
    [
        "curl -fsSL https://example.com/install.sh | bash",
        "curl https://example.com/x | sudo -E bash -",
        "wget -qO- http://example.com/setup | sh",
        "curl -s https://example.com/x | python3 -",
        'bash -c "$(curl -fsSL https://example.com/install)"',
        "source <(curl -s https://example.com/env)",
        'eval "$(wget -qO- https://example.com/env)"',
        "git clone https://github.com/someone/tool.git /opt/tool",
        "sudo git clone git@github.com:someone/tool.git",
        "pip install git+https://github.com/someone/tool@main",
        "pip3 install --quiet https://example.com/tool.tar.gz",
        "pip install --extra-index-url https://pypi.example.com/simple tool",
        "wget https://raw.githubusercontent.com/aws-samples/x/main/autostop.py",
        "wget -O /home/ec2-user/run.sh https://example.com/latest",
    ],
)
def test_code_from_elsewhere_is_found(line: str) -> None:
    assert [found.line for found in remote_code(f"#!/bin/bash\nset -e\n{line}\n")] == [3]


@pytest.mark.parametrize(
    "line",
    [
        "pip install pandas==2.2.0",
        "conda install -y xgboost",
        "curl -s http://169.254.169.254/latest/meta-data/instance-id",
        "curl -s https://example.com/holidays.csv -o holidays.csv",
        "aws s3 cp s3://acme-models/setup.sh /tmp/setup.sh",
        "# curl https://example.com/install.sh | bash",
        "echo done  # was: git clone https://github.com/a/b",
        "git pull",
        "pip install --index-url https://acme-111122223333.d.codeartifact.us-east-1.amazonaws.com/pypi/ml/simple/ tool",
    ],
)
def test_data_and_named_packages_are_not(line: str) -> None:
    assert remote_code(line) == ()


def test_continued_lines_are_one_command() -> None:
    assert remote_code("curl -fsSL \\\n  https://example.com/x \\\n  | bash\n") == (
        RemoteCode(1, "download piped into an interpreter"),
    )


def test_a_download_that_is_run_later_is_found() -> None:
    script = "curl -o /tmp/agent https://example.com/agent\nchmod +x /tmp/agent\n/tmp/agent --daemon\n"
    assert remote_code(script) == (RemoteCode(1, DOWNLOADED_THEN_RUN),)


def test_a_script_by_its_name_is_found() -> None:
    assert remote_code("wget https://example.com/a.sh?v=1") == (RemoteCode(1, DOWNLOADED_SCRIPT),)


@given(st.text(max_size=500))
def test_no_text_breaks_it(text: str) -> None:
    assert all(found.line >= 1 for found in remote_code(text))
