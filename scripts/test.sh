#!/usr/bin/env bash
# Builds everything and runs every test. The last lines are ctest's own: how many passed, and which were skipped.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

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
