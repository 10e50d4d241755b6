"""Resources that files declare: CloudFormation templates, Terraform plans and states, AWS Config snapshots.

Each format is read into `resource.Declared`, whose properties are CloudFormation's; `forms` turn those into rows of the estate,
so that one description of a kind serves every format.
"""
