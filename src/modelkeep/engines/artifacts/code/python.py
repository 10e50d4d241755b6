"""What Python sources of a model do when they are imported or called, by their syntax tree.

Serving code is meant to run, so that an ordinary call is none of our business. Told are code that comes out of an encoding, shells that are
handed to somebody else, and downloads that are run; processes, computed code, native libraries and the network are for a person to review.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Mapping

from modelkeep.core.artifacts import Rule
from modelkeep.core.scripts import remote_code
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.code.doing import Doing
from modelkeep.engines.artifacts.code.names import aliases_of, dotted

_FIX = "Read the code where it is told; take it out, or say why it is needed where the model is registered."
HIDDEN = Rule(
    id="python-hidden-code", title="Python source runs code that it hides in an encoding", severity=Severity.CRITICAL, fix=_FIX
)  # fmt: skip
SHELL = Rule(id="code-shell", title="Code hands a shell to somebody else", severity=Severity.CRITICAL, fix=_FIX)
DOWNLOAD = Rule(id="code-remote", title="Code runs what it downloads", severity=Severity.HIGH, fix=_FIX)
PERSISTS = Rule(
    id="python-persistence", title="Python source writes where others will run it", severity=Severity.HIGH, fix=_FIX
)
PROCESS = Rule(id="python-process", title="Python source starts a process", severity=Severity.MEDIUM, fix=_FIX)
COMPUTED = Rule(
    id="python-computed-code", title="Python source runs code that it computes", severity=Severity.MEDIUM, fix=_FIX
)
NATIVE = Rule(id="python-native-code", title="Python source loads native code", severity=Severity.MEDIUM, fix=_FIX)
CREDENTIALS = Rule(
    id="python-credentials", title="Python source asks for the credentials of its role itself", severity=Severity.MEDIUM, fix=_FIX
)  # fmt: skip
NETWORK = Rule(id="python-network", title="Python source opens connections", severity=Severity.LOW, fix=_FIX)

_PROCESSES = re.compile(
    r"os\.(?:system|popen|exec[lv]p?e?|spawn[lv]p?e?|posix_spawnp?|startfile|fork|forkpty)|pty\.spawn|commands\.get(?:status)?output"
    r"|subprocess\.(?:run|Popen|call|check_call|check_output|getoutput|getstatusoutput)|asyncio\.(?:subprocess\.)?create_subprocess_\w+"
    r"|(?:posix|nt)\.(?:system|popen|exec\w+|spawn\w+)|popen2\.popen\d|pexpect\.\w+"
)
_CODE = re.compile(
    r"builtins\.(?:eval|exec|compile)|runpy\.run_\w+|code\.(?:interact|Interactive\w+)|types\.(?:FunctionType|CodeType)|marshal\.loads?"
)
_DECODERS = re.compile(
    r"base64\.\w*decode\w*|binascii\.(?:unhexlify|a2b_\w+)|codecs\.decode|(?:zlib|gzip|bz2|lzma)\.decompress|marshal\.loads?"
)
_FETCHERS = re.compile(
    r"urllib\.request\.(?:urlopen|urlretrieve)|urllib2?\.urlopen|requests\.\w+|httpx\.\w+|http\.client\.\w+"
)
_CONNECTS = re.compile(
    rf"{_FETCHERS.pattern}|socket\.(?:socket|create_connection|create_server)|ftplib\.\w+|smtplib\.\w+|telnetlib\.\w+|paramiko\.\w+"
    r"|urllib3\.\w+|aiohttp\.\w+|websockets?\.\w+"
)
_NATIVE = re.compile(
    r"ctypes\.(?:CDLL|PyDLL|WinDLL|OleDLL|cdll\.\w+|windll\.\w+|CFUNCTYPE)|cffi\.FFI|torch\.ops\.load_library|torch\.classes\.load_library"
    r"|tensorflow\.(?:load_op_library|load_library)|tensorflow\.\w+\.load_op_library"
)
_HANDED = re.compile(
    r"/dev/(?:tcp|udp)/|\b(?:nc|ncat|netcat)\b[^\n]*\s-\w*[ec]\b|\b(?:ba)?sh\s+-i\b|\bmkfifo\b[^\n]*\b(?:nc|telnet)\b"
)
_METADATA = re.compile(
    r"169\.254\.169\.254|169\.254\.170\.2\b|fd00:ec2::254|AWS_CONTAINER_CREDENTIALS_(?:RELATIVE|FULL)_URI"
)
_STARTS = re.compile(
    r"authorized_keys|/etc/(?:cron|profile|rc\.local|systemd|ld\.so\.preload)|\.(?:bashrc|bash_profile|zshrc|profile)\b|crontab|sitecustomize\.py"
    r"|usercustomize\.py|\.pth$"
)
_WRITING = re.compile(r"[wax+]")


def hands_a_shell(command: str) -> bool:
    """Whether a command of a shell gives somebody else one."""
    return bool(_HANDED.search(command))


def doings(text: str | bytes) -> list[Doing]:
    """What a source does that a person should know of. Raises SyntaxError or ValueError for what is no Python 3."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own escapes and comparisons
        tree = ast.parse(text)
    reader = _Reader(aliases_of(tree))
    reader.visit(tree)
    return list(reader.doings())


class _Reader(ast.NodeVisitor):
    """Walks a tree and notes calls."""

    def __init__(self, aliases: Mapping[str, str]) -> None:
        self._aliases = aliases
        self._found: list[Doing] = []
        self._inside: list[str] = []
        self._called: dict[str, int] = {}
        self._decoded: set[str] = set()
        self._sockets: set[str] = set()

    def doings(self) -> Iterator[Doing]:
        """What was noted, and what follows from several of them."""
        yield from self._found
        if self._sockets and "pty.spawn" in self._called:
            yield Doing(SHELL, self._called["pty.spawn"], "spawns a terminal beside a socket", "pty.spawn")

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:  # ast's own name
        """What is inside runs when it is called."""
        self._scope(node, node.name, [*node.decorator_list, *node.args.defaults])

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:  # as above
        """As any function."""
        self._scope(node, node.name, [*node.decorator_list, *node.args.defaults])

    def _scope(self, node: ast.FunctionDef | ast.AsyncFunctionDef, name: str, outside: list[ast.expr]) -> None:
        for each in outside:
            self.visit(each)
        self._inside.append(name)
        for statement in node.body:
            self.visit(statement)
        self._inside.pop()

    def visit_Assign(self, node: ast.Assign) -> None:  # as above
        """A name for something decoded is decoded where it is run."""
        if isinstance(node.value, ast.Call) and dotted(node.value.func, self._aliases).startswith("socket."):
            self._sockets.update(_shown(each) for each in node.targets)
        if self._decodes(node.value):
            self._decoded.update(each.id for each in node.targets if isinstance(each, ast.Name))
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:  # as above
        """Addresses at which a role's credentials are handed out."""
        if isinstance(node.value, str) and len(node.value) < 1_000 and (found := _METADATA.search(node.value)):
            self._note(
                CREDENTIALS, node, "names where the credentials of its role are handed out", found[0], review=True
            )

    def visit_Call(self, node: ast.Call) -> None:  # as above
        """The one thing that does something."""
        name = dotted(node.func, self._aliases)
        if name:
            self._called.setdefault(name, node.lineno)
            if _CODE.fullmatch(name):
                self._runs_code(node, name)
            elif _PROCESSES.fullmatch(name):
                self._starts(node, name)
            elif _NATIVE.fullmatch(name):
                self._note(NATIVE, node, f"calls {name}", _shown(node), review=True)
            elif _CONNECTS.fullmatch(name):
                self._note(NETWORK, node, f"calls {name}", _shown(node), review=True)
            elif name == "os.dup2" and node.args and _shown(node.args[0]).removesuffix(".fileno()") in self._sockets:
                self._note(SHELL, node, "makes a socket its own input or output", _shown(node))
            elif name in ("builtins.open", "io.open", "os.open"):
                self._opens(node)
        self.generic_visit(node)

    def _runs_code(self, node: ast.Call, name: str) -> None:
        argument = node.args[0] if node.args else None
        if argument is not None and not name.startswith("marshal.") and self._decodes(argument):
            self._note(HIDDEN, node, f"{name} of something decoded", _shown(node))
        elif argument is not None and self._fetches(argument):
            self._note(DOWNLOAD, node, f"{name} of something downloaded", _shown(node))
        elif isinstance(argument, ast.Constant):
            self._note(
                COMPUTED, node, f"calls {name} with a constant", _shown(node), severity=Severity.LOW, review=True
            )
        else:
            self._note(COMPUTED, node, f"calls {name}", _shown(node), review=True)

    def _starts(self, node: ast.Call, name: str) -> None:
        command = " ".join(_texts(node))
        if hands_a_shell(command):
            self._note(SHELL, node, f"{name} hands a shell to a connection", _shown(node))
        elif how := next((each.how for each in remote_code(command)), ""):
            self._note(DOWNLOAD, node, f"{name}: {how}", _shown(node))
        elif any(self._unpacks(each) for each in node.args):
            self._note(HIDDEN, node, f"{name} of something decoded", _shown(node))
        else:
            self._note(PROCESS, node, f"calls {name}", _shown(node), review=True)

    def _opens(self, node: ast.Call) -> None:
        mode = (
            node.args[1]
            if len(node.args) > 1
            else next((each.value for each in node.keywords if each.arg == "mode"), None)
        )
        place = " ".join(_texts(node.args[0])) if node.args else ""
        is_written = isinstance(mode, ast.Constant) and isinstance(mode.value, str) and _WRITING.search(mode.value)
        if is_written and (found := _STARTS.search(place)):
            self._note(PERSISTS, node, f"writes to {found[0]}", _shown(node))

    def _decodes(self, node: ast.expr) -> bool:
        """Whether a value comes out of an encoding, also by a name that was given to it."""
        named = any(isinstance(each, ast.Name) and each.id in self._decoded for each in ast.walk(node))
        return named or self._unpacks(node)

    def _unpacks(self, node: ast.expr) -> bool:
        """Whether an encoding is undone within an expression."""
        for each in ast.walk(node):
            if isinstance(each, ast.Call) and _DECODERS.fullmatch(dotted(each.func, self._aliases)):
                return True
            if isinstance(each, ast.Attribute) and each.attr == "fromhex":
                return True
            if isinstance(each, ast.Slice) and isinstance(each.step, ast.UnaryOp) and isinstance(node, ast.Subscript):
                return True  # text from its end to its beginning
            if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == "chr":
                return True
        return False

    def _fetches(self, node: ast.expr) -> bool:
        return any(
            isinstance(each, ast.Call) and _FETCHERS.fullmatch(dotted(each.func, self._aliases))
            for each in ast.walk(node)
        )

    def _note(
        self,
        rule: Rule,
        node: ast.expr,
        message: str,
        evidence: str,
        *,
        severity: Severity | None = None,
        review: bool = False,
    ) -> None:
        when = f"when {'.'.join(self._inside)} is called" if self._inside else "when it is imported"
        self._found.append(Doing(rule, node.lineno, f"{message} {when}", evidence, severity, review))


def _texts(node: ast.AST) -> Iterator[str]:
    return (each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str))


def _shown(node: ast.expr) -> str:
    """The expression as text; constants of any length are cut where the evidence is."""
    try:
        return ast.unparse(node)
    except (RecursionError, ValueError):
        return ""
