"""What callables of Python's standard library do, by reading its source: prints `technique<TAB>module<TAB>names`.

Run it with each CPython whose library is to be read (3.11 to 3.13); `build_artifact_policy.py` puts the results together. A function
is marked when it calls, itself or through at most three other functions of the library, one that is known to do harm: the seeds below.
Names that a module only imports from another are marked as well, for pickle finds those, too.
"""

from __future__ import annotations

import ast
import sys
import sysconfig
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

DEEP = 3
SEEDS = {
    "code": """builtins: exec eval compile breakpoint help
        types: FunctionType CodeType
        marshal: load loads
        _pickle: load loads Unpickler
        pickle: load loads _load _loads Unpickler _Unpickler
        runpy: run_module run_path _run_code _run_module_code _run_module_as_main
        code: InteractiveInterpreter InteractiveConsole interact
        codeop: compile_command
        _testcapi: run_in_subinterp
        _xxsubinterpreters: run_string
        _interpreters: exec run_string run_func call
        _ctypes: call_function call_cdeclfunction""",
    "import": """builtins: __import__
        importlib: import_module reload __import__
        importlib._bootstrap: _gcd_import __import__ _load_unlocked _exec
        pkgutil: resolve_name find_loader get_loader
        imp: load_module load_source load_compiled load_package
        zipimport: zipimporter""",
    "process": """posix: system popen execv execve fork forkpty posix_spawn posix_spawnp
        os: system popen execv execve execl execle execlp execlpe execvp execvpe spawnl spawnle spawnlp spawnlpe spawnv spawnve spawnvp
        os: spawnvpe fork forkpty posix_spawn posix_spawnp startfile
        _posixsubprocess: fork_exec
        _winapi: CreateProcess
        subprocess: Popen call run check_call check_output getoutput getstatusoutput""",
    "native": """ctypes: CDLL PyDLL WinDLL OleDLL LibraryLoader CFUNCTYPE PYFUNCTYPE cast string_at memmove memset
        _ctypes: dlopen dlsym LoadLibrary
        imp: load_dynamic
        _imp: create_dynamic create_builtin exec_dynamic exec_builtin
        importlib.machinery: ExtensionFileLoader""",
    "files": """builtins: open
        io: open FileIO
        _io: open FileIO
        _pyio: open FileIO
        os: remove unlink rename renames replace mkdir makedirs rmdir removedirs chmod lchmod chown lchown fchmod fchown link symlink
        os: truncate ftruncate write pwrite writev pwritev open fdopen mkfifo mknod utime sendfile copy_file_range chdir fchdir chroot
        os: setxattr removexattr chflags lchflags
        shutil: copyfile copymode copystat copy copy2 copytree rmtree move make_archive unpack_archive chown copyfileobj
        tarfile: open TarFile
        zipfile: ZipFile PyZipFile
        tempfile: mkstemp mkdtemp mktemp NamedTemporaryFile TemporaryFile TemporaryDirectory SpooledTemporaryFile
        sqlite3: connect
        _sqlite3: connect Connection
        _gdbm: open
        _dbm: open
        mmap: mmap""",
    "network": """socket: socket create_connection create_server fromfd socketpair
        _socket: socket SocketType getaddrinfo gethostbyname gethostbyname_ex gethostbyaddr
        socket: getaddrinfo gethostbyname gethostbyname_ex gethostbyaddr
        ssl: get_server_certificate""",
    "state": """builtins: setattr delattr exit quit globals locals vars
        sys: exit settrace setprofile setrecursionlimit addaudithook set_int_max_str_digits _clear_type_cache
        os: _exit abort kill killpg putenv unsetenv setuid setgid setreuid setregid setsid setpgid setgroups nice umask dup dup2 close
        signal: signal alarm raise_signal pthread_kill setitimer set_wakeup_fd pause
        _signal: signal alarm raise_signal pthread_kill setitimer set_wakeup_fd pause
        atexit: register unregister _run_exitfuncs _clear
        gc: disable set_threshold freeze
        faulthandler: enable _sigsegv _sigabrt _sigfpe _fatal_error_c_thread _stack_overflow _read_null register dump_traceback_later
        resource: setrlimit prlimit
        _thread: start_new_thread start_new start_joinable_thread interrupt_main exit exit_thread""",
}
NOT_THROUGH = frozenset(
    [
        "builtins.setattr",
        "builtins.delattr",
        "builtins.vars",
        "builtins.globals",
        "builtins.locals",
        "builtins.exit",
        "collections.namedtuple",
        "os.umask",
        "gettext.find",
        "gettext.translation",
        "typing._eval_type",
        "typing.ForwardRef",
        "typing.NamedTuple",
        "types.FunctionType",
        "types.CodeType",
        "os.putenv",
        "os.close",
        "os.dup",
        "os.dup2",
        "os.chdir",
        "linecache.getlines",
        "linecache.updatecache",
        "io.open_code",
        "gc.disable",
        "sys.setrecursionlimit",
        "enum._simple_enum",
        "mmap.mmap",
        "sys.exit",
        "signal.signal",
    ]
)
"""Names that do harm themselves, and that what calls them does not do by that: what they are given is its own."""
LEAVE = (
    "test",
    "idlelib",
    "turtledemo",
    "lib2to3.tests",
    "site-packages",
    "__pycache__",
    "config-",
    "ensurepip._bundled",
)


def seeds() -> dict[str, str]:
    """The technique of each full name."""
    found = {}
    for technique, text in SEEDS.items():
        for line in text.splitlines():
            module, _, names = line.strip().partition(":")
            found.update({f"{module}.{name}": technique for name in names.split()})
    return found


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the library, parsed."""
    root = Path(sysconfig.get_paths()["stdlib"])
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        if any(part.startswith(LEAVE) for part in parts) or "tests" in parts:
            continue
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        try:
            yield name, ast.parse(path.read_bytes())
        except (SyntaxError, ValueError):
            continue


class Reader(ast.NodeVisitor):
    """What each function of a module calls, by full name as far as that can be told."""

    def __init__(self, module: str, tree: ast.Module) -> None:
        self.module, self.calls = module, defaultdict(set)
        self.imports: dict[str, str] = {}
        self.own = {
            node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        }
        self.bases: dict[str, list[str]] = {}
        for node in ast.walk(tree):
            self._imported(node)
        for node in tree.body:
            self._defined(node, "")
            for alias in self._aliases(node):
                self.calls[alias[0]].add(alias[1])

    def _imported(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            for each in node.names:
                self.imports[each.asname or each.name.partition(".")[0]] = (
                    each.name if each.asname else each.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = self.module.split(".")
                base = (
                    ".".join([*above[: len(above) - node.level + 1], *([base] if base else [])])
                    if len(above) >= node.level
                    else base
                )
            for each in node.names:
                self.imports[each.asname or each.name] = f"{base}.{each.name}"

    def _aliases(self, node: ast.AST) -> Iterator[tuple[str, str]]:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, (ast.Name, ast.Attribute))
            and (found := self._name(node.value, ""))
        ):
            yield from ((target.id, found) for target in node.targets if isinstance(target, ast.Name))

    def _defined(self, node: ast.AST, owner: str) -> None:
        if isinstance(node, ast.ClassDef):
            name = f"{owner}.{node.name}" if owner else node.name
            self.bases[name] = [base for each in node.bases if (base := self._name(each, ""))]
            for each in node.body:
                self._defined(each, name)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            name = f"{owner}.{node.name}" if owner else node.name
            for each in ast.walk(node):
                if isinstance(each, ast.Call) and (found := self._name(each.func, owner)):
                    self.calls[name].add(found)
        elif isinstance(node, (ast.If, ast.Try)):
            for each in ast.iter_child_nodes(node):
                self._defined(each, owner)

    def _name(self, node: ast.AST, owner: str) -> str:
        hops: list[str] = []
        while isinstance(node, ast.Attribute):
            hops.insert(0, node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""
        if node.id in ("self", "cls") and owner:
            start = f"{self.module}.{owner}"
        elif node.id in self.own:
            start = f"{self.module}.{node.id}"
        elif node.id in self.imports:
            start = self.imports[node.id]
        else:
            start = "" if hops else f"builtins.{node.id}"
        return ".".join([start, *hops]) if start else ""


def marked() -> dict[str, str]:
    """The technique of each full name that does harm."""
    readers = {name: Reader(name, tree) for name, tree in modules()}
    found = seeds()
    for _ in range(DEEP):
        new = {}
        for module, reader in readers.items():
            for name, called in reader.calls.items():
                full = f"{module}.{name}"
                if full not in found and (
                    hit := next(
                        (found[each] for each in sorted(called) if each in found and each not in NOT_THROUGH), ""
                    )
                ):
                    new[full] = hit
            for name, bases in reader.bases.items():
                full = f"{module}.{name}"
                ways = [f"{full}.__init__", f"{full}.__new__", f"{full}.__setstate__", *bases]
                if full not in found and (hit := next((found[each] for each in ways if each in found), "")):
                    new[full] = hit
        found |= new
    for module, reader in readers.items():
        for local, full in reader.imports.items():
            if full in found and full not in NOT_THROUGH and f"{module}.{local}" not in found:
                found[f"{module}.{local}"] = found[full]
    return found


def main() -> None:
    """Print what was marked."""
    names = (
        {name for name, _ in modules()} | set(sys.builtin_module_names) | {seed.rpartition(".")[0] for seed in seeds()}
    )
    rows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for full, technique in marked().items():
        hops = full.split(".")
        module = next((".".join(hops[:at]) for at in range(len(hops) - 1, 0, -1) if ".".join(hops[:at]) in names), "")
        name = full[len(module) + 1 :]
        if module and name and name.count(".") <= 1:
            rows[technique, module].append(name)
    for (technique, module), found in sorted(rows.items()):
        print(technique, module, " ".join(sorted(found)), sep="\t")


if __name__ == "__main__":
    main()
