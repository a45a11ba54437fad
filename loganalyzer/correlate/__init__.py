"""Hits over time: one table for the whole bundle, and the incidents found in it."""
