"""Signatures over models, as far as they need no key and no library: manifests, and what a comparison says."""
