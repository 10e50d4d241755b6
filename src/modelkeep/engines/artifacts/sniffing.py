"""Which formats a file may be, by its content first and its name second.

Several may accept one file: a polyglot is inspected by each of them. A format is a line here and a module in `formats/`, which
is imported only when a file asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from modelkeep.engines.artifacts.sources import Source

HEAD = 4096
TAIL = 22 + 65_535
"""The end record of a zip file with the longest comment."""


@dataclass(frozen=True, slots=True)
class Start:
    """What formats are told by. `name` is in lower case, with its folders; `head` the first 4 KiB."""

    name: str
    head: bytes
    size: int
    source: Source

    @property
    def tail(self) -> bytes:
        """The last 64 KiB: read only where asked for."""
        length = min(self.size, TAIL)
        return self.source.read(self.size - length, length)


@dataclass(frozen=True, slots=True)
class Format:
    """A format: what accepts it, and the module below `formats` that inspects it."""

    name: str
    accepts: Callable[[Start], bool]
    module: str


def starts(*magic: bytes) -> Callable[[Start], bool]:
    """Files that begin with one of these."""
    return lambda start: start.head.startswith(magic)


def ends(*suffixes: str) -> Callable[[Start], bool]:
    """Files whose names end in one of these."""
    return lambda start: start.name.endswith(suffixes)


def is_zip(start: Start) -> bool:
    """A zip file by its first bytes, or by the end record that readers look for; what comes before it may be anything. An array
    tells by itself what follows its numbers, so that its end need not be fetched."""
    if start.head.startswith((b"PK\3\4", b"PK\5\6", b"PK\7\bPK\3\4", b"PK00PK\3\4")):
        return True
    return not start.head.startswith(b"\x93NUMPY") and b"PK\5\6" in start.tail


def is_safetensors(start: Start) -> bool:
    """The length of a header that fits, and a JSON object; by its name, a file that was cut off or lies about it, too."""
    if start.name.endswith(".safetensors"):
        return True
    head = start.head
    return head[8:9] == b"{" and head[9:10] in b'" }' and 2 <= int.from_bytes(head[:8], "little") <= start.size - 8


def is_tar(start: Start) -> bool:
    """A tar file, by the checksum of its first header."""
    if len(start.head) < 512 or (start.head[257:262] != b"ustar" and start.head[148:156].strip(b" 01234567\0")):
        return False
    from modelkeep.engines.artifacts.archives.tar import is_header

    return is_header(start.head[:512])


def is_compressed(start: Start) -> bool:
    """A single compressed file, or a compressed tar file."""
    if not start.head.startswith(_COMPRESSED) and start.head[1:4] != b"\x2a\x4d\x18":
        return False
    from modelkeep.engines.artifacts.formats.compressed import kind_of

    return bool(kind_of(start.head))


_COMPRESSED = (
    *(b"\x1f\x8b", b"ZF0x", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18", b"\x02\x21\x4c\x18"),
    *(bytes([first]) for first in b"\x5d\x5e\x5c\x6d\x2c\x78\x68\x58\x48\x38\x28\x18\x08"),
)
"""First bytes of compressed files; those of lzma and zlib are tried."""


def is_torch_legacy(start: Start) -> bool:
    """PyTorch's magic number, as the first of several pickles."""
    return start.head[2:15] == b"\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19." and start.head[:1] == b"\x80"


def is_unread(start: Start) -> bool:
    """A format that is known and not read."""
    from modelkeep.engines.artifacts.formats.unread import is_unread as told

    return told(start.head)


def is_pickle(start: Start) -> bool:
    """A pickle by its content; by its name, whatever no other format accepts."""
    if is_torch_legacy(start):
        return False  # which reads its pickles itself
    from modelkeep.engines.artifacts.pickle.pickles import is_pickle as told

    if told(start.head, start.size, start.source):
        return True
    return start.name.endswith(_PICKLES) and not any(
        each.accepts(start) for each in FORMATS if each.module not in ("pickled", "text")
    )


_PICKLES = (".pkl", ".pickle", ".p", ".joblib", ".dill", ".cloudpickle")


def _has_shebang(head: bytes, *interpreters: bytes) -> bool:
    first = head.partition(b"\n")[0]
    return first.startswith(b"#!") and any(each in first for each in interpreters)


def is_python(start: Start) -> bool:
    """Python source, by its name or the program that its first line names."""
    return start.name.endswith((".py", ".pyw", ".pyi")) or _has_shebang(start.head, b"python")


def is_shell(start: Start) -> bool:
    """A script for a shell, as above."""
    return start.name.endswith((".sh", ".bash", ".zsh", ".ksh")) or (
        _has_shebang(start.head, b"sh") and not _has_shebang(start.head, b"python")
    )


def is_requirements(start: Start) -> bool:
    """Requirements of pip, by their usual names."""
    name = start.name.rpartition("/")[2]
    return name.endswith(".txt") and ("requirements" in name or name == "constraints.txt")


_JSON = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[\"\[{\d\]-])")


def is_json(start: Start) -> bool:
    """A JSON document, or one a line."""
    if start.name.endswith(".ipynb"):
        return False
    return start.name.endswith((".json", ".jsonl")) or (_JSON.match(start.head) is not None and is_text(start.head))


def is_plain_text(start: Start) -> bool:
    """Text that is nothing else. What is empty is text, too."""
    return is_text(start.head) and not any(each.accepts(start) for each in FORMATS if each.name != "text")


def is_text(head: bytes) -> bool:
    """The beginning of a text."""
    from modelkeep.engines.artifacts.formats.text import is_text as told

    return told(head)


def is_onnx(start: Start) -> bool:
    """ONNX, by its name or by how its first fields are written: version, producer, graph."""
    return start.name.endswith(".onnx") or (
        start.head[:1] == b"\x08"
        and start.head[1:2] < b"\x20"
        and start.head[2:3] in b"\x12\x1a\x22\x3a\x42"
        and b"\x3a" in start.head
    )


def is_tensorflow(start: Start) -> bool:
    """What TensorFlow writes as protocol buffers, by its name: the messages look like any others."""
    return start.name.endswith((".pb", ".graphdef")) or (start.name.endswith(".meta") and start.head[:1] == b"\x0a")


def is_native(start: Start) -> bool:
    """Native code, by its content or the name of an engine."""
    from modelkeep.engines.artifacts.formats.native import kind_of

    return bool(kind_of(start.head)) or start.name.endswith((".engine", ".plan", ".trt", ".so", ".dll", ".dylib"))


def is_raw(start: Start) -> bool:
    """Numbers whose description is another file: TensorFlow's variables, ONNX's and Core ML's weights."""
    return _RAW.search(start.name) is not None


_RAW = re.compile(r"\.data-\d{5}-of-\d{5}$|\.onnx[._]data$|\.mlpackage/.*weight\.bin$|variables/variables\.index$")


def is_plain_data(start: Start) -> bool:
    """Pictures, sounds and tables."""
    from modelkeep.engines.artifacts.formats.plain_data import MAGIC

    return start.head.startswith(MAGIC)


def is_yaml(start: Start) -> bool:
    """YAML, by its name."""
    return start.name.endswith((".yaml", ".yml")) or start.name.rpartition("/")[2] == "mlmodel"


def is_ubjson(start: Start) -> bool:
    """A binary object whose first key is written with its length, or an XGBoost model by its name."""
    return (
        start.name.endswith(".ubj")
        or re.match(rb"\{(?:L\0{7}.|[iU].|l\0{3}.)[A-Za-z_]", start.head, re.DOTALL) is not None
    )


def is_xml(start: Start) -> bool:
    """XML, by its name or its first line."""
    return start.name.endswith((".pmml", ".xml")) or start.head.lstrip()[:5] == b"<?xml"


FORMATS: tuple[Format, ...] = (
    Format("safetensors", is_safetensors, "safetensors"),
    Format("git-lfs pointer", starts(b"version https://git-lfs.github.com/spec/"), "git_lfs"),
    Format("gguf", starts(b"GGUF"), "gguf"),
    Format("hdf5", starts(b"\x89HDF\r\n\x1a\n"), "hdf5"),
    Format("onnx", is_onnx, "onnx"),
    Format("tensorflow", is_tensorflow, "tensorflow_graph"),
    Format("pytorch legacy", is_torch_legacy, "torch_legacy"),
    Format("zip", is_zip, "zipped"),
    Format("tar", is_tar, "tarred"),
    Format("compressed", is_compressed, "compressed"),
    Format("7z", starts(b"7z\xbc\xaf\x27\x1c"), "seven_zip"),
    Format("npy", starts(b"\x93NUMPY"), "numpy_array"),
    Format("pickle", is_pickle, "pickled"),
    Format("unread", is_unread, "unread"),
    Format("msgpack", ends(".msgpack"), "msgpack"),
    Format("sentencepiece", ends("tokenizer.model", "spiece.model", "sentencepiece.model", ".spm"), "tokenizer_model"),
    Format("native code", is_native, "native"),
    Format("raw numbers", is_raw, "raw_numbers"),
    Format("data", is_plain_data, "plain_data"),
    Format("yaml", is_yaml, "yaml_document"),
    Format("xml", is_xml, "pmml"),
    Format("tflite", lambda start: start.head[4:8] == b"TFL3", "tflite"),
    Format("core ml", ends(".mlmodel"), "core_ml"),
    Format("catboost", starts(b"CBM1"), "catboost"),
    Format("ubjson", is_ubjson, "ubjson"),
    Format("lightgbm", starts(b"tree\nversion=", b"tree\r\nversion="), "text"),
    Format("notebook", ends(".ipynb"), "notebook"),
    Format("python", is_python, "python_source"),
    Format("shell", is_shell, "shell"),
    Format("requirements", is_requirements, "requirements"),
    Format("jinja", ends(".jinja", ".jinja2", ".j2"), "jinja_template"),
    Format("json", is_json, "json_document"),
    Format("text", is_plain_text, "text"),
)
"""In the order in which they are tried: what says more of a file comes first."""


def formats_of(start: Start) -> Iterator[Format]:
    """Those that accept the file."""
    return (each for each in FORMATS if each.accepts(start))
