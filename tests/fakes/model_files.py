"""Model files of many formats, field by field. Nothing in them is ever loaded; what they would run is inert text."""

from __future__ import annotations

import json
import struct
from typing import Any

from tests.fakes.messages import block, number


def onnx_node(kind: str, domain: str = "", *attributes: bytes) -> bytes:
    return block(
        1, block(1, "in") + block(4, kind) + b"".join(block(5, each) for each in attributes) + block(7, domain)
    )


def onnx(*parts: bytes, functions: bytes = b"") -> bytes:
    return number(1, 8) + block(2, "pytorch") + block(7, b"".join(parts)) + functions + block(8, number(2, 17))


def onnx_external(place: str) -> bytes:
    return block(5, block(8, "w") + block(13, block(1, "location") + block(2, place)))


ONNX_OWN = block(25, block(1, "Mine") + block(10, "acme") + block(7, block(4, "Add")))


def tf_node(kind: str) -> bytes:
    return block(1, block(1, "n") + block(2, kind))


def saved_model(graph: bytes) -> bytes:
    return number(1, 1) + block(2, block(2, graph))


TF_FUNCTION = block(2, block(1, block(3, block(1, "n") + block(2, "PyFunc"))))


def keras_layer(name: str, config: Any, **more: Any) -> dict[str, Any]:
    return {"class_name": name, "config": config, **more}


def keras(*layers: dict[str, Any]) -> dict[str, Any]:
    return {
        "module": "keras",
        "class_name": "Functional",
        "config": {"layers": list(layers)},
        "registered_name": "Functional",
    }


def gguf_text(value: str) -> bytes:
    return struct.pack("<Q", len(value)) + value.encode()


def gguf_pair(key: str, kind: int, value: bytes) -> bytes:
    return gguf_text(key) + struct.pack("<I", kind) + value


def gguf(
    *pairs: bytes, tensors: int = 1, entries: int | None = None, data: int = 64, sizes: tuple[int, ...] = (4, 4)
) -> bytes:
    head = b"GGUF" + struct.pack("<IQQ", 3, tensors, len(pairs) if entries is None else entries) + b"".join(pairs)
    if tensors:
        head += (
            gguf_text("blk.0.weight")
            + struct.pack("<I", len(sizes))
            + b"".join(struct.pack("<Q", each) for each in sizes)
        )
        head += struct.pack("<IQ", 0, 0)
    return head + bytes(-len(head) % 32) + bytes(data)


GGUF_GENERAL = gguf_pair("general.architecture", 8, gguf_text("llama"))
GGUF_TOKENS = gguf_pair("tokenizer.ggml.tokens", 9, struct.pack("<IQ", 8, 2) + gguf_text("a") + gguf_text("eval"))
GGUF_SCORES = gguf_pair("tokenizer.ggml.scores", 9, struct.pack("<IQ", 6, 2) + struct.pack("<ff", 0, 1))


def gguf_template(text: str) -> bytes:
    return gguf_pair("tokenizer.chat_template", 8, gguf_text(text))


SAFE_ONE = {"w": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}}


def safetensors(header: Any, data: bytes = bytes(16), length: int | None = None) -> bytes:
    told = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(told) if length is None else length) + told + data


LEGACY_START = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}q\x00U\x04typeU\x01xs."


def legacy_text(value: bytes) -> bytes:
    return b"X" + len(value).to_bytes(4, "little") + value


def legacy(*storages: tuple[bytes, bytes], claimed: int | None = None, inner: bytes = b"", after: bytes = b"") -> bytes:
    """A file of float storages. `inner` stands in the pickle of the object, `after` behind everything."""
    ids = b"".join(
        b"(" + legacy_text(b"storage") + b"ctorch\nFloatStorage\n" + legacy_text(key) + legacy_text(b"cpu")
        + b"J" + (len(data) // 4 if claimed is None else claimed).to_bytes(4, "little") + b"NtQ"
        for key, data in storages
    )  # fmt: skip
    keys = b"\x80\x02](" + b"".join(legacy_text(key) for key, _ in storages) + b"e."
    raw = b"".join((len(data) // 4).to_bytes(8, "little") + data for _, data in storages)
    return LEGACY_START + b"\x80\x02(" + ids + inner + b"t." + keys + raw + after


FLAX_ARRAY = b"\xc7\x0a\x01" + b"\x93\x91\x02\xa2u1\xc4\x02\x00\x01"


def skops(*nodes: dict[str, Any]) -> str:
    return json.dumps(
        {"protocol": 2, "__class__": "dict", "__module__": "builtins", "__loader__": "DictNode", "content": list(nodes)}
    )


def skops_node(loader: str, module: str, name: str, **more: Any) -> dict[str, Any]:
    return {"__loader__": loader, "__module__": module, "__class__": name, **more}


def tflite(*codes: str) -> bytes:
    """A FlatBuffer: root, the model's table, its operators, each with a name."""
    count = len(codes)
    out = bytearray(struct.pack("<I4s", 16, b"TFL3") + struct.pack("<HHHHI", 8, 8, 0, 4, 0)[:8])
    out += struct.pack("<iI", 8, 4) + struct.pack("<I", count) + bytes(4 * count)
    for at, code in enumerate(codes):
        entries = len(out)
        out += struct.pack("<HHHH", 8, 8, 0, 4)
        table = len(out)
        out += struct.pack("<iI", table - entries, 4) + struct.pack("<I", len(code)) + code.encode()
        out += bytes(-len(out) % 4)
        struct.pack_into("<I", out, 28 + 4 * at, table - (28 + 4 * at))
    return bytes(out)


def core_ml(layer: bytes) -> bytes:
    return number(1, 4) + block(500, block(1, block(1, "l") + layer))


UBJSON = (
    b"{L"
    + struct.pack(">q", 7)
    + b"learner{i\x01a[$d#l"
    + struct.pack(">i", 2)
    + bytes(8)
    + b"i\x01bSi\x02hii\x01c[i\x01T]}}"
)
