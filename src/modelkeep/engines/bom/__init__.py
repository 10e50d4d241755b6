"""Bills of materials of models: CycloneDX, SPDX, and what changed between two."""
