"""The command line: one module per command; parse, call a use case, render."""


def main() -> None:
    """The entry point."""
    raise SystemExit("being built")
