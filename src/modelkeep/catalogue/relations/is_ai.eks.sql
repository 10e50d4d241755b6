/*---
kind: is_ai
doc: >
  Clusters with an instance of a family with accelerators, told by the tags that Kubernetes and EKS put on nodes, and
  clusters tagged `modelkeep:ai`.
---*/
select c.arn as src, c.arn as dst
from eks_cluster c
where (map_contains(c.tags, 'modelkeep:ai') and lower(c.tags['modelkeep:ai']) <> 'false')
   or exists (
       select 1 from ec2_instance i
       where i.account = c.account and i.region = c.region and regexp_matches(i.instance_type, '^(p|g|gr|dl|inf|trn)[0-9]')
         and (map_contains(i.tags, 'kubernetes.io/cluster/' || c.name)
              or coalesce(i.tags['eks:cluster-name'], i.tags['aws:eks:cluster-name']) = c.name))
