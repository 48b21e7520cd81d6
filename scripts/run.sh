#!/usr/bin/env bash
# Builds Reasonscope and opens its window; without a display it answers a sample question instead.
# Arguments go to the program: `bash scripts/run.sh ask "x = 2. What is x?"`.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

bash scripts/setup.sh
build release -DREASONSCOPE_TESTS=OFF -- reasonscope
program=build/release/reasonscope

if [ $# -gt 0 ]; then exec "$program" "$@"; fi
if has_display; then
    echo "== opening the window"
    exec "$program"
fi

question="x = 4. y = x + 7. z = y * 2. What is z?"
folder=build/sample
rm -rf "$folder"
mkdir -p "$folder"
echo "== no display: answering a sample question: $question"
"$program" ask "$question" --session "$folder/session.db" --report "$folder/report.html" --report "$folder/report.md"
echo "session: $PWD/$folder/session.db"
echo "report:  $PWD/$folder/report.html (and report.md beside it)"
