"""Builds what writes bills of materials; see `bootstrap`, which builds everything else."""
