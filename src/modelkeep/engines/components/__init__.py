"""What is installed: records of package managers, lock files and version files, read from bytes."""
