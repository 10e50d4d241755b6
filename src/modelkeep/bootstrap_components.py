"""Builds what reads packages and looks them up; see `bootstrap`, which builds everything else."""
