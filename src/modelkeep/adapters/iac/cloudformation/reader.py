"""Reading a template and its nested stacks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from modelkeep.adapters.iac.cloudformation.cycles import circles
from modelkeep.adapters.iac.cloudformation.files import content_of, decoded, nested_path, sniffed
from modelkeep.adapters.iac.cloudformation.nodes import Mapping as Nodes
from modelkeep.adapters.iac.cloudformation.nodes import UnreadableError
from modelkeep.adapters.iac.cloudformation.scope import APPLICATION, STACK, Scope
from modelkeep.adapters.iac.cloudformation.template import MOST_STACKS, Run, Template, TooMuchError, template_of
from modelkeep.adapters.iac.cloudformation.tree import Document, parse
from modelkeep.adapters.iac.cloudformation.values import NOTHING
from modelkeep.adapters.iac.forms import targets_of
from modelkeep.adapters.iac.resource import Declared, Deployment, Place, Reading, Unknown, Value

CORRECT = "Correct the template; `aws cloudformation validate-template` checks its form."
_NOTHING_GIVEN: Mapping[str, str] = {}
_NO_EXPORTS: Mapping[str, Value] = {}


def read_template(
    path: Path,
    shown: str,
    *,
    deployment: Deployment,
    parameters: Mapping[str, str] = _NOTHING_GIVEN,
    within: Path | None = None,
    content: bytes | None = None,
    document: Document | None = None,
    exports: Mapping[str, Value] = _NO_EXPORTS,
) -> Reading:
    """Everything that a template and its nested stacks declare. It never raises: what cannot be read is told as a trouble.

    `shown` is the file as the person named it. `parameters` are values that somebody deploys with; those that the template does
    not have are passed over. Nested templates are read when they lie in `within`, which is the folder above the template's unless
    it is given. `content` and `document` save reading and parsing a file again that was looked at already. Nothing is fetched from
    anywhere. `exports` are what other stacks export, by name.
    """
    run = Run(deployment, within or path.absolute().parent.parent, exports=exports)
    if document is not None:
        run.documents[path] = document
    reader = _Reader(run)
    resources: list[Declared] = []
    try:
        template = reader.template(path, shown, content)
        if template is not None:
            resources += reader.resources(reader.scope(template, path, parameters), None)
    except TooMuchError:
        run.trouble(shown, 0, "it declares more than a template can: loops or aliases in it multiply", CORRECT)
    except RecursionError:
        run.trouble(shown, 0, "its references are nested too deeply", CORRECT)
    return Reading(file=shown, format="cloudformation", resources=tuple(resources), troubles=tuple(run.troubles))


def read_if_template(
    path: Path,
    shown: str,
    content: bytes,
    *,
    deployment: Deployment,
    parameters: Mapping[str, str] = _NOTHING_GIVEN,
    within: Path | None = None,
    exports: Mapping[str, Value] = _NO_EXPORTS,
) -> Reading | None:
    """The same for a file that may be something else: None where it surely is no template. It is parsed once."""
    found = sniffed(content)
    if found is False:
        return None
    return read_template(
        path,
        shown,
        deployment=deployment,
        parameters=parameters,
        within=within,
        content=content,
        document=None if found is True else found,
        exports=exports,
    )


def read_exports(
    path: Path, shown: str, content: bytes, *, deployment: Deployment, parameters: Mapping[str, str], within: Path
) -> tuple[Sequence[tuple[str, Value]], frozenset[Path]]:
    """What a template and its nested stacks export, by name, and the files of the nested ones; nothing of what is no template.

    What is wrong with the template is told when it is read.
    """
    run = Run(deployment, within)
    reader = _Reader(run)
    found: list[tuple[str, Value]] = []
    files: set[Path] = set()
    try:
        template = reader.template(path, shown, content) if sniffed(content) is not False else None
        scopes = reader.scopes(reader.scope(template, path, parameters)) if template is not None else ()
        for scope in scopes:
            files.add(scope.template.path.resolve())
            found += scope.exports()
    except (TooMuchError, RecursionError):
        return (), frozenset(files) - {path.resolve()}
    return found, frozenset(files) - {path.resolve()}


class _Reader:
    """Reads templates within one run."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def template(self, path: Path, shown: str, content: bytes | None = None) -> Template | None:
        """A file's sections; None, and a trouble, where it has none that can be read."""
        documents = self._run.documents
        try:
            if path not in documents:
                documents[path] = parse(decoded(content_of(path) if content is None else content))
        except UnreadableError as error:
            column = f"column {error.column}: " if error.column else ""
            self._run.trouble(shown, error.line, f"{column}{error}", CORRECT)
            return None
        return template_of(documents[path], path, shown, self._run)

    def scope(self, template: Template, path: Path, parameters: Mapping[str, str]) -> Scope:
        """A template that is deployed by itself, with parameters that somebody gives."""
        given: dict[str, Callable[[], Value]] = {
            name: (lambda text=text: text)  # type: ignore[misc]
            for name, text in parameters.items()
        }
        return Scope(self._run, template, given, self.opener((path.resolve(),)))

    def scopes(self, scope: Scope) -> Iterator[Scope]:
        """A scope and those nested in it."""
        yield scope
        for name, body in scope.resources.items():
            cfn_type = body.get("Type") if isinstance(body, Nodes) else None
            if cfn_type in (STACK, APPLICATION) and scope.existence(name) is not False:
                inner = scope.child(name)
                if isinstance(inner, Scope):
                    yield from self.scopes(inner)

    def resources(self, scope: Scope, doubt: Unknown | None) -> Iterator[Declared]:
        """What a scope and those nested in it declare. `doubt` is why it is not known whether the scope's stack exists."""
        for name in scope.resources:
            try:
                yield from self._resource(scope, name, doubt)
            except RecursionError:
                scope.wrong(scope.resources.lines[name], f"the references of {name} are nested too deeply", CORRECT)
        for circle, line in circles(scope.edges):
            message = f"circular dependency: {' → '.join([*circle[:8], circle[0]])}"
            scope.wrong(line, message, "CloudFormation refuses it; make one of the references a resource of its own.")

    def _resource(self, scope: Scope, name: str, doubt: Unknown | None) -> Iterator[Declared]:
        body, line = scope.resources[name], scope.resources.lines[name]
        if name == "Fn::Transform":
            scope.wrong(
                line, "a macro is not read: the resources that it puts here are not known", "Check what it makes."
            )
            return
        cfn_type = body.get("Type") if isinstance(body, Nodes) else None
        if not isinstance(cfn_type, str):
            scope.wrong(line, f"the resource {name} has no Type", CORRECT)
            return
        exists = scope.existence(name)
        if exists is False:
            return
        if isinstance(exists, Unknown):
            doubt = doubt or Unknown(f"whether {name} is created: {exists.why}")
        if _unread(scope, name, cfn_type, body):
            return
        found = self._declared(scope, name, cfn_type, doubt)
        if found is not None:
            yield found
        if cfn_type in (STACK, APPLICATION):
            inner = scope.child(name)
            if isinstance(inner, Scope):
                yield from self.resources(inner, doubt)

    def _declared(self, scope: Scope, name: str, cfn_type: str, doubt: Unknown | None) -> Declared | None:
        body, line = scope.resources[name], scope.resources.lines[name]
        lines: dict[str, int] = {}
        node = body.get("Properties")
        with scope.within(name):
            for each in _names(body.get("DependsOn")):
                scope.depends(each, body.lines["DependsOn"])
            properties = {} if node is None else scope.value(node, body.lines["Properties"], "", lines)
        if properties is NOTHING:
            properties = {}
        if not isinstance(properties, Mapping):
            why = properties.why if isinstance(properties, Unknown) else "they are no mapping"
            scope.wrong(body.lines["Properties"], f"the properties of {name} are not known: {why}", CORRECT)
            return None
        return Declared(
            cfn_type=cfn_type,
            label=scope.prefix + name,
            properties=_doubted(cfn_type, properties, doubt),
            place=Place(scope.template.shown, line),
            deployment=self._run.deployment,
            lines=lines,
            doubt=doubt.why if doubt else "",
        )

    def opener(self, chain: tuple[Path, ...]) -> Callable[[Scope, str], Scope | Unknown]:
        """What opens the nested stacks of a template; `chain` are the files that lead to it, and itself."""

        def opened(scope: Scope, name: str) -> Scope | Unknown:
            return self._nested(scope, name, chain)

        return opened

    def _nested(self, scope: Scope, name: str, chain: tuple[Path, ...]) -> Scope | Unknown:
        body, line = scope.resources[name], scope.resources.lines[name]
        properties = body.get("Properties")
        properties = properties if isinstance(properties, Nodes) else Nodes(line)
        key = "Location" if body["Type"] == APPLICATION else "TemplateURL"
        line = properties.lines.get(key, line)
        found = _location(scope, body, properties.get(key), line)
        path = nested_path(found, scope.template.path, self._run.within) if isinstance(found, str) else found.why
        if isinstance(path, Path) and path in chain:
            path = "it leads back to itself"
        self._run.stacks += 1
        if self._run.stacks > MOST_STACKS:
            path = f"there are more than {MOST_STACKS}"
        if isinstance(path, str):
            message = f"the nested stack {name} is not read, its resources are not known: {path}"
            return scope.wrong(line, message, "Name a template by its path, as `aws cloudformation package` takes it.")
        shown = os.path.normpath(Path(scope.template.shown).parent / str(found).removeprefix("file://"))
        template = self.template(path, shown)
        if template is None:
            return Unknown(f"the nested stack {name} cannot be read")
        given = _passed(scope, name, properties)
        return Scope(self._run, template, given, self.opener((*chain, path)), f"{scope.prefix}{name}.")


def _unread(scope: Scope, name: str, cfn_type: str, body: Nodes) -> bool:
    """Whether a resource's type stands for others that the file does not show."""
    line = body.lines["Type"]
    if cfn_type.startswith("AWS::Serverless::") and cfn_type != APPLICATION:
        scope.wrong(
            line, f"{name} is not read: {cfn_type} stands for resources that SAM makes of it", "Check what it makes."
        )
    elif cfn_type.endswith("::MODULE"):
        scope.wrong(
            line, f"{name} is not read: the module {cfn_type} is in the registry", "Check the template that it makes."
        )
    elif cfn_type == "AWS::CloudFormation::StackSet":
        scope.wrong(
            line, f"{name} is not read: the stacks of a stack set lie elsewhere", "Check its template by itself."
        )
    else:
        return False
    return True


def _doubted(cfn_type: str, properties: Mapping[str, Value], doubt: Unknown | None) -> Mapping[str, Value]:
    """What adds to another resource says nothing for certain when it may not be created."""
    targets = {each.split(".", 1)[0] for each in targets_of(cfn_type)}
    if doubt is None or not targets:
        return properties
    return {name: value if name in targets else doubt for name, value in properties.items()}


def _names(node: Value) -> list[str]:
    listed = node if isinstance(node, list) else [node]
    return [each for each in listed if isinstance(each, str)]


def _location(scope: Scope, body: Nodes, node: Value, line: int) -> str | Unknown:
    """Where a nested template is said to lie. CDK says in the metadata which file it will upload."""
    metadata = body.get("Metadata")
    if isinstance(metadata, Nodes) and metadata.get("aws:asset:property") == "TemplateURL":
        asset = metadata.get("aws:asset:path")
        if isinstance(asset, str):
            return asset
    found = scope.value(node, line)
    if isinstance(found, str | Unknown):
        return found
    return Unknown("where its template lies is not given" if found is None else "it is in the application repository")


def _passed(scope: Scope, name: str, properties: Nodes) -> dict[str, Callable[[], Value]]:
    """The parameters of a nested stack, which are worked out when it asks for them."""
    node = properties.get("Parameters")
    if not isinstance(node, Nodes):
        return {}

    def passed(key: str) -> Callable[[], Value]:
        def value() -> Value:
            with scope.within(name):
                return scope.value(node[key], node.lines[key])

        return value

    return {key: passed(key) for key in node}
