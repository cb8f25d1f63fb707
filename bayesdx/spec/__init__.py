"""models/*.yaml → ModelSpec: structure and table forms, without numbers."""

from __future__ import annotations

from bayesdx.spec.forms import GRADES
from bayesdx.spec.model import Assumption, Caution, ModelSpec, NodeSpec
from bayesdx.spec.parse import load_spec

__all__ = ["GRADES", "Assumption", "Caution", "ModelSpec", "NodeSpec", "load_spec"]
