"""The body as a picture: every site where the motor path can be damaged, by its probability."""

from __future__ import annotations

from bayesdx.report.body.drawing import body_svg
from bayesdx.report.body.neurons import neurons_at

__all__ = ["body_svg", "neurons_at"]
