"""The AWS adapter: the only importer of boto3 in the product."""
