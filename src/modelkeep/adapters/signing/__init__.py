"""Signing and verifying by OpenSSF model-signing bundles: keys, certificates, sigstore."""
