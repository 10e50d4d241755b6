"""Who can come to what, step by step: techniques over a world of principals, resources and policies.

Read it in this order: `facts` (what predicates ask), `gathering` (facts from rows), `asking` (who holds a permission), `techniques` (one
technique to edges), `graph` (shortest paths, choke points), `escalations` (rows for controls).
"""
