"""Modelkeep: secure the AI models that you run on AWS."""

__version__ = "0.1.0"
