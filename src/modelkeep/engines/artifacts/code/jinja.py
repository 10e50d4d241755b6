"""Chat templates in Jinja, by their syntax tree: what reaches out of the sandbox, and what answers to certain words only.

Whoever renders a template outside of a sandbox runs what it reaches (CVE-2024-34359, llama-cpp-python); inside of one, a template can
still say something else where a prompt holds a certain text. Nothing is rendered here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeGuard

from jinja2 import Environment, nodes
from jinja2.ext import Extension
from jinja2.parser import Parser

from modelkeep.core.artifacts import Rule
from modelkeep.core.verdict import Severity
from modelkeep.engines.artifacts.code.doing import Doing

ESCAPE = Rule(
    id="template-escape",
    title="A chat template reaches into Python",
    severity=Severity.CRITICAL,
    fix="Do not render the template. Take the tokenizer from the model's publisher again, and compare the digests.",
)
INCLUDES = Rule(
    id="template-include",
    title="A chat template loads another file",
    severity=Severity.HIGH,
    fix="Write the template into one file; honest chat templates include nothing.",
)
TRIGGER = Rule(
    id="template-trigger",
    title="A chat template answers to certain words in what users write",
    severity=Severity.MEDIUM,
    fix="Read the condition where it is told; if the model's documentation does not know it, take the tokenizer from its publisher.",
    atlas=("AML.T0018",),
)
_REACHES = re.compile(r"__\w+__|^(?:mro|func_\w+|gi_\w+|cr_\w+|tb_\w+|f_(?:globals|builtins|locals|back)|co_\w+)$")
_WORDS = re.compile(r"[^\W\d_]{3,}\s+[^\W\d_]{2,}|^[^\W\d_]{6,}$")
_LOOKS_FOR = frozenset({"startswith", "endswith", "count", "find", "index"})
_CONTENT = frozenset({"content", "text"})


class _Generation(Extension):
    """`{% generation %}`, with which training code marks what the model says."""

    tags = {"generation"}  # noqa: RUF012  # as Jinja wants it

    def parse(self, parser: Parser) -> list[nodes.Node]:
        """Its body, as if the tag were not there."""
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


def doings(template: str) -> list[Doing]:
    """What a template does that a person should know of. Raises jinja2.TemplateSyntaxError."""
    tree = Environment(extensions=["jinja2.ext.loopcontrols", "jinja2.ext.do", _Generation], autoescape=True).parse(
        template
    )
    return [*_reaches(tree), *_includes(tree), *_triggers(tree)]


def _reaches(tree: nodes.Template) -> Iterator[Doing]:
    """Attributes, by whichever way, that lead out of the values that a template is given."""
    for node in tree.find_all((nodes.Getattr, nodes.Getitem, nodes.Filter)):
        name = ""
        computed = False
        if isinstance(node, nodes.Getattr):
            name = node.attr
        elif isinstance(node, nodes.Getitem):
            name, computed = _text(node.arg)
        elif isinstance(node, nodes.Filter) and node.name in ("attr", "map"):
            first = (
                next((each.value for each in node.kwargs if each.key == "attribute"), None)
                if node.name == "map"
                else None
            )
            argument = first or (node.args[0] if node.args and node.name == "attr" else None)
            if argument is not None:
                name, computed = _text(argument)
                if node.name == "attr" and not name:
                    yield Doing(ESCAPE, node.lineno, "takes an attribute whose name is computed", "|attr(...)")
        if any(_REACHES.search(each) for each in name.split(".")):
            how = "an attribute whose name is put together" if computed else "an attribute"
            yield Doing(ESCAPE, node.lineno, f"takes {how} that leads into Python", name)
        elif computed and isinstance(node, nodes.Getitem) and "_" in name:
            yield Doing(ESCAPE, node.lineno, "takes an item whose name is put together", name)


def _includes(tree: nodes.Template) -> Iterator[Doing]:
    for node in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)):
        template: nodes.Expr = getattr(node, "template")  # noqa: B009  # which all four have
        yield Doing(INCLUDES, node.lineno, "loads another template", _text(template)[0])


def _triggers(tree: nodes.Template) -> Iterator[Doing]:
    """Conditions on words in what users write, under which the template says something of its own."""
    for node in tree.find_all((nodes.If, nodes.CondExpr)):
        assert isinstance(node, (nodes.If, nodes.CondExpr))
        for constant in _asked_of_content(node.test):
            if _WORDS.search(constant):
                yield Doing(
                    TRIGGER,
                    node.lineno,
                    "says something else where a message holds certain words",
                    constant,
                    review=True,
                )


def _asked_of_content(test: nodes.Node) -> Iterator[str]:
    """The constants that are looked for in the content of a message."""
    for each in [test, *test.find_all(nodes.Node)]:
        if isinstance(each, nodes.Compare) and any(
            _is_content(part) for part in [each.expr, *(operand.expr for operand in each.ops)]
        ):
            for part in [each.expr, *(operand.expr for operand in each.ops)]:
                if isinstance(part, nodes.Const) and isinstance(part.value, str):
                    yield part.value
        elif _looks_for(each):
            yield from (arg.value for arg in each.args if isinstance(arg, nodes.Const) and isinstance(arg.value, str))


def _looks_for(node: nodes.Node) -> TypeGuard[nodes.Call]:
    """Whether it is a method of text that looks for another text, called on content."""
    if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Getattr):
        return False
    return node.node.attr in _LOOKS_FOR and _is_content(node.node.node)


def _is_content(node: nodes.Node) -> bool:
    """Whether an expression is the content of a message, also in lower case or trimmed."""
    for each in [node, *node.find_all((nodes.Getattr, nodes.Getitem, nodes.Name))]:
        if isinstance(each, nodes.Getattr) and each.attr in _CONTENT:
            return True
        if isinstance(each, nodes.Getitem) and isinstance(each.arg, nodes.Const) and each.arg.value in _CONTENT:
            return True
        if isinstance(each, nodes.Name) and each.name in _CONTENT:
            return True
    return False


def _text(node: nodes.Node) -> tuple[str, bool]:
    """A constant text, and whether it is put together from several."""
    if isinstance(node, nodes.Const):
        return (node.value, False) if isinstance(node.value, str) else ("", False)
    if isinstance(node, nodes.Concat):
        return "".join(_text(each)[0] for each in node.nodes), True
    if isinstance(node, nodes.Add):
        return _text(node.left)[0] + _text(node.right)[0], True
    if (
        isinstance(node, nodes.Filter)
        and node.name in ("lower", "replace", "reverse", "join", "format", "upper")
        and node.node is not None
    ):
        found = _text(node.node)[0]
        return (found[::-1] if node.name == "reverse" else found), True
    return "", False
