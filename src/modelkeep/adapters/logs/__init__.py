"""Log files: reading what AWS delivers, and writing it for scenarios."""
