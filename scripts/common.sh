# Sourced by the other scripts: goes to the repository's root and holds what they share.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Compiles at once: as many as there are cores, but no more than memory carries (a libtorch source takes about 2 GB).
build_jobs() {
    local memory jobs
    memory=$(awk '/MemAvailable/ { print int($2 / 2097152) }' /proc/meminfo)
    jobs=$(nproc)
    [ "$memory" -ge "$jobs" ] || jobs=$memory
    [ "$jobs" -ge 1 ] || jobs=1
    echo "$jobs"
}

# build PRESET [cmake option...] -- [target...]: configures build/PRESET and builds the targets (all by default).
build() {
    local preset=$1 options=()
    shift
    while [ $# -gt 0 ] && [ "$1" != -- ]; do options+=("$1"); shift; done
    [ $# -eq 0 ] || shift
    echo "== $preset: configure"
    cmake --preset "$preset" "${options[@]}" -Wno-dev >"build/$preset.configure.log" 2>&1 || {
        cat "build/$preset.configure.log" >&2
        return 1
    }
    echo "== $preset: build"
    cmake --build "build/$preset" --parallel "$(build_jobs)" ${1:+--target "$@"}
}

# Whether windows can be shown.
has_display() { [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ]; }
