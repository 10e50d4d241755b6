"""Who can do what: AWS's policy evaluation over everything that grants, limits and denies.

From the bottom up: `patterns` and `conditions` are the policy language, `expressions` what stays open, `statements` a policy's
compiled form, `principals` and `context` the request's side, `decision` the combination rules. Rules follow the IAM User Guide,
"Policy evaluation logic" (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html).
"""
