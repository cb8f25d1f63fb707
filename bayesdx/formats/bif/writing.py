"""Network → BIF text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from bayesdx.errors import Fault, FormatError
from bayesdx.network import Network, Node

_PLAIN = re.compile(r'(?!.*(?://|/\*))[^\s{}()\[\];,|"]+')


def write_bif(network: Network) -> str:
    """Return a network's point tables as BIF text; what is read back is equal to 1e-15.

    Raises:
        FormatError: a name with a quote or a line break, which BIF cannot say.

    >>> import numpy as np
    >>> from bayesdx.network import Node, assemble
    >>> rain = assemble("rain", [Node("rain", ("yes", "no"))], [np.array([0.25, 0.75])])
    >>> print(write_bif(rain), end="")
    network rain {
    }
    variable rain {
      type discrete [ 2 ] { yes, no };
    }
    probability ( rain ) {
      table 0.25, 0.75;
    }
    """
    lines = [f"network {_spelt(network.name)} {{", "}"]
    for node in network.nodes:
        states = ", ".join(map(_spelt, node.states))
        lines.append(f"variable {_spelt(node.name)} {{")
        lines.append(f"  type discrete [ {len(node.states)} ] {{ {states} }};")
        lines.append("}")
    for place, node in enumerate(network.nodes):
        given = f" | {', '.join(map(_spelt, node.parents))}" if node.parents else ""
        lines.append(f"probability ( {_spelt(node.name)}{given} ) {{")
        lines += _rows(network, place, node)
        lines.append("}")
    return "\n".join([*lines, ""])


def _rows(network: Network, place: int, node: Node) -> Iterator[str]:
    """Yield a row for each column of a table."""
    table = network.tables[place]
    columns = table.reshape(len(table), -1).T.tolist()
    given = product(*(network.states[parent] for parent in node.parents))
    for states, column in zip(given, columns, strict=True):
        head = f"({', '.join(map(_spelt, states))})" if states else "table"
        yield f"  {head} {', '.join(map(repr, column))};"


def _spelt(name: str) -> str:
    """Return a name as BIF writes it: in quotes where it is not one word."""
    if '"' in name or "\n" in name:
        fault = Fault("BIF", repr(name), "a name without quotes and line breaks", "Rename it.")
        raise FormatError(fault)
    return name if _PLAIN.fullmatch(name) else f'"{name}"'
