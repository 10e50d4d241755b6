"""What somebody may do with a model, whichever services that takes: `parts` (what belongs to models), `answering` (who can)."""
