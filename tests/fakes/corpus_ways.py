"""Pickles that reach a dangerous call by a way that lists of names do not follow. Payloads are inert text; nothing is loaded."""
# ruff: noqa: E501  (one case a line)

from __future__ import annotations

from tests.fakes import opcodes as op
from tests.fakes.opcodes import build, call, const, dic, get, lst, name, new, pickle, put, raw, stacked, tup
from tests.fakes.pickles import GETATTR, IMPORT_OS, SYSTEM


def kept(callee: bytes, *args: op.Part, **keywords: op.Part) -> bytes:
    """functools.partial as pickle writes it, which is how a pickle gives keywords."""
    pairs = [part for pair in keywords.items() for part in pair]
    return build(call(name("functools", "partial"), callee), tup(callee, tup(*args), dic(*pairs), None))


WAYS = {
    "generic alias": pickle(call(call(name("types", "GenericAlias"), SYSTEM, tup(name("builtins", "int"))), "id")),
    "filter": pickle(call(name("builtins", "list"), call(name("builtins", "filter"), SYSTEM, lst("id")))),
    "accumulate": pickle(call(name("builtins", "list"), call(name("itertools", "accumulate"), lst("a", "id"), SYSTEM))),
    "groupby": pickle(call(name("builtins", "list"), call(name("itertools", "groupby"), lst("id"), SYSTEM))),
    "takewhile": pickle(call(name("builtins", "list"), call(name("itertools", "takewhile"), SYSTEM, lst("id")))),
    "dropwhile": pickle(call(name("itertools", "dropwhile"), SYSTEM, lst("id"))),
    "filterfalse": pickle(call(name("itertools", "filterfalse"), SYSTEM, lst("id"))),
    "substitution": pickle(call(name("re", "sub"), "x", SYSTEM, "x")),
    "key of sorted": pickle(call(kept(name("builtins", "sorted"), key=SYSTEM), lst("id"))),
    "key of max": pickle(call(kept(name("builtins", "max"), key=SYSTEM), lst("id"))),
    "hook of json": pickle(call(kept(name("json", "loads"), object_hook=SYSTEM), "{}")),
    "hook of a decoder": pickle(call(name("json", "JSONDecoder"), SYSTEM)),
    "newobj by copyreg": pickle(call(name("copyreg", "__newobj__"), name("subprocess", "Popen"), "id")),
    "newobj_ex by copyreg": pickle(call(name("copyreg", "__newobj_ex__"), name("subprocess", "Popen"), tup("id"), dic())),
    "registered reducer": pickle(call(name("copyreg", "pickle"), name("builtins", "int"), SYSTEM)),
    "dispatch table": pickle(name("copyreg", "dispatch_table"), const("a"), SYSTEM, op.SETITEM),
    "method caller of call": pickle(call(call(name("operator", "methodcaller"), "__call__", "id"), SYSTEM)),
    "vectorize": pickle(call(call(name("numpy", "vectorize"), SYSTEM), "id")),
    "frompyfunc": pickle(call(call(name("numpy", "frompyfunc"), SYSTEM, 1, 1), "id")),
    "fromfunction": pickle(call(name("numpy", "fromfunction"), SYSTEM, tup(1))),
    "apply along axis": pickle(call(name("numpy", "apply_along_axis"), SYSTEM, 0, lst("id"))),
    "tree map": pickle(call(name("torch.utils._pytree", "tree_map"), SYSTEM, lst("id"))),
    "delayed": pickle(call(call(name("joblib", "delayed"), SYSTEM), "id")),
    "minimise": pickle(call(name("scipy.optimize", "minimize"), SYSTEM, "id")),
    "in an estimator": pickle(build(new(name("sklearn.preprocessing._function_transformer", "FunctionTransformer")), dic("func", SYSTEM))),
    "exit stack": pickle(call(stacked("contextlib", "ExitStack.callback"), call(name("contextlib", "ExitStack")), SYSTEM, "id")),
    "weak reference": pickle(call(name("weakref", "ref"), name("collections", "OrderedDict"), SYSTEM)),
    "parsers of sax": pickle(call(name("xml.sax", "make_parser"), lst("antigravity"))),
    "resolver of logging": pickle(call(call(name("logging.config", "_resolve"), "os.system"), "id")),
    "importer of mock": pickle(call(call(name("unittest.mock", "_importer"), "os.system"), "id")),
    "sympify": pickle(call(name("sympy", "sympify"), "1")),
    "import string of django": pickle(call(call(name("django.utils.module_loading", "import_string"), "os.system"), "id")),
    "import string of werkzeug": pickle(call(call(name("werkzeug.utils", "import_string"), "os:system"), "id")),
    "template of mako": pickle(call(name("mako.template", "Template"), "x")),
    "unsafe yaml": pickle(call(name("yaml", "unsafe_load"), "a")),
    "hydra": pickle(call(name("hydra.utils", "instantiate"), dic("_target_", "os.system", "command", "id"))),
    "setuptools": pickle(call(name("setuptools._distutils.spawn", "spawn"), lst("id"))),
    "ipython": pickle(call(name("IPython.utils.process", "system"), "id")),
    "six": pickle(call(name("six", "exec_"), "1")),
    "partial of a partial": pickle(call(call(name("functools", "partial"), call(name("functools", "partial"), SYSTEM), "id"))),
    "chain of getattr": pickle(call(call(GETATTR, call(GETATTR, call(GETATTR, name("json", "loads"), "__globals__"), "get"), "x"), "id")),
    "name in pieces": pickle(const("o"), put(1), op.POP, call(call(GETATTR, call(name("importlib", "import_module"), call(name("operator", "add"), get(1), "s")), "system"), "id")),
    "name backwards": pickle(const("os"), call(name("builtins", "str.join"), "", call(name("builtins", "reversed"), "metsys")), op.STACK_GLOBAL, tup("id"), b"R"),
    "name from base64": pickle(const("os"), call(name("builtins", "bytes.decode"), call(name("base64", "b64decode"), "c3lzdGVt")), op.STACK_GLOBAL, tup("id"), b"R"),
    "name from numbers": pickle(const("os"), call(name("builtins", "bytes.decode"), call(name("builtins", "bytes"), lst(115, 121, 115, 116, 101, 109))), op.STACK_GLOBAL, tup("id"), b"R"),
    "name by chr": pickle(const("os"), call(name("operator", "add"), call(name("builtins", "chr"), 115), "ystem"), op.STACK_GLOBAL, tup("id"), b"R"),
    "name by replace": pickle(const("os"), call(name("builtins", "str.replace"), "sysxtem", "x", ""), op.STACK_GLOBAL, tup("id"), b"R"),
    "name by format": pickle(const("os"), call(name("builtins", "str.format"), "{}tem", "sys"), op.STACK_GLOBAL, tup("id"), b"R"),
    "name by zlib": pickle(const("os"), call(name("builtins", "bytes.decode"), call(name("zlib", "decompress"), raw(b"x"))), op.STACK_GLOBAL, tup("id"), b"R"),
    "state with slots": pickle(build(name("json", "JSONDecoder"), tup(None, dic("decode", SYSTEM)))),
    "module by sys": pickle(call(call(call(GETATTR, name("sys", "modules"), "get"), "os"), "id")),
    "os of another module": pickle(call(stacked("shutil", "os.system"), "id")),
    "os of a far module": pickle(call(stacked("sklearn.utils", "os.system"), "id")),
    "attribute of a result": pickle(call(call(GETATTR, call(GETATTR, IMPORT_OS, "path"), "os"), "id")),
    "inside a set": pickle(b"\x8f", op.MARK, call(SYSTEM, "id"), b"\x90"),
    "inside a frozen set": pickle(op.MARK, call(SYSTEM, "id"), b"\x91"),
    "thread": pickle(call(name("threading", "Thread"), None, SYSTEM, None, tup("id"))),
    "executor": pickle(call(stacked("concurrent.futures", "Executor.map"), call(name("concurrent.futures", "ThreadPoolExecutor")), SYSTEM, lst("id"))),
    "pool": pickle(call(stacked("multiprocessing.pool", "ThreadPool"), 1, SYSTEM, tup("id"))),
}  # fmt: skip
