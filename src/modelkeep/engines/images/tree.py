"""What is left of the files of all layers, one put onto the other as a runtime does.

Source: OCI Image Format Specification 1.1, layer.md, and how containerd applies a layer (pkg/archive/tar.go): the folders above a name are
followed through symbolic links within the image, the name itself is not; a folder stays a folder, everything else is replaced.

Only files that are read, links and folders are known. A file that is not read and takes the place of a folder leaves what was in it
here: at worst, a package is told that is no longer there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from modelkeep.core.components import Component
from modelkeep.engines.components.found import Found
from modelkeep.engines.images.contents import Content, Entry, Kind

HOPS = 40
"""Symbolic links that are followed on one way, as Linux does."""


@dataclass(slots=True)
class Node:
    """One name. `kind` is FOLDER, FILE, NOTICED, HARD, COVERED or LINK; `layer` the number of the last layer that put something here or
    below, `emptied` that of the last one that removed what was here before it."""

    kind: Kind = Kind.FOLDER
    target: str = ""
    found: Found | None = None
    layer: int = 0
    emptied: int = 0
    children: dict[str, Node] = field(default_factory=dict)


@dataclass(slots=True)
class Tree:
    """The files of an image."""

    root: Node = field(default_factory=Node)
    _layer: int = 0

    def apply(self, layer: Content) -> None:
        """Put the next layer on top. Its whiteouts count for the layers below only, wherever they are in it."""
        self._layer += 1
        for each in layer.entries:
            if each.kind is Kind.GONE:
                folder, name = self._place(each.path, make=False)
                if folder is not None:
                    self._remove(folder, name)
            elif each.kind is Kind.OPAQUE:
                found = self.find(each.path)
                if found is not None:
                    self._empty(found)
            else:
                self._put(each)

    def _remove(self, folder: Node, name: str) -> None:
        """What the layers below have there."""
        child = folder.children.get(name)
        if child is not None and child.layer == self._layer:
            self._empty(child)
        else:
            folder.children.pop(name, None)

    def _empty(self, folder: Node) -> None:
        """What the layers below have in a folder; each folder is gone through once for a layer."""
        waiting = [folder]
        while waiting:
            each = waiting.pop()
            if each.emptied != self._layer:
                each.emptied = self._layer
                each.children = {name: child for name, child in each.children.items() if child.layer == self._layer}
                waiting += each.children.values()

    def _put(self, entry: Entry) -> None:
        folder, name = self._place(entry.path, make=True)
        if folder is None or not name:
            return
        before = folder.children.get(name)
        if entry.kind is Kind.FOLDER and before is not None and before.kind is Kind.FOLDER:
            return
        found = entry.found
        if found is not None and before is not None and before.found is not None:
            found = _kept(found, before.found)
        folder.children[name] = Node(entry.kind, entry.target, found, self._layer, self._layer)

    def _place(self, path: str, *, make: bool) -> tuple[Node | None, str]:
        """The folder in which a path lies, and its last name there."""
        folder, _, name = path.rpartition("/")
        return self._follow(folder, make=make), name

    def find(self, path: str) -> Node | None:
        """What lies at a path, all links followed; None for nothing."""
        return self._steps(path)[0]

    def real(self, path: str) -> str:
        """The path without symbolic links on the way, as far as it exists."""
        return "/".join(self._steps(path)[1])

    def _follow(self, path: str, *, make: bool) -> Node | None:
        """The folder at a path, all links followed; with `make`, what is missing is made, and belongs to this layer."""
        node, names = self._steps(path)
        if not make:
            return node if node is not None and node.kind is Kind.FOLDER else None
        node = self.root
        for name in names:
            child = node.children.get(name)
            if child is None or child.kind is not Kind.FOLDER:
                child = node.children[name] = Node(emptied=self._layer)
            child.layer = self._layer
            node = child
        return node

    def _steps(self, path: str) -> tuple[Node | None, list[str]]:
        """What lies there, None for nothing, and the names on the way without links."""
        waiting = path.split("/")[::-1] if path else []
        names: list[str] = []
        nodes: list[Node | None] = [self.root]
        hops = 0
        while waiting:
            name = waiting.pop()
            if name in ("", "."):
                continue
            if name == "..":
                if names:
                    names.pop()
                    nodes.pop()
                continue
            at = nodes[-1]
            child = at.children.get(name) if at is not None else None
            if child is not None and child.kind is Kind.LINK and hops < HOPS:
                hops += 1
                if child.target.startswith("/"):
                    names, nodes = [], [self.root]
                waiting += child.target.split("/")[::-1]
                continue
            names.append(name)
            nodes.append(child)
        return nodes[-1], names

    def all(self) -> Iterator[tuple[str, Node]]:
        """Every name that is no folder, in order, with its path."""
        waiting = [("", self.root)]
        while waiting:
            path, node = waiting.pop()
            if node.kind is not Kind.FOLDER:
                yield path, node
                continue
            waiting += [
                (f"{path}/{name}".lstrip("/"), node.children[name]) for name in sorted(node.children, reverse=True)
            ]


def _kept(new: Found, old: Found) -> Found:
    """A record that was written anew: packages that were in it before stay those of the layer that brought them."""
    layers = {_key(each): each.layer for each in old.components}
    return replace(new, components=[replace(each, layer=layers.get(_key(each), each.layer)) for each in new.components])


def _key(component: Component) -> tuple[str, ...]:
    return component.type.value, component.name, component.version, component.architecture, component.evidence.value
