"""What the About page takes from elsewhere: the model card, and how to cite."""

from __future__ import annotations

import re

from bayesdx.resources import folder

TITLE = "bayesdx: cited Bayesian networks for upper and lower motor neuron signs"
"""As CITATION.cff has it."""


def model_card() -> str:
    """Return docs/model_card.md to stand below a heading of a page.

    Its title is left out, its headings are one level lower, and a link to another page of the
    documentation is its words: these pages are not in the dashboard.

    >>> model_card().startswith("Where is the lesion")
    True
    """
    text = (folder("docs") / "model_card.md").read_text(encoding="utf-8")
    _title, _, body = text.partition("\n")
    lowered = re.sub(r"^##", "###", body.strip(), flags=re.MULTILINE)
    return re.sub(r"\[([^\]]+)\]\((?!https?:)[^)]+\)", r"\1", lowered)


def software_citation(version: str, model: str) -> str:
    """Return how to cite this version of bayesdx and of a model.

    >>> software_citation("0.1.0", "localisation 0.1.0 (0123456789ab)")[:28]
    'The bayesdx authors. bayesdx'
    """
    return f"The bayesdx authors. {TITLE}. Version {version}, model {model}."
