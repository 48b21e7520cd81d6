#!/usr/bin/env python3
"""Makes traces.jsonl from the published labelled traces of thought-anchors.com (MIT licence, see traces-LICENSE.md).

usage: make_traces.py FOLDER > traces.jsonl
FOLDER holds <model>/<correct|incorrect>_base_solution/problem_N/{base_solution,chunks_labeled}.json. One line per trace:
{"trace", "text", "begins": [byte where each published chunk begins], "classes": [its class]}. The text is cut after the last
chunk's end, because the published splitter drops an unterminated tail.
"""
import ast
import json
import pathlib
import re
import sys

for file in sorted(pathlib.Path(sys.argv[1]).glob("*/*/*/chunks_labeled.json")):
    solution = json.loads((file.parent / "base_solution.json").read_text())["solution"]
    at, begins, classes = 0, [], []
    for chunk in json.loads(file.read_text()):
        # Merged chunks were joined by one space, whatever stood between them.
        found = re.compile(r"\s+".join(map(re.escape, chunk["chunk"].split()))).search(solution, at)
        if not found:
            sys.stderr.write(f"{file}: chunk {chunk['chunk_idx']} not found: {chunk['chunk']!r}\n")
            continue
        begins.append(len(solution[:found.start()].encode()))
        tags = chunk["function_tags"]
        classes.append((ast.literal_eval(tags) if isinstance(tags, str) else tags)[0])
        at = found.end()
    print(json.dumps({"trace": "/".join(file.parts[-4:-1]), "text": solution[:at], "begins": begins, "classes": classes}, ensure_ascii=False))
