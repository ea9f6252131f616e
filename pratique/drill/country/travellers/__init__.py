"""Flat tables of invented travellers whose truth is known: what a program that links records is measured by."""
