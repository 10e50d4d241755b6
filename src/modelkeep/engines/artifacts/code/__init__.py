"""What sources do that a model brings with it: Python, shell scripts, requirements. They are parsed and never run."""
