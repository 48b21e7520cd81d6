#!/usr/bin/env python3
"""Writes data/snippets.json: small pieces of Jinja as chat templates use them, and what Hugging Face's
apply_chat_template (transformers 5.12) renders or that it fails.  python3 make_snippets.py data/snippets.json
"""
import json
import sys

from tokenizers import Tokenizer, models
from transformers import PreTrainedTokenizerFast

CHAT = [{"role": "system", "content": " Sei knapp. \n"}, {"role": "user", "content": "What is 2 + 2? 日本語 \U0001F468\u200d\U0001F469 \"q\" <b>&amp;'\n"},
        {"role": "assistant", "content": "<think>\nEasy: é.\n</think>\n\nIt is 4.", "reasoning_content": None, "tool_calls": [{"type": "function", "id": "c1", "function": {"name": "add", "arguments": {"a": 1, "b": [2.5, True, None], "c": "ü"}}}]},
        {"role": "tool", "content": "{\"x\": 1}", "name": "add"}, {"role": "user", "content": [{"type": "text", "text": "Part one."}, {"type": "image"}, {"type": "text", "text": "two"}]}]

SNIPPETS = r"""
{{ messages[0].content | trim }}|{{ messages[0]['content'].strip() }}|{{ messages[0].content.lstrip() }}|{{ messages[0].content.rstrip() }}
{{ messages[1].content.split(' ') }}
{{ messages[1].content.split() | length }}
{{ messages[2].content.split('</think>')[-1].lstrip('\n') }}
{{ messages[2].content.split('</think>')[0].rstrip('\n').split('<think>')[-1].lstrip('\n') }}
{{ messages[2].content.split('</think>', 1) }}
{{ messages[2].content.rsplit('</think>', 1)[1] }}
{{ messages[2].content.partition('</think>')[2] }}
{{ messages[2].content.replace('<think>', '[').replace('</think>', ']') }}
{{ messages[2].content | replace('\n', '\\n') }}
{{ messages[2].content.startswith('<think>') }} {{ messages[2].content.endswith('4.') }}
{{ messages[2].content.find('</think>') }} {{ messages[1].content.find('日') }} {{ messages[1].content.find('nope') }}
{{ messages[1].content.index('日') }}
{{ messages[1].content.count('2') }}
{{ messages[1].content | length }}
{{ messages[1].content[15:18] }}|{{ messages[1].content[-4:] }}|{{ messages[1].content[0] }}|{{ messages[1].content[::-1] }}
{{ messages[1].content.upper() }}|{{ messages[1].content | lower }}|{{ 'éa'.upper() }}|{{ 'hello world'.title() }}|{{ 'hELLO' | capitalize }}|{{ 'ab cd' | title }}
{{ messages[2] | tojson }}
{{ messages[2].tool_calls | tojson(indent=2) }}
{{ messages[2].tool_calls[0].function.arguments | tojson(ensure_ascii=False) }}
{{ messages[2].tool_calls[0].function.arguments | tojson(sort_keys=True) }}
{{ messages[2].tool_calls[0].function.arguments | tojson(separators=(',', ':')) }}
{{ messages[1] | tojson }}
{{ messages[1].content | tojson(indent=4) }}
{{ [] | tojson }} {{ {} | tojson }} {{ none | tojson }} {{ 1.0 | tojson }} {{ 1e20 | tojson }} {{ true | tojson }} {{ [[], {}] | tojson(indent=2) }}
{{ '\u00e9 / \x7f \t' | tojson }}
{{ messages[2].tool_calls[0].function.arguments }}
{{ messages[2].reasoning_content }} {{ none }} {{ true }} {{ 1.0 }} {{ [1, 'a', none, true, 1.5] }} {{ {'a': 'b', 'c': [1]} }}
{{ "it's" ~ ['it\'s', "say \"x\"", 'a\nb', 'é\t'] }}
{{ 1 / 2 }} {{ 4 / 2 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 2 ** 10 }} {{ 2 * 3.5 }} {{ 1 + 2 * 3 - 4 }} {{ -3 + 5 }}
{{ 10 | int + 1 }} {{ '42' | int }} {{ 'x' | int }} {{ 3.7 | int }} {{ '3.5' | float }} {{ 3 | string + 'a' }} {{ 3.14159 | round(2) }} {{ -3 | abs }}
{{ 'a' in 'abc' }} {{ 'a' in ['a'] }} {{ 'role' in messages[0] }} {{ 'x' not in messages[0] }} {{ 1 in [1, 2] }} {{ none in [none] }}
{{ 1 == 1.0 }} {{ 'a' < 'b' }} {{ [1, 2] == [1, 2] }} {{ none == false }} {{ '' == none }} {{ 1 != 2 }} {{ 1 < 2 and 2 < 3 }} {{ not 1 or 0 }}
{{ 1 < 2 < 3 }}
{{ '' or 'x' }} {{ 0 or none }} {{ 'a' and 'b' }} {{ [] or {} }} {{ messages and 'some' }}
{{ nope is defined }} {{ nope is undefined }} {{ messages[0].nope is defined }} {{ messages[0]['nope'] is not defined }} {{ none is none }} {{ nope is none }}
{{ 'a' is string }} {{ 1 is string }} {{ 1 is number }} {{ true is number }} {{ 1.5 is float }} {{ 1 is integer }} {{ true is boolean }} {{ {} is mapping }} {{ [] is sequence }} {{ 'a' is sequence }} {{ [] is iterable }} {{ 'a' is iterable }} {{ {} is iterable }} {{ 1 is iterable }}
{{ true is true }} {{ false is false }} {{ 1 is true }} {{ 0 is false }} {{ 3 is odd }} {{ 4 is even }} {{ 6 is divisibleby 3 }} {{ 1 is eq 1 }} {{ 'a' is equalto 'a' }} {{ 1 is ne 2 }} {{ 2 is gt 1 }} {{ 'a' is in ['a'] }} {{ 'A' is upper }} {{ raise_exception is callable }}
{{ nope }}|{{ messages[0].nope }}|{{ messages[0]['nope'] }}|{{ nope | default('d') }}|{{ none | default('d') }}|{{ '' | default('d', true) }}|{{ none | default('d', boolean=true) }}|{{ nope | d('x') }}
{{ nope.deeper }}
{{ messages[0].nope.deeper }}
{{ messages[99] is defined }} {{ messages[99] }}
{{ messages[99].role }}
{{ messages[0].get('role') }} {{ messages[0].get('x') }} {{ messages[0].get('x', 'dflt') }}
{{ messages[0].keys() | list }} {{ messages[0].values() | list }}
{% for k, v in messages[2].tool_calls[0].function.arguments.items() %}{{ k }}={{ v }};{% endfor %}
{% for k, v in messages[2].tool_calls[0].function.arguments | items %}{{ k }}={{ v }};{% endfor %}
{% for k in messages[0] %}{{ k }},{% endfor %}
{% for k, v in {'b': 1, 'a': 2} | dictsort %}{{ k }}{{ v }}{% endfor %}
{% for m in messages %}{{ loop.index }}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }};{% endfor %}
{% for m in messages %}{{ loop.previtem.role if loop.previtem is defined else '-' }}>{{ m.role }}>{{ loop.nextitem.role if loop.nextitem is defined else '-' }};{% endfor %}
{% for m in messages %}{{ loop.cycle('a', 'b') }}{% endfor %}
{% for m in messages if m.role == 'user' %}{{ loop.index }}/{{ loop.length }}{{ loop.last }}{% else %}none{% endfor %}
{% for m in [] %}x{% else %}empty{% endfor %}
{% for i in range(3) %}{{ i }}{% endfor %}|{% for i in range(1, 4) %}{{ i }}{% endfor %}|{% for i in range(10, 0, -3) %}{{ i }},{% endfor %}
{% for c in 'aé日' %}[{{ c }}]{% endfor %}
{% for a, b in [[1, 2], [3, 4]] %}{{ a }}{{ b }}{% endfor %}
{% for m in messages %}{% if loop.index == 2 %}{% continue %}{% endif %}{% if loop.index == 4 %}{% break %}{% endif %}{{ m.role }};{% endfor %}
{% for m in messages %}{% for n in messages %}{% if loop.index > 1 %}{% break %}{% endif %}{{ m.role[0] }}{{ n.role[0] }}{% endfor %}{% endfor %}
{% for m in messages recursive %}{{ m.role }}{% endfor %}
{% for m in messages | reverse %}{{ m.role }};{% endfor %}{% for m in messages[::-1] %}{{ m.role }};{% endfor %}{% for m in messages[1:3] %}{{ m.role }};{% endfor %}{% for m in messages[:-1] %}{{ m.role }};{% endfor %}
{% set x = 1 %}{% for m in messages %}{% set x = x + 1 %}{% endfor %}{{ x }}
{% set ns = namespace(x=1, y='a') %}{% for m in messages %}{% set ns.x = ns.x + 1 %}{% set ns.y = ns.y ~ m.role[0] %}{% endfor %}{{ ns.x }}{{ ns.y }}
{% set ns = namespace() %}{% set ns.z = [] %}{% for m in messages %}{% set ns.z = ns.z + [m.role] %}{% endfor %}{{ ns.z | join(',') }}
{% set a, b = 1, 2 %}{{ a }}{{ b }}
{% set a = [1] %}{% set _ = a.append(2) %}{{ a }}{% do a.append(3) %}
{% set l = [] %}{{ l.append('x') or '' }}{{ l }}
{% set d = {'a': 1} %}{% set _ = d.update({'b': 2}) %}{{ d }}
{% set d = dict(a=1, b='x') %}{{ d.a }}{{ d['b'] }}
{% set l = [3, 1, 2] %}{{ l | sort }} {{ l | first }} {{ l | last }} {{ l | min }} {{ l | max }} {{ l | sum }} {{ l | length }} {{ l | reverse | list }} {{ l | count }} {{ l.pop() }} {{ l }}
{{ ['b', 'A', 'c'] | sort }} {{ ['b', 'a', 'b'] | unique | list }} {{ [1, 2] + [3] }} {{ (1, 2) }} {{ [1, 2, 3][1:] }} {{ [[1], [2]][-1][0] }}
{{ messages | map(attribute='role') | list }} {{ messages | map(attribute='role') | join(', ') }} {{ ['a ', 'b '] | map('trim') | list }} {{ ['a'] | map('upper') | join }}
{{ messages | selectattr('role', 'equalto', 'user') | list | length }} {{ messages | selectattr('role', '==', 'user') | list | length }} {{ messages | rejectattr('role', 'equalto', 'user') | map(attribute='role') | list }} {{ messages | selectattr('tool_calls', 'defined') | list | length }} {{ messages | selectattr('name') | list | length }} {{ messages | selectattr('role', 'in', ['user', 'tool']) | list | length }}
{{ [1, none, '', 2] | select | list }} {{ [1, 2, 3] | select('odd') | list }} {{ [1, 2, 3] | reject('equalto', 2) | list }} {{ ['a', 1] | select('string') | list }}
{{ messages | groupby('role') | length }}
{{ messages[4].content | selectattr('type', 'equalto', 'text') | map(attribute='text') | join('\n') }}
{{ ['a', 'b'] | join }}{{ 'abc' | join('-') }}{{ [1, 2] | join(', ') }}
{{ 'a' ~ 1 ~ none ~ true ~ 1.0 }} {{ 'a' + 'b' }} {{ 'ab' * 3 }} {{ '-' * 0 }}
{{ 'a' + 1 }}
{{ 1 + none }}
{{ 'x' if false }}|{{ 'x' if false else 'y' if true else 'z' }}
{{ "%s is %d" | format('a', 3) }} {{ "%s is %s" % ('a', 3) }} {{ '{} {}'.format('a', 1) }}
{{ 'a b c' | wordcount }} {{ 'abc' | first }} {{ 'abc' | last }} {{ 'abc' | list }} {{ 'abc' | reverse }}
{{ 'line1\nline2' | indent }} {{ 'line1\nline2' | indent(2, true) }} {{ 'l1\n\nl2' | indent(width=3, first=True) }} {{ 'a\nb' | indent(2, first=false, blank=true) }}
{{ '<a href="x">&\'' | e }} {{ '<b>' | escape }} {{ '<b>' | safe }} {{ 'a b&c/é' | urlencode }}
{{ 'a\nb'.splitlines() }} {{ 'x'.join(['a', 'b']) }} {{ 'abc'.isdigit() }} {{ '12'.isdigit() }} {{ 'ab'.isalpha() }} {{ 'a'.islower() }} {{ ' x '.strip() }} {{ 'xxaxx'.strip('x') }} {{ 'a-b'.split('-') }} {{ 'abc'.capitalize() }} {{ 'abc'.removeprefix('a') }} {{ 'abc'.removesuffix('c') }} {{ 'a'.zfill(3) }} {{ 'a'.ljust(3) }}|
{% macro f(a, b=2) %}[{{ a }}{{ b }}]{% endmacro %}{{ f(1) }}{{ f(1, 3) }}{{ f(b=1, a=2) }}{{ f('x') | trim }}
{% macro f() %}{{ caller() }}!{% endmacro %}{% call f() %}hi{% endcall %}
{% macro outer(m) %}{% if m is mapping %}{% for k, v in m.items() %}{{ k }}:{{ outer(v) }};{% endfor %}{% elif m is sequence and m is not string %}[{% for x in m %}{{ outer(x) }},{% endfor %}]{% else %}{{ m }}{% endif %}{% endmacro %}{{ outer(messages[2].tool_calls) }}
{% macro f(x) %}{% set y = x + 1 %}{{ y }}{% endmacro %}{% set y = 5 %}{{ f(1) }}{{ y }}
{% filter upper %}abc{{ 'x' }}{% endfilter %}
{% set x %}a{{ 1 }}b{% endset %}{{ x }}|{{ x | length }}
{% set x | trim %}  a  {% endset %}{{ x }}
{% with a = 1 %}{{ a }}{% endwith %}{{ a is defined }}
{% raw %}{{ x }}{% endraw %}
{% if messages[0].role == 'system' and messages | length > 1 %}a{% elif false %}b{% else %}c{% endif %}
{% if messages[0]['role'] != 'system' or (messages[1].role is defined and not messages[1].content is none) %}a{% endif %}
{% if not messages[2].tool_calls %}no{% else %}yes{% endif %}{% if messages[0].tool_calls %}yes{% else %}no{% endif %}
{% if messages[-1].content is string %}s{% else %}{% for p in messages[-1].content %}{% if p.type == 'text' %}{{ p.text }}{% elif p['type'] == 'image' %}<image>{% endif %}{% endfor %}{% endif %}
{{ add_generation_prompt }} {{ tools is none }} {{ tools is defined }} {{ documents is none }} {{ tools }} {{ bos_token }}{{ eos_token }} {{ pad_token is defined }} {{ enable_thinking is defined }} {{ unk_token }}
{% if tools %}a{% endif %}{% if tools is not none %}b{% endif %}{% if tools is defined and tools | length > 0 %}c{% endif %}
{{ raise_exception('Roles must alternate.') }}
{{ strftime_now('%Y') | length }} {{ strftime_now is defined }} {{ date_string is defined }}
{% generation %}a{{ 1 }}{% endgeneration %}b
{{ '\\n' }}{{ '\n' | length }}{{ "\t" | length }}{{ '\x41\u00e9' }}{{ 'a' 'b' }}{{ "a\"b" }}{{ 'a\'b' }}{{ '\\' | length }}{{ '\d' }}
{{ 1_000 }} {{ 0x10 }} {{ 1e3 }} {{ .5 }}
{{ lipsum is defined }} {{ range is defined }} {{ namespace is defined }} {{ dict is defined }} {{ cycler is defined }} {{ joiner is defined }}
{% set j = joiner(', ') %}{% for m in messages %}{{ j() }}{{ m.role }}{% endfor %}
{{ [1, 2, 3, 4] | batch(2) | list }} {{ [1, 2, 3] | slice(2) | list }}
{{ messages[0] | length }} {{ messages[0] | list }} {{ {'a': 1} | items | list }} {{ 'a' | string }} {{ [1] | string }} {{ none | string }}
{{ messages[1].content | truncate(10) }} {{ 'abc' | center(7) }}|{{ 'a<br>b' | striptags }}
{{ messages | map(attribute='content') | select('string') | map('length') | list }}
{{ (messages | length) - 1 }}{{ messages|length-1 }}{{ (messages|length) % 2 == 0 }}
{{ {'a': 1}.a }}{{ {'a': 1}['a'] }}{{ {'a': {'b': 2}}.a.b }}{{ {1: 'x'}[1] }}
{{ messages[0]["content"][1:4] }}{{ messages[0].content[:-2] }}{{ [1,2,3,4][1::2] }}{{ 'abc'[5:] }}
{{- 'a' -}}   {{- 'b' -}}
{%- set x = 'a' -%}   {{ x }}   {%- if x -%}  b  {%- endif -%}
{{ messages[0]['role'] | upper == 'SYSTEM' }} {{ not messages[0].role == 'x' }} {{ 'a' if messages[0].role == 'system' else 'b' }}
{{ ('a', 'b') | join('+') }} {{ ['x'] * 2 }} {{ 'x' in messages | map(attribute='role') }}
{{ messages | tojson | length }} {{ messages | string | length > 0 }}
{{ none.x }}
{{ 'abc'.nope() }}
{{ nope() }}
{{ 'a' | nofilter }}
{{ 1 is notatest }}
{% if %}x{% endif %}
{{ 1 // 0 }}
{% set x = messages | first %}{{ x.role }}{% set y = (messages | last).role %}{{ y }}
{% set loop_messages = messages[1:] if messages[0].role == 'system' else messages %}{{ loop_messages | length }}
{% set ns = namespace(found=false) %}{% for m in messages if not ns.found %}{% if m.role == 'user' %}{% set ns.found = true %}{{ loop.index }}{% endif %}{% endfor %}
{% for message in messages %}{%- if message.content is string %}{{ message.content.strip() + '\n' }}{%- elif message['content'] is iterable %}{{ 'list' }}{%- endif %}{% endfor %}
{%- for m in messages %}
    {%- set content = m.content if m.content is string else '' %}
    {{- '<|' + m.role + '|>' + content | trim + '\n' }}
{%- endfor %}
{% for m in messages %}
  {% if m.role == 'user' %}
    U
  {% endif %}
{% endfor %}
{{ messages[0] }}
{{ messages[2].tool_calls }}
""".strip("\n")


def pieces():
    """One snippet a line, or one an expression where a line holds nothing else; lines up to {%- endfor %} or {% endfor %} that follow an open block belong together."""
    out, held = [], []
    for line in SNIPPETS.split("\n"):
        held.append(line)
        text = "\n".join(held)
        if line.startswith((" ", "{% if m.role")) or (text.count("{% for") + text.count("{%- for") > text.count("endfor")):
            continue
        held = []
        separate = "{%" not in text and text.startswith("{{") and "{{-" not in text
        out += [piece.strip("|") for piece in text.replace("}}|{{", "}} {{").replace("}} {{", "}}\0{{").split("\0")] if separate else [text]
    return list(dict.fromkeys(out))


def main():
    bos, eos = "<｜begin▁of▁sentence｜>", "</s>"
    out = {"bos_token": bos, "eos_token": eos, "messages": CHAT, "snippets": []}
    for source in pieces():
        t = PreTrainedTokenizerFast(tokenizer_object=Tokenizer(models.BPE()), bos_token=bos, eos_token=eos, chat_template=source)
        try:
            out["snippets"].append([source, t.apply_chat_template(CHAT, tokenize=False, add_generation_prompt=True)])
        except Exception as problem:
            out["snippets"].append([source, None, f"{type(problem).__name__}: {problem}"])
    with open(sys.argv[1], "w", encoding="utf-8") as f:
        json.dump(out, f, ensure_ascii=False, indent=1)
        f.write("\n")


main()
