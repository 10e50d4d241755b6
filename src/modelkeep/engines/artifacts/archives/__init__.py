"""Readers of archives: what lies where, and where an archive contradicts itself. They raise no issues: formats do."""
