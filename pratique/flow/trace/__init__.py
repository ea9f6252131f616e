"""3 trace: a case → its legs in the infectious window → who was close by the rule → where each of them is now.

In comes a desk opened for a case; out goes a `Tracing` with reasons, a statement of completeness per leg, and names
only if the case is confirmed. Invariant: people aboard who are not contacts are counted, never named.
"""

from pratique.flow.trace.cluster import merge_traces
from pratique.flow.trace.options import Options
from pratique.flow.trace.tracing import rule_and_window, trace_case

__all__ = ["Options", "merge_traces", "rule_and_window", "trace_case"]
