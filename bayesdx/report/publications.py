"""The publications that a network rests on, how they were read and how well they are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from bayesdx.evidence import Evidence
from bayesdx.network import Network


def publications(network: Network, evidence: Evidence) -> list[dict[str, Any]]:
    """Return a row for each publication that a number of the network comes from, by reference.

    `text_read` is what of it was read (nothing was read in full), `bibliography` how much of its
    reference was seen in a text, `numbers` how many of its figures are used.

    >>> from bayesdx import load, load_evidence
    >>> publications(load("core"), load_evidence())[0]["text_read"]
    'abstract'
    """
    used = {e.estimate_id: e.source_id for p in network.parameters.values() for e in p.estimates}
    counts = Counter(used.values())
    rows = [
        {
            "reference": source.reference,
            "link": source.link,
            "text_read": source.text_read,
            "bibliography": source.bibliography,
            "numbers": counts[source.source_id],
        }
        for source in (evidence.sources[name] for name in counts)
    ]
    return sorted(rows, key=lambda row: str(row["reference"]).casefold())


def shares(rows: Sequence[Mapping[str, Any]], column: str) -> str:
    """Return how often each value of a column occurs, in words, most frequent first.

    >>> shares([{"text_read": "abstract"}, {"text_read": "excerpt"}, {"text_read": "abstract"}],
    ...        "text_read")
    '2 abstract, 1 excerpt'
    """
    counts = Counter(str(row[column]) for row in rows)
    return ", ".join(f"{count} {value}" for value, count in counts.most_common())
