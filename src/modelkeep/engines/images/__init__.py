"""Container images without a container runtime: indexes, manifests, layers."""
