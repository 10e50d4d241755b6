"""The policy that comes with Modelkeep, and files that add to it."""

from __future__ import annotations

import importlib
import time
from pathlib import Path

import pytest

from modelkeep.catalogue.artifacts import built_in_policy, load_policy
from modelkeep.core.artifact_policy import Policy, Standing, Use
from modelkeep.core.errors import CatalogueError
from modelkeep.core.verdict import Severity

POLICY = load_policy()
CHECKED = load_policy(sorted(built_in_policy().glob("*.toml")), Path("/nowhere"))
HARMLESS = frozenset(
    "os.fspath os.stat_result os.terminal_size sys.intern _thread.LockType _thread.allocate_lock _thread.RLock "  # noqa: SIM905
    "socket.AddressFamily socket.SocketKind signal.Signals signal.Handlers".split()
)
"""What may be called in modules that are dangerous as a whole."""


def called(policy: Policy, module: str, name: str) -> Standing:
    return policy.judge(module, name, Use.CALL).standing


DANGEROUS = """
    os posix subprocess _posixsubprocess pty socket _socket ssl shutil tempfile ctypes _ctypes importlib importlib.util
    pkgutil runpy code codeop pdb bdb timeit cProfile profile trace doctest pydoc webbrowser pickle
    _pickle marshal shelve multiprocessing asyncio signal atexit zipimport tarfile zipfile sqlite3 mmap urllib.request http.client
    http.server ftplib smtplib xmlrpc.client xmlrpc.server logging.config site sys _thread faulthandler resource fileinput
"""


@pytest.mark.parametrize("module", DANGEROUS.split())
def test_no_callable_of_a_dangerous_module_is_safe(module: str) -> None:
    names = [each for each, value in vars(importlib.import_module(module)).items() if callable(value)]
    assert names
    safe = {f"{module}.{each}" for each in names if called(POLICY, module, each) is Standing.SAFE}
    assert safe <= HARMLESS


def test_what_is_marked_as_running_code_is_not_safe() -> None:
    allowed = []
    for danger in POLICY.dangers:
        if danger.judgement.technique in ("code", "process", "import", "native", "unpickling"):
            for module in danger.names.modules():
                allowed += [
                    f"{module}.{each}"
                    for each in danger.names.names(module)
                    if called(POLICY, module, each) is Standing.SAFE
                ]
    assert set(allowed) <= {"types.FunctionType", "types.CodeType"}, "those are judged by the code that they are given"


@pytest.mark.parametrize(
    "module", ["string", "json", "csv", "difflib", "email.parser", "colorsys", "heapq", "sched", "shlex", "ast"]
)
def test_no_callable_of_the_standard_library_is_safe_by_default(module: str) -> None:
    for name, value in vars(importlib.import_module(module)).items():
        if callable(value) and getattr(value, "__module__", "") == module and not POLICY.called.exactly(module, name):
            assert called(POLICY, module, name) is not Standing.SAFE


def test_standing_depends_on_the_use() -> None:
    judge = POLICY.judge
    assert judge("sklearn.svm._classes", "SVC", Use.NEW).standing is Standing.SAFE
    assert judge("sklearn.new", "Thing", Use.NEW).severity is Severity.LOW
    assert judge("somebody", "Thing", Use.NEW).severity is Severity.MEDIUM
    assert judge("somebody", "thing", Use.CALL).severity is Severity.HIGH
    assert judge("os", "system", Use.MENTION).standing is Standing.REVIEW
    assert judge("os", "system", Use.CALL).severity is Severity.CRITICAL


def test_every_line_that_comes_with_it_is_well_formed() -> None:
    assert CHECKED.forbidden
    assert called(CHECKED, "os", "system") is Standing.DANGEROUS


def test_it_is_loaded_at_once() -> None:
    def measured() -> float:
        start = time.process_time()
        load_policy()
        return time.process_time() - start

    assert min(measured() for _ in range(5)) < 0.05  # 5 ms on a quiet machine


OWN = """
called = "mine.mod: restore"
made = "mine.mod: Model"
frameworks = "mine"

[[danger]]
technique = "code"
severity = "critical"
why = "runs what it is given"
names = "collections: OrderedDict"
"""


def test_a_file_of_the_user_adds_and_wins(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN)
    policy = load_policy([path])
    assert called(policy, "mine.mod", "restore") is Standing.SAFE
    assert policy.judge("mine.other", "Thing", Use.NEW).severity is Severity.LOW
    assert called(policy, "collections", "OrderedDict") is Standing.DANGEROUS
    assert called(policy, "os", "system") is Standing.DANGEROUS


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("called = 3", ":1: called is to be a text"),
        ("what = 'x'", ":1: unknown key 'what'"),
        ("called = 'no colon here'", ":1: line 1 of called is not `module: name name`"),
        ("\n[[danger]]\ntechnique = 'x'\nwhy = 'x'\nnames = 'a: b'", ":2: 'severity' is missing"),
        ("[[danger]]\ntechnique = 'x'\nwhy = 'x'\nnames = 'a: b'\nseverity = 'bad'", ":5: severity is to be one of"),
        ("[danger]\ntechnique = 'x'", ":1: 'severity' is missing"),
        ("called = '", "not TOML"),
    ],
)
def test_what_is_wrong_in_a_file_is_told_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text)
    with pytest.raises(CatalogueError) as told:
        load_policy([path])
    assert message in str(told.value)
