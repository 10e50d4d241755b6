"""Access from files: what `aws iam get-account-authorization-details` and the calls for resources' policies printed."""
