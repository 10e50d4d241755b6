"""Knowledge as data: one file per control and per relation, found by walking the folder."""
