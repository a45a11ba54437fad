"""Causes weighed against a bundle: evidence for and against -> explained verdicts."""
