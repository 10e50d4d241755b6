"""Terraform's AWS types, one module per service. Names are those of the AWS provider, version 6
(https://registry.terraform.io/providers/hashicorp/aws/latest/docs)."""
