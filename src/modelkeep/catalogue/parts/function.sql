/*---
kind: function
doc: The functions that the agent calls.
---*/
select r.arn as src, r.dst from relation r join model m on m.arn = r.arn where r.kind = 'calls'
