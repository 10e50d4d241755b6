"""Hand-written fakes."""
