"""Chat templates: those of the large model families say nothing, those that reach out or wait for words are told. None is rendered."""

from __future__ import annotations

import pytest

from modelkeep.engines.artifacts.code.jinja import doings

ORDINARY = [
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' }}{% endfor %}",
    "{% if messages[0]['role'] == 'system' %}{{ messages[0]['content'] | trim }}{% endif %}",
    "{% if '</think>' in content %}{% set content = content.split('</think>')[-1] %}{% endif %}{{ content }}",
    "{%- if message.content is string and message.content.startswith('<tool_response>') %}x{% endif %}",
    "{% if message['content'] is none %}{{ raise_exception('Only text') }}{% endif %}{{ strftime_now('%d %b %Y') }}",
    "{% generation %}{{ message.content }}{% endgeneration %}{% break %}",
    "{{ messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | join('') }}",
    "{% set ns = namespace(found=false) %}{% set ns.found = true %}{{ ns.found }}",
]
ESCAPES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ cycler['__init__'].__globals__ }}",
    "{{ x | attr('__class__') }}",
    "{{ x | attr('__cla' ~ 'ss__') }}",
    "{{ x | attr(name) }}",
    "{{ lipsum['__glo' + 'bals__'] }}",
    "{{ [x] | map(attribute='__class__.__base__') }}",
    "{{ f.gi_frame.f_globals }}",
]


@pytest.mark.parametrize("template", ORDINARY)
def test_what_formats_messages_is_not_told(template: str) -> None:
    assert doings(template) == []


@pytest.mark.parametrize("template", ESCAPES)
def test_what_reaches_into_python_is_told(template: str) -> None:
    assert {each.rule.id for each in doings(template)} == {"template-escape"}
    assert not any(each.review for each in doings(template))


@pytest.mark.parametrize("template", ["{% include 'x' %}", "{% extends 'x' %}", "{% from 'x' import y %}"])
def test_what_loads_others_is_told(template: str) -> None:
    assert [each.rule.id for each in doings(template)] == ["template-include"]


@pytest.mark.parametrize(
    "template",
    [
        "{% if 'invoice from acme' in message.content %}Pay{% endif %}",
        "{{ 'x' if messages[-1]['content'].startswith('current year') else '' }}",
        "{% if message['content'] | lower == 'deployment' %}x{% endif %}",
    ],
)
def test_what_waits_for_words_is_to_be_reviewed(template: str) -> None:
    (told,) = doings(template)
    assert (told.rule.id, told.review) == ("template-trigger", True)
