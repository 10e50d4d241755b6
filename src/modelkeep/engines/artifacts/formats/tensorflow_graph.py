"""TensorFlow: SavedModels, frozen graphs and Keras metadata, by the operators that they run.

https://github.com/tensorflow/tensorflow/tree/master/tensorflow/core/protobuf; "TensorFlow models are programs"
(https://github.com/tensorflow/tensorflow/blob/master/SECURITY.md). Operators that somebody's own library brings are not told apart here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.formats.json_document import inspect_document
from modelkeep.engines.artifacts.looking import Look
from modelkeep.engines.artifacts.protobuf import MalformedError, Message
from modelkeep.engines.artifacts.sources import Source

_FIX = "Do not run the model. Export it again without the operator, or take it from its publisher."
WRITES = Rule(id="tensorflow-writes", title="A TensorFlow graph writes files", severity=Severity.CRITICAL, fix=_FIX)
READS = Rule(id="tensorflow-reads", title="A TensorFlow graph reads files", severity=Severity.MEDIUM, fix=_FIX)
SENDS = Rule(id="tensorflow-network", title="A TensorFlow graph opens connections", severity=Severity.HIGH, fix=_FIX)
PYTHON = Rule(id="tensorflow-python", title="A TensorFlow graph calls Python", severity=Severity.HIGH, fix=_FIX)
RULES = {
    **dict.fromkeys(("WriteFile", "SaveDataset", "SaveDatasetV2", "DistributedSave", "WriteSummary"), WRITES),
    **dict.fromkeys(("PyFunc", "PyFuncStateless", "EagerPyFunc"), PYTHON),
    **dict.fromkeys(
        (
            "Rpc", "TryRpc", "RpcCall", "RpcClient", "RpcServer", "DataServiceDataset", "DataServiceDatasetV2", "DataServiceDatasetV3",
            "DataServiceDatasetV4", "RegisterDataset", "RegisterDatasetV2", "BigQueryReader", "DebugIdentity", "DebugIdentityV2",
            "DebugIdentityV3", "DebugNanCount", "DebugNumericSummary", "DebugNumericSummaryV2",
        ),
        SENDS,
    ),
    **dict.fromkeys(
        (
            "ReadFile", "MatchingFiles", "MatchingFilesDataset", "WholeFileReader", "WholeFileReaderV2", "TextLineReader",
            "TextLineReaderV2", "TextLineDataset", "FixedLengthRecordReader", "FixedLengthRecordReaderV2", "FixedLengthRecordDataset",
            "FixedLengthRecordDatasetV2", "TFRecordReader", "TFRecordReaderV2", "TFRecordDataset", "TFRecordDatasetV2", "LMDBReader",
            "LMDBDataset", "CSVDataset", "CSVDatasetV2", "SqlDataset", "LoadDataset", "SnapshotDataset", "SnapshotDatasetV2",
            "ImmutableConst", "ReaderReadV2", "GenerateVocabRemapping",
        ),
        READS,
    ),
}  # fmt: skip
"""Operators by what they do: tensorflow/core/ops/*.cc."""


_WITHOUT_GRAPH = frozenset({"keras_metadata.pb", "fingerprint.pb"})


def inspect(source: Source, look: Look) -> None:
    """The operators of every graph and function, whichever of the three messages it is."""
    found: dict[str, int] = {}
    known = 0
    try:
        for graph in _graphs(Message(source), look):
            for kind in _kinds(graph):
                known += kind != ""
                if kind in RULES:
                    found[kind] = found.get(kind, 0) + 1
    except MalformedError as error:
        look.gap(f"tensorflow: {error}")
    if not known and look.name.rpartition("/")[2] not in _WITHOUT_GRAPH:
        look.gap("tensorflow: no operator is in it: it may be another message")
    for kind, count in found.items():
        tell(kind, count, look)


def tell(kind: str, count: int, look: Look) -> None:
    """An operator that does something besides computing."""
    rule = RULES[kind]
    look.found(rule, f"it runs {kind}", evidence=f"{kind}, {count} times" if count > 1 else kind, review=rule is READS)


def _graphs(message: Message, look: Look) -> Iterator[Message]:
    """The GraphDefs of a SavedModel, a MetaGraphDef or a GraphDef, told apart by what their fields hold."""
    name = look.name.rpartition("/")[2]
    if name == "keras_metadata.pb":
        _keras(message, look)
    elif name == "saved_model.pb":
        for field in message.blocks(2):
            for graph in message.inner(field).blocks(2):
                yield message.inner(graph)
    elif name.endswith(".meta"):
        for field in message.blocks(2):
            yield message.inner(field)
    elif name == "fingerprint.pb":
        return
    else:
        yield message


def _kinds(graph: Message) -> Iterator[str]:
    """The operators of a graph and of the functions in its library."""
    for field in graph.blocks(1, 2):
        inner = graph.inner(field)
        if field.number == 1:
            yield _kind(inner)
            continue
        for function in inner.blocks(1):
            body = graph.inner(function)
            for node in body.blocks(3):
                yield _kind(graph.inner(node))


def _kind(node: Message) -> str:
    for field in node.fields():
        if field.number == 2 and field.wire == 2:
            return node.text(field, 4096)
    return ""


def _keras(message: Message, look: Look) -> None:
    """What Keras keeps beside a SavedModel: the configuration of each layer, as JSON."""
    for node in message.blocks(1):
        for field in message.inner(node).blocks(5):
            text = message.bytes(field, look.limits.text)
            try:
                inspect_document(json.loads(text), look)
            except ValueError:
                look.gap("tensorflow: a layer whose configuration is no JSON")
