"""Training rounds: predict, then see; and what a learner's predictions say about the learner."""

from __future__ import annotations

from bayesdx.teaching.drawn import Dials, simulated_round
from bayesdx.teaching.habits import Habits, habits
from bayesdx.teaching.progress import Played, Progress, read_progress, write_progress
from bayesdx.teaching.published import published_patients, published_round
from bayesdx.teaching.rounds import Patient, Round, round_of
from bayesdx.teaching.scores import Score, brier, log_score, score

__all__ = [
    "Dials",
    "Habits",
    "Patient",
    "Played",
    "Progress",
    "Round",
    "Score",
    "brier",
    "habits",
    "log_score",
    "published_patients",
    "published_round",
    "read_progress",
    "round_of",
    "score",
    "simulated_round",
    "write_progress",
]
