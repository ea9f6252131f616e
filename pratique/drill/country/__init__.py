"""A synthetic country: who truly travelled, and what airlines and borders wrote of it. It knows nothing of pratique."""
