/*---
id: TLS-02
title: Load balancers in front of models answer with TLS 1.2 or newer only
severity: high
subject: elasticloadbalancingv2_listener
scope: ai
why: >
  Over plain HTTP everybody on the way reads prompts, customer data and access tokens, and may change the answers.
  TLS 1.0 and 1.1 have known breaks.
fix: >
  Make the listener HTTPS (or TLS) with a policy such as ELBSecurityPolicy-TLS13-1-2-2021-06; let port 80 do nothing but
  redirect to HTTPS.
maps:
  gdpr: ["Art.32(1)(a)"]
  hipaa: ["164.312(e)(1)", "164.312(e)(2)(ii)", "164.312(e)(2)(i)"]
  aws-fsbp: [ELB.1, ELB.17, ELB.18]
  soc2: ["CC6.7"]
  mitre-atlas: [AML.T0025]
profiles: [baseline]
peers: {prowler: [elbv2_ssl_listeners, elbv2_insecure_ssl_ciphers, elbv2_nlb_tls_termination_enabled], securityhub: [ELB.1, ELB.17], checkov: [CKV_AWS_2, CKV_AWS_103]}
references: ["https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html"]
notes: >
  A TCP or UDP listener passes on what it gets, so that only the target knows whether that is TLS: UNKNOWN, except where the
  target is another load balancer, which has listeners of its own.
---*/
with forwarded as (
    select a.arn,
           all_true(a.type = 'fixed-response' or (a.type = 'redirect' and a.redirect_protocol = 'HTTPS')) as only_redirects,
           all_true(g.target_type = 'alb') as to_load_balancer
    from elasticloadbalancingv2_listener_action a
         left join elasticloadbalancingv2_target_group g on g.arn = a.target_group_arn
    group by a.arn
)
select l.arn as resource,
       case when l.protocol in ('HTTPS', 'TLS') then not list_has_any(p.ssl_protocols, ['SSLv3', 'TLSv1', 'TLSv1.1'])
            when l.protocol in ('QUIC', 'TCP_QUIC') then null
            when l.protocol = 'HTTP' then f.only_redirects end as passed,
       case when l.protocol in ('HTTPS', 'TLS') then l.protocol || ' with ' || l.ssl_policy || ': '
                 || coalesce(array_to_string(p.ssl_protocols, ', '), 'a policy that AWS''s list does not have')
            when l.protocol = 'HTTP' then case when passed then 'HTTP that redirects to HTTPS' else 'answers over plain HTTP' end
            else l.protocol || ' is passed on as it is; whether the target speaks TLS cannot be seen here' end as reason
from elasticloadbalancingv2_listener l
     left join forwarded f on f.arn = l.arn
     left join elasticloadbalancingv2_ssl_policy p on p.name = l.ssl_policy and p.account = l.account and p.region = l.region
where l.protocol is distinct from 'GENEVE'
      and not coalesce(l.protocol in ('TCP', 'TCP_UDP') and f.to_load_balancer, false)

/*---
attack: >
  On a shared network an attacker makes client and load balancer agree on an old version of TLS with known weaknesses,
  or simply reads plain HTTP: prompts, answers and access tokens.
console: >
  EC2 > Load Balancers > the load balancer > Listeners, edit the listener: protocol HTTPS (or TLS), security policy
  ELBSecurityPolicy-TLS13-1-2-2021-06; for HTTP:80 choose the action "Redirect to URL" with HTTPS.
cli: |
  aws elbv2 modify-listener --listener-arn LISTENER --protocol HTTPS --port 443 --certificates CertificateArn=CERTIFICATE \
    --ssl-policy ELBSecurityPolicy-TLS13-1-2-2021-06
  aws elbv2 modify-listener --listener-arn HTTP_LISTENER \
    --default-actions 'Type=redirect,RedirectConfig={Protocol=HTTPS,Port=443,StatusCode=HTTP_301}'
cloudformation: |
  Type: AWS::ElasticLoadBalancingV2::Listener
  Properties:
    Protocol: HTTPS
    Port: 443
    SslPolicy: ELBSecurityPolicy-TLS13-1-2-2021-06
    Certificates:
      - CertificateArn: !Ref Certificate
terraform: |
  resource "aws_lb_listener" "https" {
    protocol        = "HTTPS"
    port            = 443
    ssl_policy      = "ELBSecurityPolicy-TLS13-1-2-2021-06"
    certificate_arn = aws_acm_certificate.this.arn
  }
---*/
