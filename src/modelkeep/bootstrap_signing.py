"""Builds what signs and verifies models; see `bootstrap`, which builds everything else."""
