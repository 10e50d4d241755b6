"""Secrets are found by kind and place, references and ordinary settings are not, and values stay inside."""

from __future__ import annotations

import dataclasses
import secrets as randomness
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelkeep.core.secrets import NAMED_VALUE, Secret, secret_names, secrets_in_text

LETTERS_AND_DIGITS = string.ascii_letters + string.digits


def token(prefix: str, length: int, alphabet: str = LETTERS_AND_DIGITS) -> str:
    """A made-up credential; joined at run time, so that no scanner takes this file for a leak."""
    return prefix + "".join(alphabet[(7 * place + place // 3) % len(alphabet)] for place in range(length))


CREDENTIALS = {
    "AWS access key id": token("AK" + "IA", 16, "QZ7XK3W5P2"),
    "Amazon Bedrock API key": token("AB" + "SK", 120),
    "private key": "-----BEGIN " + "RSA PRIVATE KEY-----",
    "GitHub token": token("gh" + "p_", 36),
    "GitLab token": token("gl" + "pat-", 20),
    "Slack token": token("xox" + "b-", 24),
    "Slack webhook": "https://hooks.slack.com/services/" + token("T", 30),
    "Hugging Face token": token("h" + "f_", 34),
    "Anthropic API key": token("sk-" + "ant-api03-", 40),
    "OpenAI API key": token("sk-" + "proj-", 40),
    "NVIDIA API key": token("nv" + "api-", 60),
    "Google API key": token("AI" + "za", 35),
    "Stripe key": token("sk_" + "live_", 24),
    "npm token": token("np" + "m_", 36),
    "PyPI token": token("py" + "pi-AgEI", 60),
    "Docker Hub token": token("dckr_" + "pat_", 27),
    "Databricks token": token("da" + "pi", 32, "0123456789abcdef"),
    "SendGrid key": token("S" + "G.", 22) + "." + token("", 43),
    "JSON web token": token("ey" + "J", 20) + token(".ey" + "J", 20) + token(".", 30),
    "password in a URL": "postgres://app:" + "h7Kq2!pw" + "@db.internal:5432/x",
    "authorization header": "Authorization: " + "Bearer " + token("", 32),
}


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_documented_formats_are_found_with_their_line(kind: str) -> None:
    assert secrets_in_text(f"#!/bin/bash\nrun {CREDENTIALS[kind]}\n") == (Secret(2, kind),)


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_documented_formats_are_found_under_any_name(kind: str) -> None:
    assert secret_names({"MODEL_OPTION": CREDENTIALS[kind], "MODEL_NAME": "fraud"}) == ("MODEL_OPTION",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", "correcthorse"),
        ("dbPassword", "Tr0ub4dor&3"),
        ("PASSWORD", '"quoted99"'),
        ("WANDB_API_KEY", token("", 40, "0123456789abcdef")),
        ("apiKey", token("", 24)),
        ("AWS_SECRET_ACCESS_KEY", token("", 40)),
        ("AWS_SECRET_ACCESS_KEY", "/" + token("", 10) + "/" + token("", 28)),
        ("PASSWORD", "password"),
        ("PASSWORD", "12345678"),
        ("DB_PASS", "letmein1"),
        ("SERVICE_TOKEN", "3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
        ("SECRET", "a8F3kQ9zP1xW7vB2"),
        ("SM_CONFIG", 'model: x\napi_key: "' + token("", 32) + '"'),
    ],
)
def test_literals_under_telling_names_are_found(name: str, value: str) -> None:
    assert secret_names({name: value}) == (name,)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", "${DB_PASSWORD}"),
        ("DB_PASSWORD", "$DB_PASSWORD"),
        ("DB_PASSWORD", "{{resolve:secretsmanager:prod/db:SecretString:password}}"),
        ("DB_PASSWORD", ""),
        ("DB_PASSWORD", "*****"),
        ("API_KEY", "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/api-key-AbC1d2"),
        ("API_KEY_SECRET", "prod/fraud/api-key"),
        ("API_SECRET", "fraud-scoring-api-secret-v2"),
        ("DB_SECRET_ARN", "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-9fK2xQ"),
        ("SECRET_NAME", "a8F3kQ9zP1xW7vB2"),
        ("TOKEN_URL", "https://login.example.com/oauth2/8f14e45fceea167a5a36dedd4bea2543"),
        ("HF_TOKEN_PATH", "/run/secrets/8f14e45fceea167a5a36dedd4bea2543"),
        ("SAGEMAKER_SUBMIT_DIRECTORY", "s3://sagemaker-us-east-1-111122223333/a8F3kQ9zP1xW7vB2/sourcedir.tar.gz"),
        ("MAX_TOTAL_TOKENS", "4096"),
        ("MAX_NEW_TOKEN", "2048"),
        ("TOKENIZER", "bert-base-uncased"),
        ("PAD_TOKEN", "[PAD]"),
        ("EOS_TOKEN", "<|endoftext|>"),
        ("EOS_TOKEN", "</s>"),
        ("PARTITION_KEY", "customer_id_2024"),
        ("HF_MODEL_ID", "meta-llama/Llama-3.1-8B-Instruct"),
        ("MODEL_SHA256", token("", 64, "0123456789abcdef")),
        ("SECRET_KEY_LENGTH", "256"),
        ("PASSWORD_MAX_AGE", "7776000"),
        ("PASS_RATE", "0.954321"),
        ("PWD", "/opt/ml/code"),
        ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY"),
        ("USE_AUTH_TOKEN", "true"),
        ("IMAGE", "111122223333.dkr.ecr.us-east-1.amazonaws.com/fraud@sha256:" + token("", 64, "0123456789abcdef")),
        ("KMS_KEY", "arn:aws:kms:us-east-1:111122223333:key/3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
        ("AWS_ACCESS_KEY_ID", "AKIA" + "IOSFODNN7EXAMPLE"),
        ("CHECKPOINT", "llama-2-7b-chat-hf_epoch_10_step_25000"),
    ],
)
def test_references_and_ordinary_settings_are_not(name: str, value: str) -> None:
    assert secret_names({name: value}) == ()


@pytest.mark.parametrize(
    "line",
    [
        "export DB_PASSWORD=hunter2hunter2",
        'password = "correcthorse"',
        "  api_key: " + token("", 32),
        '{"dbPassword": "correcthorse1"}',
        "mysql -u root --password=correcthorse1 db",
        "tool --api-key " + token("", 32),
    ],
)
def test_assignments_in_scripts_are_found(line: str) -> None:
    assert secrets_in_text(line) == (Secret(1, NAMED_VALUE),)


@pytest.mark.parametrize(
    "line",
    [
        "password = get_password()",
        "password = os.environ['DB_PASSWORD']",
        "export DB_PASSWORD=$(aws secretsmanager get-secret-value --secret-id prod/db)",
        "export DB_PASSWORD=`cat /run/secret`",
        "export TOKEN=${TOKEN:-}",
        "password: db_password",
        "The password must have twelve characters, the token is rotated daily.",
        "Ask for the API key: the customer's key never leaves the vault.",
        "aws s3 cp s3://bucket/token/a8F3kQ9zP1xW7vB2 .",
        "git checkout 8f14e45fceea167a5a36dedd4bea25431234abcd",
        "pip install torch==2.1.0 --hash=sha256:" + token("", 64, "0123456789abcdef"),
        "postgres://app:${DB_PASSWORD}@db.internal/x",
        "# password: your-password-here",
        "for token in tokens: counts[token] = 1",
        "",
    ],
)
def test_references_and_prose_in_scripts_are_not(line: str) -> None:
    assert secrets_in_text(line) == ()


def test_a_name_that_is_a_credential_is_not_repeated() -> None:
    key = CREDENTIALS["Hugging Face token"]
    assert secret_names({key: "1"}) == ("(a name that is a Hugging Face token)",)


def test_every_line_is_told() -> None:
    key = CREDENTIALS["GitHub token"]
    assert secrets_in_text(f"a\n{key}\nb\n{key} {key}\n") == (Secret(2, "GitHub token"), Secret(4, "GitHub token"))


@given(st.text(max_size=400), st.sampled_from(sorted(CREDENTIALS)))
def test_no_text_breaks_it_and_no_value_leaks(noise: str, kind: str) -> None:
    credential = CREDENTIALS[kind]
    found = secrets_in_text(f"{noise}\n{credential}\n")
    assert kind in {each.kind for each in found}
    assert all(credential not in str(dataclasses.astuple(each)) for each in found)
    assert secret_names({"OPTION": f"{noise}\n{credential}"}) == ("OPTION",)


def test_random_values_under_an_api_key_are_found_whatever_they_are() -> None:
    missed = [
        value
        for value in (randomness.token_urlsafe(24) for _ in range(200))
        if not secret_names({"API_KEY": value}) and any(each.isdigit() for each in value)
    ]
    assert len(missed) <= 2
