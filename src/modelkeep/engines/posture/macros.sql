-- Macros for controls and relations. NULL in, NULL out: unread stays unknown.

-- Whether one of the patterns (with * and ?) matches the text, ignoring case.
CREATE OR REPLACE MACRO any_pattern_matches(patterns, text) AS
    CASE WHEN patterns IS NULL OR text IS NULL THEN NULL
         ELSE coalesce(list_bool_or(list_transform(patterns, lambda pattern: lower(text) GLOB lower(pattern))), false) END;

-- Whether a statement's Action or NotAction covers an action such as 'bedrock:InvokeModel'.
CREATE OR REPLACE MACRO covers_action(actions, not_actions, action) AS
    any_pattern_matches(actions, action) OR (len(not_actions) > 0 AND NOT any_pattern_matches(not_actions, action));

-- Whether a statement's Resource or NotResource covers every resource.
CREATE OR REPLACE MACRO covers_all_resources(resources, not_resources) AS
    list_contains(resources, '*') OR len(not_resources) > 0;

-- Whether a statement's Principal is everybody.
CREATE OR REPLACE MACRO is_everybody(principals, not_principals) AS
    list_contains(principals, '*') OR list_contains(principals, 'AWS:*') OR len(not_principals) > 0;

-- The account in an ARN, '' when it has none.
CREATE OR REPLACE MACRO account_of(arn) AS split_part(arn, ':', 5);

-- The bucket of an s3:// URI or https://s3... URL, NULL for anything else.
CREATE OR REPLACE MACRO bucket_of(uri) AS
    CASE WHEN uri LIKE 's3://%' THEN split_part(substr(uri, 6), '/', 1)
         WHEN uri LIKE 'https://s3%amazonaws.com/%' THEN split_part(split_part(uri, '.amazonaws.com/', 2), '/', 1)
         WHEN uri LIKE 'https://%.s3%amazonaws.com/%' THEN split_part(substr(uri, 9), '.s3', 1)
         ELSE NULL END;

-- The ARN of that bucket.
CREATE OR REPLACE MACRO bucket_arn_of(uri) AS 'arn:aws:s3:::' || bucket_of(uri);

-- The values of the conditions on a key, whatever the operator; [] when there is none.
CREATE OR REPLACE MACRO condition_values(conditions, key_name) AS
    flatten(list_transform(list_filter(conditions, lambda c: lower(c."key") = lower(key_name)), lambda c: c."values"));

-- Whether a statement has a condition on a key.
CREATE OR REPLACE MACRO has_condition_on(conditions, key_name) AS
    len(list_filter(conditions, lambda c: lower(c."key") = lower(key_name))) > 0;

-- KMS: a key id, key ARN, alias name or alias ARN as an ARN; '' (none, or the service's own key) stays ''.
-- An alias gives the alias's ARN; `kms_alias.target_key_arn` leads on to the key. The partition is that of the account's ARNs.
CREATE OR REPLACE MACRO kms_key_arn(kms_key_id, account, region) AS
    CASE WHEN kms_key_id = '' OR kms_key_id LIKE 'arn:%' THEN kms_key_id
         ELSE 'arn:' || CASE WHEN region LIKE 'cn-%' THEN 'aws-cn' WHEN region LIKE 'us-gov-%' THEN 'aws-us-gov' ELSE 'aws' END
              || ':kms:' || region || ':' || account || ':'
              || CASE WHEN kms_key_id LIKE 'alias/%' THEN kms_key_id ELSE 'key/' || kms_key_id END END;
