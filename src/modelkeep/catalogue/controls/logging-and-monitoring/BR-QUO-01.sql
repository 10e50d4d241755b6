/*---
id: BR-QUO-01
title: Somebody is told when Bedrock costs more than planned
severity: medium
subject: scope_account
complete: [budgets_budget, budgets_budget_notification, cloudwatch_alarm, cloudwatch_alarm_metric, scope_account_organization]
why: >
  Models are paid by the token. A stolen key, or an agent that calls itself in a loop, spends thousands in a night; quotas stop
  neither, as they are set for the largest legitimate load.
fix: >
  Create a cost budget for the account, or for Amazon Bedrock alone, with a notification above 80 percent; the organisation's
  management account can have it for all. An alarm on invocations or tokens in each region that is used does as well, and tells sooner.
maps:
  gdpr: ["Art.32(1)(b)"]
  hipaa: ["164.308(a)(1)(ii)(D)"]
  nist-ai-rmf: ["MANAGE 4.1"]
  iso-42001: [A.6.2.6]
  mitre-atlas: [AML.T0034]
  owasp-llm: [LLM10]
references:
  - https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html
  - https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring.html
notes: >
  Quotas always exist, so they decide nothing. A budget counts that plans costs, has not ended, notifies above a threshold, and leaves
  out neither the account nor Bedrock; one limited to the service "Amazon Bedrock" counts, although models of other makers appear on
  the bill under their own names. Of one that excludes some costs, or joins its filters by "or", it is not known what is left. A budget of the management account counts for its members: a member whose management account was
  not scanned is UNKNOWN instead of FAIL. Monitors of Cost Anomaly Detection are not looked at, because every request to Cost
  Explorer's API costs USD 0.01.
---*/
with used as (
    select account, region from bedrock_invoked_model
    union select account, region from bedrock_agent
    union select account, region from bedrock_knowledge_base
    union select account, region from bedrock_custom_model
    union select account, region from bedrock_imported_model
    union select account, region from bedrock_provisioned_model_throughput
), watching as (
    select m.account, m.region, any_true(a.actions_enabled and len(a.alarm_actions) > 0) as told
    from cloudwatch_alarm_metric m left join cloudwatch_alarm a on a.arn = m.arn
    where m.namespace = 'AWS/Bedrock' and m.metric_name in ('Invocations', 'InputTokenCount', 'OutputTokenCount')
    group by all
), alarmed as (
    select u.account, all_true(case when w.account is null then false else w.told end) as told
    from used u left join watching w on w.account = u.account and w.region = u.region
    group by u.account
), notifying as (
    select arn, any_true(comparison_operator = 'GREATER_THAN') as notifies from budgets_budget_notification group by arn
), plan as (
    select b.account, b.name, b.linked_accounts,
           b.budget_type = 'COST' and b.limit_amount > 0 and b.ends_at > b.collected_at and b.health_status <> 'UNHEALTHY'
           and case when len(b.narrowed_by) = 0 then true
                    when not list_has_all(['Not', 'Or'], b.narrowed_by) then false end
           and (len(b.services) = 0 or len(list_filter(b.services, lambda s: lower(s) like '%bedrock%')) > 0)
           and case when n.arn is null then false else n.notifies end
           and case when b.billing_view_arn = '' or b.billing_view_arn like '%:billingview/primary' then true end as tells
    from budgets_budget b left join notifying n on n.arn = b.arn
), planned as (
    select a.arn, o.management_account,
           any_true(case when p.account is null then false
                    else p.tells and (len(p.linked_accounts) = 0 or list_contains(p.linked_accounts, a.account)) end) as told,
           string_agg(p.name, ', ' order by p.name) filter (
               where p.tells and (len(p.linked_accounts) = 0 or list_contains(p.linked_accounts, a.account))) as budgets,
           o.management_account in ('', a.account) or (
               exists (select 1 from scope_account m where m.account = o.management_account)
               and not exists (select 1 from "read" g where g.account = o.management_account
                   and g.call in ('sts:AssumeRole', 'budgets:DescribeBudgets', 'budgets:DescribeBudgetNotificationsForAccount')
                   and g.outcome not in ('ok', 'absent', 'unsupported'))) as all_read
    from scope_account a
    left join scope_account_organization o on o.arn = a.arn
    left join plan p on p.account = a.account or p.account = o.management_account
    group by a.arn, a.account, o.management_account
)
select a.arn as resource,
       case when p.told or l.told then true when p.all_read then p.told or l.told end as passed,
       case when p.told then 'told by the budget ' || p.budgets
            when l.told then 'an alarm on AWS/Bedrock tells somebody in every region that is used'
            when p.management_account is null then 'whether a management account plans its costs was not read'
            when not p.all_read then 'no budget of its own; those of the management account ' || p.management_account || ' were not read'
            when passed is null then 'whether a budget or an alarm covers Bedrock was not read'
            else 'neither a budget that covers Bedrock nor an alarm on its use tells anybody' end as reason
from scope_account a
join alarmed l on l.account = a.account
join planned p on p.arn = a.arn

/*---
attack: >
  A key from a public repository is sold to people who run the most expensive model around the clock. Nobody at your place looks
  at costs before the invoice comes, four weeks later.
console: >
  Billing and Cost Management > Budgets > Create budget, Customize, Cost budget, an amount per month, filter Service "Amazon
  Bedrock" or none; then Add an alert threshold at 80 percent of actual costs, with an e-mail address that is read.
cli: |
  aws budgets create-budget --account-id ACCOUNT \
    --budget '{"BudgetName": "bedrock", "BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetLimit": {"Amount": "500", "Unit": "USD"}}' \
    --notifications-with-subscribers '[{"Notification": {"NotificationType": "ACTUAL", "ComparisonOperator": "GREATER_THAN",
      "Threshold": 80, "ThresholdType": "PERCENTAGE"}, "Subscribers": [{"SubscriptionType": "EMAIL", "Address": "finance@example.com"}]}]'
cloudformation: |
  Type: AWS::Budgets::Budget
  Properties:
    Budget:
      BudgetType: COST
      TimeUnit: MONTHLY
      BudgetLimit:
        Amount: 500
        Unit: USD
    NotificationsWithSubscribers:
      - Notification:
          NotificationType: ACTUAL
          ComparisonOperator: GREATER_THAN
          Threshold: 80
          ThresholdType: PERCENTAGE
        Subscribers:
          - SubscriptionType: EMAIL
            Address: finance@example.com
terraform: |
  resource "aws_budgets_budget" "bedrock" {
    name         = "bedrock"
    budget_type  = "COST"
    time_unit    = "MONTHLY"
    limit_amount = "500"
    limit_unit   = "USD"

    notification {
      notification_type          = "ACTUAL"
      comparison_operator        = "GREATER_THAN"
      threshold                  = 80
      threshold_type             = "PERCENTAGE"
      subscriber_email_addresses = ["finance@example.com"]
    }
  }
---*/
