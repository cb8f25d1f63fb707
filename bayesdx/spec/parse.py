"""models/*.yaml → ModelSpec. Every fault of the file is found in one pass."""

from __future__ import annotations

from pathlib import Path

from bayesdx.errors import SpecError
from bayesdx.spec.forms import FormReader, Scope
from bayesdx.spec.located import Located, read_located
from bayesdx.spec.model import Caution, ModelSpec, NodeSpec


def load_spec(path: Path) -> ModelSpec:
    """Read a model file.

    Raises:
        SpecError: with every fault of the file: an unknown key, a state or parent that is not
            declared, a number outside a declared assumption, a vector that does not sum to one.
    """
    root = read_located(path)
    reader = _ModelReader(path.name)
    spec = reader.model(root, path.stem)
    if reader.faults:
        raise SpecError(reader.faults)
    return spec


class _ModelReader(FormReader):
    """Walks one model file from the top."""

    def model(self, root: Located, stem: str) -> ModelSpec:
        required = ("model", "version", "label", "description", "nodes")
        self.keys(root, required=required, optional=("assumptions", "cautions"), what="a model")
        for name, item in self.get(root, "assumptions").items():
            self.declare(name, item)
        declared = tuple(self.assumptions)
        nodes = self.get(root, "nodes")
        if not nodes.keys():
            self.fault(nodes, nodes.describe(), "a mapping of nodes", "Name at least one node.")
        for name, item in nodes.items():
            self.states[name] = self.words(item, "states", least=2)
        specs = tuple(self._node(name, item) for name, item in nodes.items())
        for name in declared:
            if name not in self.used:
                remedy = "Use it or remove it."
                self.fault(self.get(root, "assumptions"), f"{name}, unused", "its use", remedy)
        if (said := self.text(root, "model")) != stem:
            self.fault(root, f"model: {said}", f"the file's name, {stem}", "Make them the same.")
        return ModelSpec(
            name=said,
            version=self.text(root, "version"),
            label=self.text(root, "label"),
            description=self.text(root, "description"),
            nodes=specs,
            assumptions=self.assumptions,
            cautions=self._cautions(root),
            where=self.name,
        )

    def _cautions(self, root: Located) -> tuple[Caution, ...]:
        items = self.sequence(root["cautions"]) if "cautions" in root else []
        return tuple(self._caution(item) for item in items)

    def _caution(self, item: Located) -> Caution:
        self.keys(item, required=("say",), optional=("given", "missing"), what="a caution")
        pairs = [word.partition("=") for word in self.words(item, "given")]
        given = tuple((name, state or None) for name, _, state in pairs)
        missing = self.words(item, "missing")
        for name, state in (*given, *((name, None) for name in missing)):
            if name not in self.states:
                self.fault(item, f"the node {name!r}", *self.nearest(name, self.states))
            elif state is not None and state not in self.states[name]:
                self.fault(item, f"the state {state!r}", *self.nearest(state, self.states[name]))
        return Caution(given, missing, self.text(item, "say"))

    def _node(self, name: str, item: Located) -> NodeSpec:
        self.keys(
            item, required=("states", "table"), optional=("parents", "because"), what=f"node {name}"
        )
        parents = self.words(item, "parents")
        for parent in parents:
            if parent not in self.states:
                self.fault(item, f"the parent {parent!r}", *self.nearest(parent, self.states))
        scope = Scope(name, tuple(p for p in parents if p in self.states))
        table = self.distribution(self.get(item, "table"), scope, "table", self.states[name])
        because = self.text(item, "because") if "because" in item else ""
        return NodeSpec(name, self.states[name], scope.parents, table, because)
