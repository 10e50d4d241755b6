/*---
kind: permitted_by
doc: The managed policy that gives a role permissions, or bounds them.
---*/
select arn as src, unnest(attached_policy_arns) as dst from iam_role
union all
select arn, permissions_boundary_arn from iam_role
