from __future__ import annotations

import pytest

from modelkeep.core.model_card import LEFT_OUT, CardEntry, card_entries


def test_statements_metrics_and_data_sets_are_told_in_order() -> None:
    content = {
        "model_overview": {"problem_type": "Binary classification", "model_owner": "fraud-team"},
        "intended_uses": {"purpose_of_model": " Scores payments. ", "factors_affecting_model_efficiency": ""},
        "training_details": {
            "training_job_details": {
                "training_datasets": ["s3://acme-training/payments/"],
                "training_metrics": [{"name": "auc", "value": 0.91}],
            }
        },
        "evaluation_details": [
            {"name": "june", "metric_groups": [{"name": "eu", "metric_data": [{"name": "auc", "value": 0.89}, {"name": "roc"}]}]}
        ],
        "additional_information": {"ethical_considerations": "Reviewed by people."},
    }  # fmt: skip
    assert card_entries(content) == (
        CardEntry("owner", "", "fraud-team"),
        CardEntry("task", "", "Binary classification"),
        CardEntry("purpose", "", "Scores payments."),
        CardEntry("ethics", "", "Reviewed by people."),
        CardEntry("dataset", "", "s3://acme-training/payments/"),
        CardEntry("metric", "training auc", "0.91"),
        CardEntry("metric", "june eu auc", "0.89"),
    )


def test_a_text_with_a_secret_is_left_out() -> None:
    text = "Ask with aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzKEY"
    assert card_entries({"intended_uses": {"purpose_of_model": text}}) == (CardEntry("purpose", "", LEFT_OUT),)


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"intended_uses": []},
        {"training_details": {"training_job_details": {"training_datasets": "one", "training_metrics": [3]}}},
        {"evaluation_details": {"name": "no list"}},
        {"evaluation_details": [{"metric_groups": [{"metric_data": [None]}]}]},
    ],
)  # fmt: skip
def test_what_has_another_shape_states_nothing(content: dict[str, object]) -> None:
    assert card_entries(content) == ()


def test_a_card_without_end_is_cut() -> None:
    metrics = [{"name": f"m{number}", "value": 1} for number in range(2_000)]
    content = {"training_details": {"training_metrics": metrics}, "model_overview": {"model_description": "x" * 10_000}}
    found = card_entries(content)
    assert len(found) == 500
    assert len(found[0].value) == 4_000
