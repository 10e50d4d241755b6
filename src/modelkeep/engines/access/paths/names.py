"""What people call the nodes of the graph."""

from __future__ import annotations

from modelkeep.core.arn import parse_arn
from modelkeep.engines.access.paths.edges import ADMINISTRATOR, is_administrator_node
from modelkeep.engines.access.principals import ANONYMOUS

_ANYBODY = "anybody, without credentials"


def node_words(node: str) -> str:
    """A node in words: an ARN as it is, the rest said."""
    if node == ANONYMOUS:
        return _ANYBODY
    if is_administrator_node(node):
        return f"an administrator of account {node.removeprefix(ADMINISTRATOR)}"
    return node


def short_name(node: str) -> str:
    """A node for a picture: what an ARN ends with, and its account."""
    parts = parse_arn(node)
    if parts is None:
        return node_words(node)
    return f"{parts.resource} ({parts.account})" if parts.account else parts.resource
