"""Training rounds: predict, then see; and what a learner's predictions say about the learner."""

from __future__ import annotations

from bayesdx.teaching.drawn import Dials, missed, simulated_round
from bayesdx.teaching.habits import Habits, habits
from bayesdx.teaching.lecture import Lecture, write_session
from bayesdx.teaching.progress import Played, Progress, read_progress, write_progress
from bayesdx.teaching.published import published_patients, published_round
from bayesdx.teaching.room import Answers, count_hands, read_chances, read_points, score_room
from bayesdx.teaching.rounds import Patient, Round, round_of
from bayesdx.teaching.scores import Score, brier, log_score, score

__all__ = [
    "Answers",
    "Dials",
    "Habits",
    "Lecture",
    "Patient",
    "Played",
    "Progress",
    "Round",
    "Score",
    "brier",
    "count_hands",
    "habits",
    "log_score",
    "missed",
    "published_patients",
    "published_round",
    "read_chances",
    "read_points",
    "read_progress",
    "round_of",
    "score",
    "score_room",
    "simulated_round",
    "write_progress",
    "write_session",
]
