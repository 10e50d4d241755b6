/*---
kind: signs_in_at
doc: The Cognito user pool at which callers of an API or load balancer, labelers, and users of an identity pool sign in.
---*/
select arn as src, user_pool_arn as dst from apigateway_rest_api_authorizer
union all
select a.arn, p.arn
from apigatewayv2_api_authorizer a join cognito_user_pool p
    on a.jwt_issuer like 'https://cognito-idp.%' and split_part(a.jwt_issuer, '/', -1) = p.user_pool_id
union all
select l.load_balancer_arn, a.user_pool_arn
from elasticloadbalancingv2_listener_action a join elasticloadbalancingv2_listener l on l.arn = a.arn
union all
select i.arn, p.arn
from cognito_identity_pool_login i join cognito_user_pool p on p.user_pool_id = i.user_pool_id
union all
select w.arn, p.arn
from sagemaker_workforce w join cognito_user_pool p on p.user_pool_id = w.cognito_user_pool_id
