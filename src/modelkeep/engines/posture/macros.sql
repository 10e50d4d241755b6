-- Macros for controls and relations. NULL in, NULL out: unread stays unknown.

-- Whether one of the patterns (with * and ?, nothing else is special) matches the text, ignoring case.
-- Most patterns hold no wildcard and have another length than the text: CASE looks no further at those.
CREATE OR REPLACE MACRO any_pattern_matches(patterns, text) AS
    CASE WHEN patterns IS NULL OR text IS NULL THEN NULL
         ELSE coalesce(list_bool_or(list_transform(patterns, lambda pattern:
             CASE WHEN contains(pattern, '*') OR contains(pattern, '?')
                  THEN lower(text) GLOB replace(replace(lower(pattern), chr(92), chr(92) || chr(92)), '[', '[[]')
                  WHEN strlen(pattern) = strlen(text) THEN lower(pattern) = lower(text)
                  ELSE false END)), false) END;

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

-- Policies. A statement with effect 'Unparsed' may grant or deny anything: about it every macro below answers NULL.

-- Whether some row's value is true; NULL when none is but some are unknown, false when there is no row. (bool_or would drop NULLs.)
CREATE OR REPLACE MACRO any_true(x) AS
    CASE WHEN bool_or(x) THEN true WHEN count(*) > count(x) THEN NULL ELSE false END;

-- Whether every row's value is true; true when there is no row.
CREATE OR REPLACE MACRO all_true(x) AS
    CASE WHEN bool_or(NOT x) THEN false WHEN count(*) > count(x) THEN NULL ELSE true END;

-- A decision of the table access: true where it is allowed, NULL where it depends on the request or on something that was not read.
CREATE OR REPLACE MACRO is_allowed(decision) AS CASE decision WHEN 'allowed' THEN true END;

-- Whether an engine analysed an account, such as 'access': its tables then hold all that there is to know. It never does for files.
CREATE OR REPLACE MACRO is_analysed(engine, the_account) AS
    (SELECT coalesce(bool_and(r.outcome = 'ok'), false) FROM "read" r
     WHERE r.call = 'engine:' || engine AND r.account = the_account);

-- On what decisions rest that are not all 'allowed'.
CREATE OR REPLACE MACRO rests_on(decisions) AS
    CASE WHEN list_contains(decisions, 'unknown') THEN 'rests on what was not read' ELSE 'depends on the request' END;

-- Names in order, each once; the first five and how many more there are.
CREATE OR REPLACE MACRO told_names(names) AS
    array_to_string(list_sort(list_distinct(names))[1:5], ', ')
    || CASE WHEN len(list_distinct(names)) > 5 THEN ' and ' || (len(list_distinct(names)) - 5) || ' more' ELSE '' END;

-- What a claim about an Allow (a Deny) statement is worth, given the statement's effect.
CREATE OR REPLACE MACRO when_allowed(effect, claim) AS
    CASE effect WHEN 'Allow' THEN claim WHEN 'Deny' THEN false ELSE NULL END;
CREATE OR REPLACE MACRO when_denied(effect, claim) AS
    CASE effect WHEN 'Deny' THEN claim WHEN 'Allow' THEN false ELSE NULL END;

-- Whether a statement allows an action such as 'bedrock:InvokeModel' (on whatever resource, under whatever condition).
CREATE OR REPLACE MACRO allows_action(effect, actions, not_actions, action) AS
    when_allowed(effect, covers_action(actions, not_actions, action));

-- Whether a list of actions holds a pattern of nothing but wildcards: every action there is.
CREATE OR REPLACE MACRO is_every_action(actions) AS
    coalesce(list_bool_or(list_transform(actions, lambda a:
        CASE WHEN starts_with(a, '*') THEN regexp_full_match(a, '\*+(:\*+)?') ELSE false END)), false);

-- Whether a list of actions holds a pattern for all actions of a service, such as 's3:*'.
CREATE OR REPLACE MACRO is_every_action_of(actions, service) AS
    coalesce(list_bool_or(list_transform(actions, lambda a:
        CASE WHEN NOT ends_with(a, '*') THEN false
             ELSE regexp_full_match(a, '\*+(:\*+)?') OR regexp_full_match(lower(a), lower(service) || ':\*+') END)), false);

-- Whether a statement makes an administrator: everything on everything, or any policy on any role or user.
CREATE OR REPLACE MACRO makes_administrator(effect, actions, not_actions, resources, not_resources, conditions) AS
    when_allowed(effect, CASE WHEN NOT covers_all_resources(resources, not_resources) THEN false
        WHEN is_every_action(actions) THEN true
        WHEN len(conditions) > 0 THEN false
        ELSE covers_action(actions, not_actions, 'iam:AttachRolePolicy') OR covers_action(actions, not_actions, 'iam:PutRolePolicy')
             OR covers_action(actions, not_actions, 'iam:AttachUserPolicy') OR covers_action(actions, not_actions, 'iam:PutUserPolicy') END);

-- Whether a principal is everybody, or everything of a class (every service, every identity provider).
CREATE OR REPLACE MACRO is_broad_principal(principals, not_principals) AS
    is_everybody(principals, not_principals)
    OR coalesce(list_bool_or(list_transform(principals, lambda p: p LIKE '%:*')), false);

-- Whether a condition operator holds only when the key is there and equals or resembles a value.
-- (…IfExists and ForAllValues: hold without the key, Not… holds for everything else.)
CREATE OR REPLACE MACRO is_positive_operator(operator) AS
    regexp_full_match(lower(operator), '(foranyvalue:)?(stringequals|stringequalsignorecase|stringlike|arnequals|arnlike)');

-- Whether a statement applies only where a key has a value that a pattern (RE2, whole value, ignoring case) describes.
CREATE OR REPLACE MACRO requires_value(conditions, key_name, pattern) AS
    len(list_filter(conditions, lambda c: lower(c."key") = lower(key_name) AND is_positive_operator(c."operator")
        AND len(c."values") > 0 AND list_bool_and(list_transform(c."values", lambda v: regexp_full_match(v, '(?i)' || pattern))))) > 0;

-- Whether a statement's conditions hold for requests of named accounts or organisations only.
-- An ARN without an account (an S3 bucket's) does not do that: AWS asks for aws:SourceAccount beside it.
CREATE OR REPLACE MACRO restricts_to_account(conditions) AS
    requires_value(conditions, 'aws:SourceAccount', '\d{12}|\$\{aws:\w+Account\}')
    OR requires_value(conditions, 'aws:SourceOwner', '\d{12}')
    OR requires_value(conditions, 'aws:PrincipalAccount', '\d{12}|\$\{aws:\w+Account\}')
    OR requires_value(conditions, 'kms:CallerAccount', '\d{12}')
    OR requires_value(conditions, 'aws:SourceArn', 'arn:[^:]+:[^:]+:[^:]*:(\d{12}|\$\{aws:\w+Account\}):.+')
    OR requires_value(conditions, 'aws:PrincipalArn', 'arn:[^:]+:[^:]+:[^:]*:(\d{12}|\$\{aws:\w+Account\}):.+')
    OR requires_value(conditions, 'aws:PrincipalOrgID', 'o-[a-z0-9]{10,32}|\$\{aws:\w+OrgID\}')
    OR requires_value(conditions, 'aws:SourceOrgID', 'o-[a-z0-9]{10,32}|\$\{aws:\w+OrgID\}')
    OR requires_value(conditions, 'aws:PrincipalOrgPaths', 'o-[a-z0-9]{10,32}/.*')
    OR requires_value(conditions, 'aws:SourceOrgPaths', 'o-[a-z0-9]{10,32}/.*');

-- Whether a statement's conditions hold for requests through named VPCs or VPC endpoints, or from named addresses, only.
CREATE OR REPLACE MACRO restricts_to_network(conditions) AS
    requires_value(conditions, 'aws:SourceVpc', 'vpc-[0-9a-f]+')
    OR requires_value(conditions, 'aws:SourceVpce', 'vpce-[0-9a-f]+')
    OR len(list_filter(conditions, lambda c: lower(c."key") IN ('aws:sourceip', 'aws:vpcsourceip')
        AND lower(c."operator") IN ('ipaddress', 'foranyvalue:ipaddress') AND len(c."values") > 0
        AND list_bool_and(list_transform(c."values", lambda v: NOT regexp_matches(v, '/[0-7]$'))))) > 0;

-- Whether a statement holds only after a second factor. (BoolIfExists would let long-term access keys through.)
CREATE OR REPLACE MACRO requires_mfa(conditions) AS
    len(list_filter(conditions, lambda c:
        (lower(c."key") = 'aws:multifactorauthpresent' AND lower(c."operator") = 'bool'
         AND len(c."values") = 1 AND lower(c."values"[1]) = 'true')
        OR (lower(c."key") = 'aws:multifactorauthage' AND lower(c."operator") IN ('numericlessthan', 'numericlessthanequals')))) > 0;

-- Whether a statement denies all actions of a service to everybody who does not use TLS. Its resources are the caller's to check.
CREATE OR REPLACE MACRO denies_insecure_transport(effect, principals, not_principals, actions, conditions, service) AS
    when_denied(effect, (list_contains(principals, '*') OR list_contains(principals, 'AWS:*')) AND len(not_principals) = 0
        AND is_every_action_of(actions, service) AND len(conditions) = 1
        AND lower(conditions[1]."key") = 'aws:securetransport' AND lower(conditions[1]."operator") IN ('bool', 'boolifexists')
        AND lower(conditions[1]."values"[1]) = 'false' AND len(conditions[1]."values") = 1);

-- SageMaker: the ARN of the ECR repository in an image's name, NULL for an image from elsewhere.
CREATE OR REPLACE MACRO ecr_repository_arn(image) AS
    CASE WHEN regexp_matches(image, '^\d{12}\.dkr[.-]ecr(-fips)?\.[a-z0-9-]+\.')
         THEN 'arn:' || CASE WHEN image LIKE '%.amazonaws.com.cn/%' THEN 'aws-cn' WHEN image LIKE '%-gov-%' THEN 'aws-us-gov' ELSE 'aws' END
              || ':ecr:' || regexp_extract(image, '^\d{12}\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.', 1) || ':' || left(image, 12)
              || ':repository/' || regexp_extract(image, '^[^/]+/([^:@]+)', 1)
         ELSE NULL END;

-- The name of an image without its tag and digest.
CREATE OR REPLACE MACRO image_repository(image) AS regexp_replace(image, '(:[^:/@]+)?(@.*)?$', '');

-- An image in ECR as REPOSITORY_ARN@DIGEST, or REPOSITORY_ARN:TAG where it goes by a tag; any other image is its own name.
CREATE OR REPLACE MACRO image_arn_of(image) AS
    CASE WHEN image = '' THEN NULL
         ELSE coalesce(ecr_repository_arn(image) || CASE
             WHEN image LIKE '%@%' THEN '@' || regexp_extract(image, '@(.+)$', 1)
             ELSE ':' || coalesce(nullif(regexp_extract(image, ':([^:/@]+)$', 1), ''), 'latest') END, image) END;

-- Bedrock: the ID or ARN of a guardrail, provisioned model, ... as an ARN; '' (none) stays ''.
CREATE OR REPLACE MACRO bedrock_arn(identifier, resource_type, account, region) AS
    CASE WHEN identifier = '' OR identifier LIKE 'arn:%' THEN identifier
         ELSE 'arn:' || CASE WHEN region LIKE 'cn-%' THEN 'aws-cn' WHEN region LIKE 'us-gov-%' THEN 'aws-us-gov' ELSE 'aws' END
              || ':bedrock:' || region || ':' || account || ':' || resource_type || '/' || identifier END;

-- Bedrock: whether a statement's Resource or NotResource covers every foundation model but those that it names. Which region a call goes to
-- is up to AWS with an inference profile, and a global profile asks for the model's ARN without a region: a model that a NotResource
-- leaves out in one region is left out. (https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html)
CREATE OR REPLACE MACRO covers_unnamed_models(resources, not_resources) AS
    (any_pattern_matches(resources, 'arn:aws:bedrock:any-region::foundation-model/unapproved.model')
     AND any_pattern_matches(resources, 'arn:aws:bedrock:::foundation-model/unapproved.model'))
    OR (len(not_resources) > 0 AND NOT any_pattern_matches(
        list_transform(not_resources, lambda r: regexp_replace(r, '^arn:[^:]*:([^:]*):[^:]*', 'arn:*:\1:*')),
        'arn:aws:bedrock:any-region::foundation-model/unapproved.model'));

-- Bedrock: whether a guardrail that is enforced binds all models that answer in words. Embedding models may be left out: they answer
-- with numbers. (https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-enforcements.html)
CREATE OR REPLACE MACRO binds_all_models(included_models, excluded_models) AS
    (len(included_models) = 0 OR list_contains(included_models, 'ALL'))
    AND len(list_filter(excluded_models, lambda m: NOT contains(lower(m), 'embed'))) = 0;

-- Bedrock: what callers name as a model (ID or ARN of a foundation model, inference profile, ...) as an ARN.
-- Inference profiles of AWS have the ID of a model behind a prefix for where requests may go.
CREATE OR REPLACE MACRO bedrock_model_arn(model_id, account, region) AS
    CASE WHEN regexp_matches(model_id, '^(us|us-gov|eu|apac|au|ca|jp|sa|global)\.') THEN bedrock_arn(model_id, 'inference-profile', account, region)
         ELSE bedrock_arn(model_id, 'foundation-model', '', region) END;

-- The ARN of a function without the version or alias behind it.
CREATE OR REPLACE MACRO function_arn_of(arn) AS regexp_replace(arn, '^(arn:[^:]+:lambda:[^:]*:[^:]*:function:[^:]+):.*$', '\1');

-- Whether an address range is (a large part of) the internet: shorter than /8 in IPv4, shorter than /16 in IPv6 outside fc00::/7.
-- So 0.0.0.0/1 beside 128.0.0.0/1 hides nothing. '' (the peer is no range) is not.
CREATE OR REPLACE MACRO is_internet(cidr) AS
    CASE WHEN cidr LIKE '%:%' THEN regexp_matches(cidr, '/([0-9]|1[0-5])$') AND NOT regexp_matches(lower(cidr), '^f[cd]')
         ELSE regexp_matches(cidr, '/[0-7]$') END;

-- SageMaker: what an asset's tags do not say, of owner, environment and class of data; [] when they say all.
CREATE OR REPLACE MACRO lacking_tags(tags) AS
    CASE WHEN tags IS NULL THEN NULL ELSE list_filter(['owner', 'environment', 'data classification'], lambda purpose:
        len(list_filter(map_keys(tags), lambda k: tags[k] <> '' AND regexp_matches(lower(k), CASE purpose
            WHEN 'owner' THEN '(owner|team|contact)'
            WHEN 'environment' THEN '(^|[^a-z])(env|environment|stage)([^a-z]|$)'
            ELSE '(classification|sensitivity|confidentiality|data.?class)' END))) = 0) END;

-- Data. `owes`, `complete`, `data_class` and `reasons` are those of the table data_class.

-- Whether data are owed a protection of classes.toml. NULL where their class is not known, and where what was not read may raise it.
CREATE OR REPLACE MACRO owes_protection(owes, complete, protection) AS
    CASE WHEN list_contains(owes, protection) THEN true WHEN complete AND owes IS NOT NULL THEN false END;

-- A class, and the objects and columns, or the data of a model, from which it follows.
CREATE OR REPLACE MACRO told_class(data_class, reasons) AS
    data_class || ' data' || CASE WHEN len(reasons) > 0 THEN ' (' || reasons[1] || ')' ELSE '' END;

-- SageMaker jobs.

-- Whether a key id, key ARN or alias is given that is not one of AWS's own aliases. (A key ARN alone does not tell whose key it is: `kms_key` does.)
CREATE OR REPLACE MACRO names_own_key(kms_key_id) AS kms_key_id <> '' AND kms_key_id NOT LIKE '%alias/aws/%';

-- Whether it is the customer's own key, with what `kms_key` knows of it (arn and key_manager of a left join on its ARN).
-- Of a key that the account does not list: own, as AWS managed keys can neither be deleted nor used by other accounts.
CREATE OR REPLACE MACRO is_own_key(kms_key_id, known_arn, key_manager) AS
    CASE WHEN kms_key_id IS NULL THEN NULL WHEN NOT names_own_key(kms_key_id) THEN false
         WHEN known_arn IS NULL THEN true ELSE key_manager <> 'AWS' END;

-- Whether an ML instance type stores on local disks, which its hardware encrypts: SageMaker refuses a volume key for these.
-- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/InstanceStorage.html#instance-store-volumes
CREATE OR REPLACE MACRO has_local_storage(instance_type) AS regexp_full_match(instance_type,
    'ml\.([a-z]+\d+[a-z]*d[a-z]*|g5|g6e?|g6f|gr6f?|g7e?|p5(e|en)?|p6e?(-[a-z0-9]+)?|trn\d[a-z]*|i\d[a-z]*|dl\d[a-z]*)\..+');

-- Whether all of these instance types do; false for none.
CREATE OR REPLACE MACRO have_local_storage(instance_types) AS
    len(instance_types) > 0 AND list_bool_and(list_transform(instance_types, lambda t: has_local_storage(t)));

-- Whether a job runs now or was started within 90 days of the scan: how older ones ran cannot be changed. True where that is not known.
CREATE OR REPLACE MACRO is_recent_job(status, creation_time, collected_at) AS
    coalesce(status IN ('InProgress', 'Stopping') OR creation_time >= collected_at - INTERVAL 90 DAY, true);

-- SageMaker: whether an account is one of those from which AWS serves the images of Deep Learning Containers, built-in algorithms,
-- scikit-learn, XGBoost, Neo and its older framework containers (https://docs.aws.amazon.com/sagemaker/latest/dg-ecr-paths/ecr-paths.html).
CREATE OR REPLACE MACRO is_aws_image_account(account) AS
    account IN (
        '763104351884', '626614931356', '871362719292', '772153158452', '907027046896', '457447274322', '550225433462', '633930458069',
        '590183813437', '975050140332', '364406365360', '204538143572', '692866216735', '503227376785', '380420809688', '780543022126',
        '637423239942', '217643126080', '914824155844', '727897471807', '446045086412', '442386744353', '886529160074', '094389454867',
        '683313688378', '257758044811', '746614075791', '246618743249', '510948584623', '651117190479', '354813040037', '366743142698',
        '867004704886', '720646828776', '628508329040', '121021644041', '783357654285', '951798379941', '106583098589', '341280168497',
        '190319476487', '450853457545', '451049120500', '492215442770', '680994064768', '662702820516', '978288397137', '104374241257',
        '141502667606', '764974769150', '659782779980', '898809789911', '272398656194', '801668240914', '737474898029', '237065988967',
        '414596584902', '833128469047', '281123927165', '108575199400', '124985052026', '455444449433', '286214385809', '501404015308',
        '306986355934', '991648021394', '475088953585', '544295431143', '469771592824', '390948362332', '387376663083', '813361260812',
        '669576153137', '257386234256', '685385470294', '644912444149', '749696950732', '249704162688', '855470959533', '811284229777',
        '825641698319', '226302683700', '490574956308', '765400339828', '632365934929', '433757028032', '351501993468', '835164637446',
        '712309505854', '664544806723', '438346466558', '382416733822', '404615174143', '174872318107', '633353088612', '204372634319',
        '514117268639', '495149712605', '224300973850', '522234722520', '566113047672', '156387875391', '258307448986', '293181348795',
        '297031611018', '353608530281', '999678624901', '766337827248', '999911452149', '266724342769', '774647643957', '110948597952',
        '941853720454', '151534178276', '763008648453', '324986816169', '355873309152', '464438896020', '472730292857', '474822919863',
        '746233611703', '601324751636', '966458181534', '802834080501', '205493899709', '254080097072', '836785723513', '756306329178',
        '785573368785', '007439368137', '263933020539', '710691900526', '301217895009', '520713654638', '057415533634', '422961961927',
        '423003514399', '724002660598', '246785580436', '744548109606', '462105765813');

-- Logging, detection and assessment.

-- Whether AWS offers the service of a call in a region: false where the call found that it has no endpoint there.
CREATE OR REPLACE MACRO is_offered(the_call, the_account, the_region) AS
    NOT EXISTS (SELECT 1 FROM "read" r
                WHERE r.call = the_call AND r.account = the_account AND r.region = the_region AND r.outcome = 'unsupported');

-- Whether an event selector takes every event about a resource and what is in it.
CREATE OR REPLACE MACRO selects_resource(covers_all, resource_arns, excluded_resource_arns, narrowed_by, the_arn) AS
    len(narrowed_by) = 0
    AND (covers_all OR ((len(resource_arns) = 0 OR any_pattern_matches(resource_arns, the_arn))
                        AND NOT list_bool_or(list_transform(['-'] || excluded_resource_arns,
                            lambda x: lower(the_arn) GLOB lower(x) OR starts_with(lower(x), lower(the_arn))))));

-- Whether one alternative of a filter pattern fires on a field's value, whatever else happened: any further test is that a
-- field differs from something, or is about a field of `beside`, or names the right event source.
CREATE OR REPLACE MACRO fires_on(alternative, the_field, the_value, the_source, beside) AS
    list_bool_or(list_transform(alternative, lambda t: t."field" = the_field AND t."operator" = '=' AND CASE
        WHEN t."value" LIKE '\%%\%' ESCAPE '\' THEN regexp_matches(the_value, trim(t."value", '%'))
        ELSE the_value GLOB t."value" END))
    AND list_bool_and(list_transform(alternative, lambda t: (t."field" = the_field AND t."operator" = '=')
        OR t."operator" IN ('!=', 'NOT EXISTS', 'IS NULL') OR list_contains(beside, t."field")
        OR (t."field" = 'eventSource' AND t."operator" = '=' AND the_source GLOB t."value")));

-- Whether an alarm's or rule's action reaches somebody: a topic needs a confirmed subscription, which only its own account
-- and region can tell. `topics` are the topics there with a confirmed subscription.
CREATE OR REPLACE MACRO reaches_somebody(action, the_account, the_region, topics) AS
    CASE WHEN action = '' THEN false
         WHEN action NOT LIKE 'arn:%:sns:%' THEN true
         WHEN list_contains(topics, action) THEN true
         WHEN account_of(action) = the_account AND split_part(action, ':', 4) = the_region THEN false END;

-- Policies, continued.

-- Whether a list of actions names one of a service, with wildcards or without.
CREATE OR REPLACE MACRO names_service(actions, service) AS
    coalesce(list_bool_or(list_transform(actions, lambda a: lower(left(a, strlen(service) + 1)) = service || ':')), false);

-- Whether a statement allows every action of a service, as `*`, `service:*`, or NotAction that leaves the service in.
CREATE OR REPLACE MACRO allows_service(effect, actions, not_actions, service) AS
    when_allowed(effect, is_every_action_of(actions, service)
        OR (len(not_actions) > 0 AND NOT any_pattern_matches(not_actions, service || ':AnyAction')));

-- Whether a statement denies an action on every resource to whoever has no second factor in the session.
-- (Bool instead of BoolIfExists would not bind long-term access keys, which lack the key.)
CREATE OR REPLACE MACRO denies_without_mfa(effect, actions, not_actions, resources, not_resources, conditions, action) AS
    when_denied(effect, covers_action(actions, not_actions, action) AND covers_all_resources(resources, not_resources)
        AND len(conditions) = 1 AND lower(conditions[1]."key") = 'aws:multifactorauthpresent'
        AND lower(conditions[1]."operator") = 'boolifexists' AND lower(conditions[1]."values"[1]) = 'false');

-- Whether a statement's conditions do no more than exempt named principals, or AWS's own services.
CREATE OR REPLACE MACRO only_exempts_principals(conditions) AS
    coalesce(list_bool_and(list_transform(conditions, lambda c:
        CASE WHEN lower(c."key") IN ('aws:principalisawsservice', 'aws:viaawsservice')
             THEN lower(c."operator") IN ('bool', 'boolifexists') AND lower(c."values"[1]) = 'false'
             ELSE (lower(c."key") IN ('aws:principalarn', 'aws:principalaccount')
                   OR starts_with(lower(c."key"), 'aws:principaltag/'))
                  AND regexp_full_match(lower(c."operator"), '(stringnotequals|stringnotlike|arnnotequals|arnnotlike)(ifexists)?')
                  AND NOT list_bool_or(list_transform(c."values", lambda v:
                      regexp_full_match(v, '\*|arn:\*|.*:\*|.*:(role|user|assumed-role)/\*')))
        END)), true);

-- Whether a statement denies an action, on every resource, to everybody but exempted principals.
CREATE OR REPLACE MACRO denies_action(effect, actions, not_actions, resources, not_resources, conditions, action) AS
    when_denied(effect, covers_action(actions, not_actions, action) AND list_contains(resources, '*')
        AND only_exempts_principals(conditions));

-- Whether a statement's conditions ask about the network of what SageMaker is to create.
CREATE OR REPLACE MACRO confines_sagemaker(conditions) AS
    has_condition_on(conditions, 'sagemaker:VpcSubnets') OR has_condition_on(conditions, 'sagemaker:VpcSecurityGroupIds')
    OR has_condition_on(conditions, 'sagemaker:DirectInternetAccess') OR has_condition_on(conditions, 'sagemaker:NetworkIsolation');

-- Model files.

-- The ARN of the object, or of the bucket and prefix, of an s3:// URI or https://s3... URL; NULL for anything else.
CREATE OR REPLACE MACRO object_arn_of(uri) AS
    CASE WHEN uri LIKE 's3://%' THEN 'arn:aws:s3:::' || substr(uri, 6)
         WHEN uri LIKE 'https://%' THEN bucket_arn_of(uri) || '/' || CASE
             WHEN uri LIKE 'https://s3%' THEN regexp_extract(uri, '\.amazonaws\.com/[^/]+/(.*)$', 1)
             ELSE regexp_extract(uri, '\.amazonaws\.com/(.*)$', 1) END
         ELSE NULL END;

-- Vector stores.

-- Whether one of the resources of an OpenSearch Serverless policy is a collection, or indexes in it: `collection/NAME` or
-- `index/NAME/INDEX`, each a name or a beginning with * behind it. NULL where none is but one is written in another way.
CREATE OR REPLACE MACRO covers_collection(resources, collection) AS
    CASE WHEN resources IS NULL OR collection IS NULL THEN NULL
         WHEN coalesce(list_bool_or(list_transform(resources, lambda r: CASE
             WHEN NOT regexp_full_match(r, '(collection/[^*?/]*\*?|(index|model)/[^*?/]*\*?/[^*?]*\*?)') THEN false
             WHEN ends_with(split_part(r, '/', 2), '*') THEN starts_with(collection, rtrim(split_part(r, '/', 2), '*'))
             ELSE split_part(r, '/', 2) = collection END)), false) THEN true
         WHEN list_bool_and(list_transform(resources, lambda r:
             regexp_full_match(r, '(collection/[^*?/]*\*?|(index|model)/[^*?/]*\*?/[^*?]*\*?)'))) IS NOT false THEN false END;
