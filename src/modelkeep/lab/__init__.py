"""A stand-in for AWS on loopback: moto's server, our own handlers for what it lacks, and two seeded estates.

Needs the extra `lab`. Nothing else in the product imports this package but the `lab` and `demo` commands.
"""
