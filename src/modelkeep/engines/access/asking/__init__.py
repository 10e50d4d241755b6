"""Questions about a world, and answers that say how far they carry.

`question` turns what a person writes into what the evaluator is asked; `who_can`, `reach`, `explaining` and `exposure` answer;
`coverage` says what was read for it.
"""
