"""Terraform's and OpenTofu's plans and states, as `show -json` writes them."""
