"""The drill: a synthetic country whose truth is known, led through the product's own doors and scored.

`country` makes the truth and the files written about it and knows nothing of the product; `run` plays the files and
notices in the order they arrive; `score` holds every list of contacts against the truth.
"""
