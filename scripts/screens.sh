#!/usr/bin/env bash
# Takes the pictures in docs/screens anew: screens.sh TRACE LONG_TRACE [PRESET]. Both are folders with a labelled trace
# (chunks_labeled.json), the second the longest there is; the other run is the bundled model's. Both themes, both languages,
# 1600x1000 and 1280x720.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

trace=${1:-} long=${2:-}
program=build/${3:-dev}/reasonscope
for folder in "$trace" "$long"; do
    [ -n "$folder" ] && [ -e "$folder/chunks_labeled.json" ] || {
        echo "usage: scripts/screens.sh FOLDER_WITH_A_LABELLED_TRACE FOLDER_WITH_A_LONG_ONE [PRESET]" >&2
        exit 2
    }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_DATA_HOME=$work XDG_CONFIG_HOME=$work QT_QPA_PLATFORM=offscreen QT_FONT_DPI=96 TZ=UTC REASONSCOPE_RESOURCES=$PWD/resources
"$program" ask "x = 4. y = x + 7. z = y * 2. What is z?" --session "$work/algebra.db" >"$work/log"
"$program" import "$trace" --session "$work/trace.db" >>"$work/log"
"$program" import "$long" --session "$work/long.db" >>"$work/log"
mkdir -p docs/screens
rm -f docs/screens/*.png
take() {
    local name=$1 session=$2
    "$program" screenshot --session "$work/$session.db" --out "docs/screens/$name.png" "${@:3}" 2>>"$work/log" || {
        cat "$work/log" >&2
        exit 1
    }
}
take main-light algebra --theme light
take main-dark algebra --theme dark --tab attention --head 0:3 --tree decisions
take main-light-small algebra --theme light --size 1280x720
take main-chinese-dark algebra --theme dark --language zh_CN --tab experts
take trace-light trace --theme light --tree chain
take trace-dark trace --theme dark --tree matrix
take trace-dark-small trace --theme dark --size 1280x720
take trace-chinese-light-small trace --theme light --language zh_CN --size 1280x720
take long-light long --theme light --tree provenance
take long-dark-small long --theme dark --size 1280x720 --tree chain
take long-chinese-dark long --theme dark --language zh_CN --tree decisions
ls -l docs/screens
