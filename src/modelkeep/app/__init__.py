"""Use cases: what the CLI and the web UI ask for."""
