"""Policy documents that lie in files."""
