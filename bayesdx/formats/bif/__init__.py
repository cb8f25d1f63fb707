"""Bayesian interchange format (BIF 0.15): file ↔ Network, in full double precision.

The format is described by F. Cozman, The Interchange Format for Bayesian Networks, version 0.15.
Commas and bars are as good as blanks there; a `table` runs over the states of the variable first,
then over those of its parents, the last parent fastest.
"""

from __future__ import annotations

from pathlib import Path

from bayesdx.errors import Fault, FormatError, SpecError
from bayesdx.formats.bif.files import SIZE_LIMIT, text_of
from bayesdx.formats.bif.grammar import parse
from bayesdx.formats.bif.tables import TABLE_LIMIT, TOLERANCE, tables_of
from bayesdx.formats.bif.tokens import Tokens
from bayesdx.formats.bif.writing import write_bif
from bayesdx.network import Network, Node, assemble

__all__ = ["SIZE_LIMIT", "TABLE_LIMIT", "TOLERANCE", "parse_bif", "read_bif", "write_bif"]


def read_bif(path: str | Path) -> Network:
    """Return the network in a `.bif` or `.bif.gz` file.

    Args:
        path: the file; UTF-8 text of at most `SIZE_LIMIT` bytes when unpacked. The network is
            named after it.

    Raises:
        FormatError: with every fault, by file and line: a file that cannot be read, is too large,
            is no UTF-8 text or ends early; an unknown variable or state; a row that is missing,
            given twice or of the wrong length; a probability outside [0, 1]; a column that is
            further than `TOLERANCE` from one; a cycle.
    """
    path = Path(path)
    name = path.name.removesuffix(".gz").removesuffix(".bif")
    return parse_bif(text_of(path), name=name, where=str(path))


def parse_bif(text: str, *, name: str, where: str = "") -> Network:
    """Return the network in a BIF text.

    Args:
        text: the whole text.
        name: what to call the network.
        where: the file to name in a fault; `name` if not given.

    Raises:
        FormatError: as `read_bif`.

    >>> network = parse_bif('''
    ...     network rain { }
    ...     variable rain { type discrete [ 2 ] { yes, no }; }
    ...     variable wet { type discrete [ 2 ] { yes, no }; }
    ...     probability ( rain ) { table 0.2, 0.8; }
    ...     probability ( wet | rain ) { (yes) 0.9, 0.1; default 0.1, 0.9; }
    ... ''', name="rain")
    >>> network.tables[1].tolist()
    [[0.9, 0.1], [0.1, 0.9]]
    """
    where = where or name
    tokens = Tokens(text, where)
    if not tokens.words:
        remedy = "Give the file that was meant."
        raise FormatError(Fault(where, "an empty file", "a BIF network", remedy))
    variables, blocks = parse(tokens)
    if not variables:
        remedy = "Declare its variables, or fetch the file again."
        tokens.fault(len(tokens.words), "no variable", "a network with variables", remedy)
    tables = tables_of(variables, blocks, tokens)
    tokens.refuse_faults()
    nodes = [Node(v.name, v.states, blocks[v.name].parents) for v in variables.values()]
    try:
        return assemble(name, nodes, tables, where=where, tolerance=TOLERANCE)
    except SpecError as error:
        raise FormatError(error.faults) from None
