"""SHOWN: values → words, SVG and pages.

In come finished values of the model (a `Tracing`, a `LegTrace`); out go strings: sentences, a seat map as SVG, one
self-contained HTML file. Used by every door; below the doors, above the flow. Nothing here reads a store, a clock
or a key, and nothing here decides who may see a name: a `Tracing` that does not show names is shown as counts.
"""

from __future__ import annotations

from pratique.present.report import render_report
from pratique.present.seatmap import seat_map

__all__ = ["render_report", "seat_map"]
