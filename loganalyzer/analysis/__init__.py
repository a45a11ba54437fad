"""The pipeline from a bundle to an Analysis."""
