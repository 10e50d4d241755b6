"""Pickles by what they would do: each name with a stream. Every payload is inert text, and nothing is ever loaded."""
# ruff: noqa: E501  (one case a line)

from __future__ import annotations

from tests.fakes import opcodes as op
from tests.fakes.opcodes import build, call, const, dic, get, lst, name, new, pickle, put, raw, stacked, tup

SYSTEM = name("os", "system")
IMPORT_OS = call(name("importlib", "import_module"), "os")
GETATTR = name("builtins", "getattr")


def plainly(module: str, attribute: str, *args: op.Part) -> bytes:
    """GLOBAL and REDUCE."""
    return pickle(call(name(module, attribute), *args))


def deep(module: str, attribute: str, *args: op.Part) -> bytes:
    """STACK_GLOBAL, which takes dotted names, and REDUCE."""
    return pickle(call(stacked(module, attribute), *args))


DANGEROUS = {
    # Callables by what they do, under all their names.
    "os": plainly("os", "system", "id"),
    "posix": plainly("posix", "system", "id"),
    "nt": plainly("nt", "system", "id"),
    "python 2": pickle(call(name("__builtin__", "eval"), "1"), version=2),
    "python 2 in protocol 4": plainly("__builtin__", "eval", "1"),
    "python 2 execfile": pickle(call(name("__builtin__", "execfile"), "f"), version=0),
    "commands": pickle(call(name("commands", "getoutput"), "id"), version=0),
    "popen": plainly("subprocess", "Popen", "id"),
    "check_output": plainly("subprocess", "check_output", "id"),
    "fork_exec": plainly("_posixsubprocess", "fork_exec", "id"),
    "pty": plainly("pty", "spawn", "id"),
    "exec": plainly("builtins", "exec", "1"),
    "compile": plainly("builtins", "compile", "1", "f", "exec"),
    "open": plainly("builtins", "open", "f", "w"),
    "io.open": plainly("io", "open", "f", "w"),
    "_io.open": plainly("_io", "FileIO", "f", "w"),
    "_pyio": plainly("_pyio", "open", "f", "w"),
    "codecs.open": plainly("codecs", "open", "f", "w"),
    "rmtree": plainly("shutil", "rmtree", "f"),
    "tarfile": plainly("tarfile", "open", "f"),
    "sqlite": plainly("sqlite3", "connect", "f"),
    "socket": plainly("socket", "create_connection", tup("h", 1)),
    "_socket": plainly("_socket", "socket"),
    "urlopen": plainly("urllib.request", "urlopen", "http://localhost"),
    "http": plainly("http.client", "HTTPConnection", "h"),
    "smtp": plainly("smtplib", "SMTP", "h"),
    "ftp": plainly("ftplib", "FTP", "h"),
    "ctypes": plainly("ctypes", "CDLL", "f"),
    "dlopen": plainly("_ctypes", "dlopen", "f"),
    "import": plainly("builtins", "__import__", "antigravity"),
    "import_module": plainly("importlib", "import_module", "x"),
    "gcd import": plainly("importlib._bootstrap", "_gcd_import", "x"),
    "runpy": plainly("runpy", "run_path", "f"),
    "code": plainly("code", "interact"),
    "timeit": plainly("timeit", "timeit", "1"),
    "cProfile": plainly("cProfile", "run", "1"),
    "profile": plainly("profile", "runctx", "1"),
    "pdb": plainly("pdb", "run", "1"),
    "bdb": deep("bdb", "Bdb.run", "1"),
    "trace": deep("trace", "Trace.run", "1"),
    "doctest": plainly("doctest", "debug_script", "1"),
    "lib2to3": deep("lib2to3.pgen2.grammar", "Grammar.loads", "1"),
    "idlelib": deep("idlelib.run", "Executive.runcode", "1"),
    "pip": plainly("pip", "main", lst("install")),
    "ensurepip": plainly("ensurepip", "_run_pip", "x"),
    "webbrowser": plainly("webbrowser", "open", "u"),
    "uuid": plainly("uuid", "_get_command_stdout", "id"),
    "aix": plainly("_aix_support", "_read_cmd_output", "id"),
    "osx": plainly("_osx_support", "_read_output", "id"),
    "pydoc": plainly("pydoc", "pipepager", "x", "id"),
    "site": plainly("site", "addpackage", "a", "b"),
    "logging config": plainly("logging.config", "fileConfig", "f"),
    "gettext": plainly("gettext", "c2py", "1"),
    "interpreters": plainly("_xxsubinterpreters", "run_string", 0, "1"),
    "atexit": plainly("atexit", "register", SYSTEM, "id"),
    "asyncio": plainly("asyncio", "create_subprocess_shell", "id"),
    "multiprocessing": plainly("multiprocessing.util", "spawnv_passfds", "f"),
    "unpickling": plainly("pickle", "loads", raw(b"N.")),
    "_pickle": plainly("_pickle", "loads", raw(b"N.")),
    "marshal": plainly("marshal", "loads", raw(b"N")),
    "dill": plainly("dill", "loads", raw(b"N.")),
    "joblib": plainly("joblib", "load", "f"),
    "read_pickle": plainly("pandas", "read_pickle", "f"),
    "torch.load": plainly("torch", "load", "f"),
    "numpy.load": plainly("numpy", "load", "f"),
    "runstring": plainly("numpy.testing._private.utils", "runstring", "1", dic()),
    "f2py": plainly("numpy.f2py.crackfortran", "getlincoef", "1", dic()),
    "pandas.eval": plainly("pandas", "eval", "1"),
    "collect_env": plainly("torch.utils.collect_env", "run", "id"),
    "bottleneck": plainly("torch.utils.bottleneck.__main__", "run_cprofile", "1", dic()),
    "execWrapper": plainly("torch.jit.unsupported_tensor_ops", "execWrapper", "1", dic(), dic()),
    "hub": plainly("torch.hub", "load", "a/b", "c"),
    "sys.exit": plainly("sys", "exit", 0),
    "settrace": plainly("sys", "settrace", None),
    # Opcodes.
    "inst": pickle(op.MARK, const("id"), b"ios\nsystem\n", version=0),
    "obj": pickle(op.MARK, SYSTEM, const("id"), op.OBJ, version=1),
    "protocol 0": b"cos\nsystem\n(S'id'\ntR.",
    "escapes": b"cos\nsystem\n(S'\\x69d'\ntR.",
    "popped": pickle(call(SYSTEM, "id"), op.POP, op.NONE),
    "popped mark": pickle(op.MARK, call(SYSTEM, "id"), b"1", op.NONE),
    "memo": pickle(SYSTEM, put(7), op.POP, call(get(7), "id")),
    "memo of names": pickle(const("os"), put(1), op.POP, const("system"), put(2), op.POP, get(1), get(2), op.STACK_GLOBAL, tup("id"), b"R"),
    "memo written again": pickle(const("len"), put(1), op.POP, const("system"), put(1), op.POP, const("os"), get(1), op.STACK_GLOBAL, tup(), b"R"),
    "bytes names": pickle(b"U\x02osU\x06system", op.STACK_GLOBAL, tup("id"), b"R"),
    "in a dict": pickle(dic("a", call(SYSTEM, "id"))),
    "as a key": pickle(dic(call(SYSTEM, "id"), 1)),
    "in state": pickle(build(new(name("collections", "OrderedDict")), dic("a", call(SYSTEM, "id")))),
    "newobj_ex": pickle(name("functools", "partial"), tup(SYSTEM), dic(), op.NEWOBJ_EX),
    "no stop": op.pickle(call(SYSTEM, "id"))[:-1],
    "error behind": pickle(call(SYSTEM, "id"))[:-1] + b"\xff\xff",
    "second stream": pickle(op.NONE) + pickle(call(SYSTEM, "id")),
    "behind NULs": pickle(op.NONE) + bytes(700) + b"cos\nsystem\n(S'id'\ntR.",
    "behind noise": pickle(op.NONE) + b"\xff\xfe noise" + pickle(call(SYSTEM, "id")),
    "behind an error": b"\x80\x04\xff" + bytes(9) + pickle(call(SYSTEM, "id")),
    "frame that lies": op.proto(4) + b"\x95" + b"\xff" * 8 + call(SYSTEM, "id") + b".",
    "persistent id": pickle(call(SYSTEM, "id"), op.BINPERSID),
    # Names that are reached through others.
    "dotted": deep("torch.serialization", "os.system", "id"),
    "dotted twice": deep("numpy", "core._internal.sys.modules.os.system", "id"),
    "builtins of a module": pickle(call(name("builtins", "dict.get"), name("numpy", "__builtins__"), "exec")),
    "call of a call": pickle(call(stacked("os", "system.__call__"), "id")),
    "getattr": pickle(call(call(GETATTR, IMPORT_OS, "system"), "id")),
    "attrgetter": pickle(call(call(call(name("operator", "attrgetter"), "system"), IMPORT_OS), "id")),
    "attrgetter dotted": pickle(call(call(call(name("operator", "attrgetter"), "path.os.system"), name("pathlib", "os")), "id")),
    "methodcaller": pickle(call(call(name("operator", "methodcaller"), "system", "id"), IMPORT_OS)),
    "resolve_name": pickle(call(call(name("pkgutil", "resolve_name"), "os:system"), "id")),
    "sys.modules": pickle(call(call(GETATTR, call(name("operator", "getitem"), name("sys", "modules"), "os"), "system"), "id")),
    "module dict": pickle(call(call(name("operator", "getitem"), stacked("os", "__dict__"), "system"), "id")),
    "locate": pickle(call(call(name("pydoc", "locate"), "os.system"), "id")),
    "partial": pickle(call(call(name("functools", "partial"), SYSTEM, "id"))),
    "partial with state": pickle(build(new(name("functools", "partial"), name("builtins", "len")), tup(SYSTEM, tup("id"), dic(), None))),
    "map": pickle(call(name("builtins", "list"), call(name("builtins", "map"), SYSTEM, lst("id")))),
    "reduce": pickle(call(name("functools", "reduce"), SYSTEM, lst("id"))),
    "starmap": pickle(call(name("itertools", "starmap"), SYSTEM, lst(tup("id")))),
    "defaultdict": pickle(call(name("collections", "defaultdict"), SYSTEM)),
    "operator.call": pickle(call(name("operator", "call"), SYSTEM, "id")),
    "reconstructor": pickle(call(name("copyreg", "_reconstructor"), name("subprocess", "Popen"), name("builtins", "object"), None)),
    "rebuild from type": pickle(call(name("torch._tensor", "_rebuild_from_type_v2"), SYSTEM, name("torch", "Tensor"), tup("id"), dic())),
    "method": pickle(call(call(name("types", "MethodType"), SYSTEM, "id"))),
    "made function": pickle(call(call(name("types", "FunctionType"), call(name("types", "CodeType"), 0), dic()))),
    "joined": pickle(const("os"), call(name("builtins", "str.join"), "", lst("sys", "tem")), op.STACK_GLOBAL, tup("id"), b"R"),
    "rot13": pickle(const("os"), call(name("codecs", "decode"), "flfgrz", "rot13"), op.STACK_GLOBAL, tup("id"), b"R"),
    "hex": pickle(call(name("codecs", "decode"), raw(b"6f73"), "hex"), put(0), op.POP, call(name("_codecs", "decode"), get(0)), const("system"), op.STACK_GLOBAL, tup("id"), b"R"),
    "attribute of a text": pickle(const("os"), call(call(GETATTR, "sys", "__add__"), "tem"), op.STACK_GLOBAL, tup("id"), b"R"),
    "hidden name": pickle(call(name("random", "choice"), "ab"), const("x"), op.STACK_GLOBAL, tup("id"), b"R"),
    # Changes of what is there.
    "state of a class": pickle(build(name("sklearn.tree", "DecisionTreeClassifier"), dic("predict", 1))),
    "state of a function": pickle(build(name("numpy", "prod"), tup(None, stacked("numpy", "core._internal.sys.modules")))),
    "items of sys.modules": pickle(name("sys", "modules"), const("a"), const(1), op.SETITEM),
    "items of a module": pickle(stacked("os", "environ"), op.MARK, const("a"), const(1), op.SETITEMS),
    "element of a list": pickle(name("sys", "meta_path"), const(1), op.APPEND),
    "update of a module": pickle(call(name("builtins", "dict.update"), stacked("json", "__dict__"), dic("loads", 1))),
    "update through getattr": pickle(call(call(GETATTR, stacked("json", "__dict__"), "update"), dic("loads", 1))),
    "append to a list": pickle(call(name("builtins", "list.append"), name("my_package", "hooks"), "f")),
    "append to another list first": pickle(name("builtins", "list.append"), put(9), tup(lst(), "f"), b"R0", call(get(9), name("my_package", "hooks"), "f")),
    "a registered extension": pickle(call(name("copyreg", "add_extension"), "os", "system", 240), op.POP, b"\x82\xf0", tup("id"), b"R"),
    "setattr": plainly("builtins", "setattr", name("os", "path"), "x", 1),
    "class by state": pickle(build(new(name("collections", "OrderedDict")), tup(None, dic("__class__", name("a", "B"))))),
    "subclasses": pickle(call(stacked("builtins", "object.__subclasses__"))),
    "antigravity": pickle(name("antigravity", "x")),
    "default of getattr": pickle(call(call(GETATTR, name("builtins", "len"), "x", SYSTEM), "id")),
    "default of get": pickle(call(call(name("builtins", "dict.get"), dic(), "x", SYSTEM), "id")),
    "item of a list": pickle(call(call(name("operator", "getitem"), lst(SYSTEM), 0), "id")),
    "next of a list": pickle(call(call(name("builtins", "next"), call(name("builtins", "iter"), lst(SYSTEM))), "id")),
    "largest of a list": pickle(call(call(name("builtins", "max"), lst(SYSTEM)), "id")),
    "iterator that calls": pickle(call(name("builtins", "list"), call(name("builtins", "iter"), SYSTEM, 1))),
    "class with a finaliser": pickle(call(call(name("builtins", "type"), "X", tup(), dic("__del__", SYSTEM)))),
    "mapped getattr": pickle(call(call(name("builtins", "next"), call(name("builtins", "map"), GETATTR, lst(IMPORT_OS), lst("system"))), "id")),
    "partial getattr": pickle(call(call(call(name("functools", "partial"), GETATTR, IMPORT_OS), "system"), "id")),
    "globals of a function": pickle(call(call(name("operator", "getitem"), stacked("json", "load.__globals__"), "os"), "id")),
    "class of an object": pickle(call(GETATTR, call(name("collections", "OrderedDict")), "__class__")),
    "graph of code": pickle(call(name("torch.fx.graph_module", "reduce_graph_module"), dic("_code", "import os; os.system('id')"), "")),
    "module of dill": pickle(call(call(name("dill._dill", "_get_attr"), call(name("dill._dill", "_import_module"), "os"), "system"), "id")),
    "repr of dill": plainly("dill._dill", "_eval_repr", "1"),
    "called code of cloudpickle": pickle(call(call(name("cloudpickle.cloudpickle", "_make_function"), call(call(name("cloudpickle.cloudpickle", "_builtin_type"), "CodeType"), 1), dic()))),
    "state of a real function": pickle(call(name("cloudpickle.cloudpickle", "_function_setstate"), name("json", "loads"), tup(dic(), dic("__code__", 1)))),
    "items by dill": pickle(call(name("dill._dill", "_setitems"), name("os", "environ"), dic("a", "b"))),
    "module that acts at once": plainly("cloudpickle.cloudpickle", "subimport", "antigravity"),
    "in a run": pickle(lst(*(f"word {each}" for each in range(99))), op.POP, call(SYSTEM, "id")),
}  # fmt: skip

CODE = call(name("dill._dill", "_create_code"), 1, "print")
REVIEWED = {
    "class of dill": pickle(
        new(call(name("dill._dill", "_create_type"), name("builtins", "type"), "C", tup(), dic("f", CODE)))
    ),
    "attribute by dill": pickle(
        call(
            name("builtins", "setattr"),
            call(name("dill._dill", "_create_type"), name("builtins", "type"), "C", tup(), dic("f", CODE)),
            "__qualname__",
            "C",
        )
    ),
    "cloudpickle": pickle(
        call(
            name("cloudpickle.cloudpickle", "_make_function"),
            call(call(name("cloudpickle.cloudpickle", "_builtin_type"), "CodeType"), 1, "os"),
            dic(),
        )
    ),
    "partial with a module": pickle(
        call(
            call(name("dill._dill", "_load_type"), "PartialType"),
            call(
                name("dill._dill", "_create_function"),
                CODE,
                dic("os", call(name("dill._dill", "_import_module"), "os")),
            ),
        )
    ),
    "unknown function": plainly("my_package.mod", "restore", 1),
    "unknown class": pickle(build(new(name("my_package", "Model")), dic("a", 1))),
    "own class": pickle(new(name("__main__", "Model"))),
    "function of a framework": plainly("sklearn.utils", "resample", 1),
    "class of a framework": pickle(new(name("sklearn.experimental", "Thing"))),
    "function of the library": plainly("string", "capwords", "a"),
    "extension": pickle(b"\x82\x05", tup(), b"R"),
    "mention": pickle(lst(SYSTEM)),
    "result of a call": pickle(call(call(name("collections", "OrderedDict")))),
    "dill": plainly("dill._dill", "_create_function", call(name("dill._dill", "_create_code"), 1, "os"), dic()),
    "callback": pickle(call(name("functools", "partial"), name("my_package", "f"))),
}

ARRAY = call(name("numpy.core.multiarray", "_reconstruct"), name("numpy", "ndarray"), tup(0), raw(b"b"))
DTYPE = build(call(name("numpy", "dtype"), "f8", False, True), tup(3, "<", None, None, None, -1, -1, 0))
STORAGE = tup("storage", name("torch", "FloatStorage"), "0", "cpu", 4)
TENSOR = call(name("torch._utils", "_rebuild_tensor_v2"), STORAGE + op.BINPERSID, 0, tup(2, 2), tup(2, 1), False, call(name("collections", "OrderedDict")))  # fmt: skip
ESTIMATOR = new(name("sklearn.linear_model._logistic", "LogisticRegression"))

BENIGN = {
    "nothing": pickle(op.NONE),
    "constants": pickle(lst(1, 2.5, "x", None, True)),
    "words": pickle(lst("os", "system", "eval", "exec", "__import__", "subprocess.Popen")),
    "words as keys": pickle(dic("eval", 1, "os.system", 2)),
    "code as text": pickle(const("cos\nsystem\n(S'id'\ntR.")),
    "a pickle in bytes": pickle(raw(b"\x80\x04cos\nsystem\n(S'id'\ntR.")),
    "bytes in protocol 2": pickle(call(name("_codecs", "encode"), "é", "latin1"), version=2),
    "set in protocol 2": pickle(call(name("__builtin__", "set"), lst(1)), version=2),
    "ordered dict": pickle(call(name("collections", "OrderedDict")), op.MARK, const("a"), const(1), op.SETITEMS),
    "default dict": pickle(call(name("collections", "defaultdict"), name("builtins", "list"))),
    "counter": pickle(call(name("collections", "Counter"), dic("a", 1))),
    "deque": pickle(call(name("collections", "deque"), tup(), 3), const(1), op.APPEND),
    "date": plainly("datetime", "datetime", raw(b"\x07\xe4\x01\x01\0\0\0\0\0\0")),
    "decimal": plainly("decimal", "Decimal", "1.5"),
    "fraction": plainly("fractions", "Fraction", "1/3"),
    "uuid": pickle(build(new(name("uuid", "UUID")), dic("int", 1))),
    "path": plainly("pathlib", "PosixPath", "a", "b"),
    "regular expression": plainly("re", "_compile", "a", 32),
    "partial": pickle(call(name("functools", "partial"), name("builtins", "int"))),
    "item getter": plainly("operator", "itemgetter", 1),
    "named object": pickle(build(new(name("types", "SimpleNamespace")), dic("a", 1))),
    "range": plainly("builtins", "range", 1, 5, 1),
    "slice": plainly("builtins", "slice", 1, 5, None),
    "complex": plainly("builtins", "complex", 1.0, 2.0),
    "bytearray": plainly("builtins", "bytearray", raw(b"x")),
    "bound method": pickle(call(GETATTR, ESTIMATOR, "predict")),
    "class method": pickle(call(GETATTR, name("collections", "OrderedDict"), "fromkeys")),
    "exception": plainly("builtins", "ValueError", "x"),
    "array of numpy": pickle(build(ARRAY, tup(1, tup(2), DTYPE, False, raw(bytes(16))))),
    "array of numpy 2": pickle(call(name("numpy._core.numeric", "_frombuffer"), raw(bytes(8)), DTYPE, tup(1), "C")),
    "scalar": pickle(call(name("numpy.core.multiarray", "scalar"), DTYPE, raw(bytes(8)))),
    "random state": pickle(call(name("numpy.random._pickle", "__randomstate_ctor"), "MT19937")),
    "ufunc": pickle(build(new(name("sklearn.preprocessing._function_transformer", "FunctionTransformer")), dic("func", name("numpy", "log1p")))),
    "estimator": pickle(build(ESTIMATOR, dic("C", 1.0, "coef_", ARRAY, "_sklearn_version", "1.5.0"))),
    "estimator, protocol 1": pickle(build(call(name("copy_reg", "_reconstructor"), name("sklearn.linear_model._logistic", "LogisticRegression"), name("__builtin__", "object"), None), dic("C", 1.0)), version=1),
    "tree": pickle(call(name("sklearn.tree._tree", "Tree"), 4, ARRAY, 1)),
    "old tree": pickle(build(new(name("sklearn.tree.tree", "DecisionTreeClassifier")), dic("max_depth", 3))),
    "tensor": pickle(TENSOR, version=2),
    "parameters": pickle(dic("weight", call(name("torch._utils", "_rebuild_parameter"), TENSOR, True, call(name("collections", "OrderedDict")))), version=2),
    "module": pickle(build(new(name("torch.nn.modules.linear", "Linear")), dic("training", True)), version=2),
    "tensor of a type": pickle(call(name("torch._tensor", "_rebuild_from_type_v2"), name("torch._utils", "_rebuild_tensor_v2"), name("torch", "Tensor"), tup(STORAGE + op.BINPERSID, 0, tup(2), tup(1), False, None), dic()), version=2),
    "index": pickle(call(name("pandas.core.indexes.base", "_new_Index"), name("pandas.core.indexes.base", "Index"), dic("data", ARRAY))),
    "booster": pickle(build(new(name("xgboost.core", "Booster")), dic("handle", raw(b"\x96 not read")))),
    "several streams": pickle(op.NONE) + pickle(lst(1)) + bytes(3),
    "end of line": pickle(lst(1), version=0) + b"\r\n",
    "shared often": pickle(op.EMPTY_LIST, op.MARK, tup(1, 2), put(0), *[get(0)] * 300, op.APPENDS),
}  # fmt: skip

BOMB = op.EMPTY_LIST + b"".join(
    put(each) + op.POP + op.EMPTY_LIST + op.MARK + get(each) * 10 + op.APPENDS for each in range(30)
)
EXPANDING = {
    "lists of lists": pickle(BOMB),
    "tuples, doubled": pickle(op.EMPTY_TUPLE, (op.DUP + op.TUPLE2) * 60),
    "dropped": pickle(op.EMPTY_TUPLE, (op.DUP + op.TUPLE2) * 60, op.POP, op.NONE),
    "multiplied text": plainly("operator", "mul", "a", 2_000_000_000),
    "bytes of a number": plainly("builtins", "bytes", 2_000_000_000),
    "far memo key": pickle(op.NONE, b"r\xff\xff\xff\x7f"),
}
