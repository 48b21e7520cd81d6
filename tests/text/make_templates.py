#!/usr/bin/env python3
"""Writes data/templates.json: chat templates that use what real ones use, and what Hugging Face's apply_chat_template
(transformers 5.12) renders with them, or the error it gives.  python3 make_templates.py data/templates.json
"""
import json
import sys
import tempfile

from tokenizers import Tokenizer, models
from transformers import PreTrainedTokenizerFast

DEEPSEEK = """{% if not add_generation_prompt is defined %}{% set add_generation_prompt = false %}{% endif %}{% set ns = namespace(is_first=false, system_prompt='') %}{%- for message in messages %}{%- if message['role'] == 'system' %}{% set ns.system_prompt = message['content'] %}{%- endif %}{%- endfor %}{{bos_token}}{{ns.system_prompt}}{%- for message in messages %}{%- if message['role'] == 'user' %}{{'<｜User｜>' + message['content']}}{%- endif %}{%- if message['role'] == 'assistant' and message['content'] is not none %}{% set content = message['content'] %}{% if '</think>' in content %}{% set content = content.split('</think>')[-1] %}{% endif %}{{'<｜Assistant｜>' + content + '<｜end▁of▁sentence｜>'}}{%- endif %}{%- endfor -%}{% if add_generation_prompt %}{{'<｜Assistant｜><think>\\n'}}{% endif %}"""

QWEN = """{%- if tools %}
    {{- 'tools: ' + (tools | tojson) }}
{%- else %}
    {%- if messages[0].role == 'system' %}
        {{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}
    {%- endif %}
{%- endif %}
{%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.multi_step_tool and message.role == "user" and message.content is string and not(message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
        {%- set ns.multi_step_tool = false %}
        {%- set ns.last_query_index = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- if message.content is string %}
        {%- set content = message.content %}
    {%- else %}
        {%- set content = '' %}
    {%- endif %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) %}
        {{- '<|im_start|>' + message.role + '\\n' + content + '<|im_end|>' + '\\n' }}
    {%- elif message.role == "assistant" %}
        {%- set reasoning_content = '' %}
        {%- if message.reasoning_content is string %}
            {%- set reasoning_content = message.reasoning_content %}
        {%- else %}
            {%- if '</think>' in content %}
                {%- set reasoning_content = content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
                {%- set content = content.split('</think>')[-1].lstrip('\\n') %}
            {%- endif %}
        {%- endif %}
        {%- if loop.index0 > ns.last_query_index and (loop.last or reasoning_content) %}
            {{- '<|im_start|>' + message.role + '\\n<think>\\n' + reasoning_content.strip('\\n') + '\\n</think>\\n\\n' + content.lstrip('\\n') }}
        {%- else %}
            {{- '<|im_start|>' + message.role + '\\n' + content }}
        {%- endif %}
        {{- '<|im_end|>\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\\n\\n</think>\\n\\n' }}
    {%- endif %}
{%- endif %}
"""

HEADERS = """{{- bos_token }}
{%- if not date_string is defined %}
    {%- set date_string = "26 Jul 2024" %}
{%- endif %}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = "" %}
{%- endif %}
{{- "<|head|>system<|end|>\\n\\n" }}
{{- "Today: " + date_string + "\\n\\n" }}
{{- system_message + "<|eot|>" }}
{%- for message in messages %}
    {{- '<|head|>' + message['role'] + '<|end|>\\n\\n'+ message['content'] | trim + '<|eot|>' }}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|head|>assistant<|end|>\\n\\n' }}
{%- endif %}
"""

ALTERNATE = """{{ bos_token }}
{% for message in messages %}
    {% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}
        {{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}
    {% endif %}
    {% if message['role'] == 'user' %}
[INST] {{ message['content'] }} [/INST]
    {% else %}
 {{ message['content'] }}{{ eos_token }}
    {% endif %}
{% endfor %}
"""

LOOPS = """{% for m in messages if m.role != 'system' %}
{% if loop.index > 3 %}{% break %}{% endif %}
{% if m.content is none %}{% continue %}{% endif %}
{{ loop.index }}:{{ loop.first }}:{{ loop.last }}:{{ m.content | upper if m.role == 'user' else m.content | tojson }}
{% endfor %}
{% macro wrap(x, tag='b') %}<{{ tag }}>{{ x }}</{{ tag }}>{% endmacro %}
{{ wrap(messages | length) }}{{ wrap('i', tag='i') }}
{{ messages | map(attribute='role') | join(',') }}|{{ messages[-1].role }}|{{ messages[0] | tojson(indent=2) }}
{{ (messages | selectattr('role', 'equalto', 'user') | list) | length }}|{{ 7 // 2 }}|{{ 7 % 4 }}|{{ 'a' ~ 1 }}|{{ ['x', 'y'] | join('-') }}|{{ none is none }}|{{ unknown is defined }}
{% generation %}answer{% endgeneration %}

{{ eos_token }}"""

USER = {"role": "user", "content": "What is 2 + 2?"}
CHATS = [
    [USER],
    [{"role": "system", "content": "You are terse. "}, {"role": "user", "content": "  Hello\nthere  "}],
    [USER, {"role": "assistant", "content": "<think>\nEasy.\n</think>\n\nIt is 4."}, {"role": "user", "content": "And 日本語 \U0001F600 \"quoted\" <b>&amp;'?"}],
    [{"role": "user", "content": ""}],
    [{"role": "user", "content": "user"}, {"role": "assistant", "content": "assistant"}, {"role": "user", "content": "assistant"}],
    [{"role": "assistant", "content": "First."}, USER],
    [{"role": "system", "content": "S"}, USER, {"role": "assistant", "content": "A\n"}, {"role": "user", "content": "B"}, {"role": "assistant", "content": "<think>x</think>C"}],
]
SPACES = """  {# first #}
a   {# inline #} b
  {# own line -#}

  c
\t{%+ if true %}kept{%+ endif +%}
d {%- if true %}

  e
  {% if true -%}   f   {%- endif %}
   {{- ' g ' -}}   h
  {{ {'k': {'n': '%}'}}['k']['n'] }} {{ "it's }}" }} {{ 'a\\'b' }}
{% set x %}  inner
{% endset %}
[{{ x }}]
{% endif %}\r
i\r
{##}{%- for m in messages %} {{ m.role }}{% if not loop.last %},{% endif %} {% endfor %}
{ {# brace #}{ }


"""

TEMPLATES = {"spaces": SPACES, "deepseek": DEEPSEEK, "qwen": QWEN, "headers": HEADERS, "alternate": ALTERNATE, "loops": LOOPS, "trailing-newlines": "{{ messages[-1].content }}\n\n"}


def main():
    out = {"bos_token": "<｜begin▁of▁sentence｜>", "eos_token": "</s>", "chats": CHATS, "templates": []}
    for name, source in TEMPLATES.items():
        t = PreTrainedTokenizerFast(tokenizer_object=Tokenizer(models.BPE()), bos_token=out["bos_token"], eos_token=out["eos_token"], chat_template=source)
        rendered = []
        for chat in CHATS:
            try:
                rendered.append({"text": t.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)})
            except Exception as problem:
                rendered.append({"error": str(problem)})
        out["templates"].append({"name": name, "source": source, "rendered": rendered})
    with open(sys.argv[1], "w", encoding="utf-8") as f:
        json.dump(out, f, ensure_ascii=False, indent=1)
        f.write("\n")


main()
