"""An invented organisation whose logs are written for benchmarks, tests and learning: who works there and what happens on a normal day.

Names, accounts and addresses are those that documentation uses (RFC 5737, AWS's example accounts); nothing of it exists.
"""
