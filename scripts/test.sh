#!/usr/bin/env bash
# Builds everything and runs every test. The last lines are ctest's own: how many passed, and which were skipped.
# With --package it builds the Debian package, installs it into a clean tree and starts it there.
# With --fuzz it runs the fuzzers of the file readers instead, FUZZ_SECONDS (60) each; a finding is left in build/fuzz.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

if [ "${1:-}" = --fuzz ]; then
    bash scripts/setup.sh scripts/packages-fuzz.txt
    build fuzz -- fuzz
    # reader: what its seeds match
    for target in "config:tests/data/parity/*/config.json" "safetensors:tests/data/parity/*/*.safetensors" "gguf:tests/data/gguf/*.gguf" \
        "tokenizer:tests/fuzz/tokenizers/*.json"; do
        name=${target%%:*}
        seeds=build/fuzz/seeds/$name corpus=build/fuzz/corpus/$name
        rm -rf "$seeds"
        mkdir -p "$seeds" "$corpus"
        number=0
        for file in ${target#*:}; do cp "$file" "$seeds/$((number += 1))"; done
        echo "== fuzz $name"
        # A refused allocation is no finding: readers reserve what the file's size allows. Leaks need ptrace, which not every place has.
        build/fuzz/bin/fuzz_"$name" "$corpus" "$seeds" -max_total_time="${FUZZ_SECONDS:-60}" -max_len=131072 -timeout=10 -detect_leaks=0 \
            -print_final_stats=1 -artifact_prefix=build/fuzz/finding- 2>"build/fuzz/$name.log" || {
            tail -n 60 "build/fuzz/$name.log" >&2
            exit 1
        }
        grep -E "stat::(number_of_executed_units|average_exec_per_sec|peak_rss_mb)" "build/fuzz/$name.log"
    done
    exit 0
fi

if [ "${1:-}" = --package ]; then
    bash scripts/package.sh
    exit 0
fi

bash scripts/setup.sh
build dev

# The engine and the command line must build where there is no Qt. The flags are dev's, so that ccache answers.
build engine -DREASONSCOPE_TESTS=OFF -DCMAKE_DISABLE_FIND_PACKAGE_Qt6=ON -DCMAKE_BUILD_TYPE=RelWithDebInfo \
    "-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O1 -g1" -- reasonscope
# Only what the program itself asks for counts: Debian's libtorch brings OpenCV, and that brings a Qt of its own.
if readelf --dynamic build/engine/reasonscope | grep NEEDED | grep -i qt || grep -il '"command".*qt6' build/engine/compile_commands.json; then
    echo "test: the engine preset reaches for Qt (above)." >&2
    exit 1
fi

has_display || export QT_QPA_PLATFORM=offscreen
bash scripts/tokenizers.sh
echo "== tests"
ctest --test-dir build/dev --output-on-failure --parallel "$(nproc)" --timeout 900
