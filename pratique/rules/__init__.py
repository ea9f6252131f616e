"""WHY: pure functions over plain values; every verdict comes with its reasons. Standard library only."""
