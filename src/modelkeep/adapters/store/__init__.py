"""The workspace on disk: runs, snapshots, locks."""
