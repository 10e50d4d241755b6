"""CloudFormation templates, YAML and JSON: what they declare, and what they leave open."""
