"""Images on this machine: OCI layouts and saved archives."""
