"""MFA and passwords: a password policy that lets short passwords in."""

from __future__ import annotations

from modelkeep.core.verdict import Practice
from modelkeep.lab.lessons import Call, Exercise, Lesson
from modelkeep.lab.seed import PRODUCTION, Acme


def _prepare(acme: Acme) -> Exercise:
    policy = acme.client("iam").get_account_password_policy()["PasswordPolicy"]
    policy.pop("ExpirePasswords", None)
    return Exercise(
        breaks=(Call("iam", "UpdateAccountPasswordPolicy", {**policy, "MinimumPasswordLength": 8}),),
        mends=(Call("iam", "UpdateAccountPasswordPolicy", policy),),
    )


LESSON = Lesson(
    Practice.MFA_AND_PASSWORDS,
    "IAM-07",
    PRODUCTION,
    "A colleague keeps forgetting a long password, so the account's policy is relaxed to eight characters. Passwords of that length "
    "are guessed from stolen lists within hours, and a console user can download a model as well as its owner.",
    _prepare,
)
