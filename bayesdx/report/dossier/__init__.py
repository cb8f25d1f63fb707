"""All that is to be said of one case, and the files that say it."""

from __future__ import annotations

from bayesdx.report.dossier.basis import Basis, Ground
from bayesdx.report.dossier.case import (
    INTENDED,
    Dossier,
    Reasons,
    compile_dossier,
    data_version,
    targets_of,
)
from bayesdx.report.dossier.files import as_csv_file, as_json_file, command, data_in_words, picture
from bayesdx.report.dossier.page import body_of, page

__all__ = [
    "INTENDED",
    "Basis",
    "Dossier",
    "Ground",
    "Reasons",
    "as_csv_file",
    "as_json_file",
    "body_of",
    "command",
    "compile_dossier",
    "data_in_words",
    "data_version",
    "page",
    "picture",
    "targets_of",
]
