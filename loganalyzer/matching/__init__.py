"""The signature engine: YAML schema and loader, the one-pass scanner, confirmation and captures."""
