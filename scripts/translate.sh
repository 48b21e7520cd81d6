#!/usr/bin/env bash
# Brings resources/translations/*.ts up to date with the words in ui/: new ones come in as unfinished, vanished ones go.
# The English file holds plural forms alone. Usage: translate.sh [FOLDER]
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

lupdate=/usr/lib/qt6/bin/lupdate
[ -x "$lupdate" ] || {
    echo "translate: lupdate is missing; run scripts/setup.sh." >&2
    exit 1
}
folder=${1:-resources/translations}
# lupdate does not follow "namespace a::b" and says so for every file; the program knows (ui/shell/language.cpp).
"$lupdate" -silent -no-obsolete -locations none -source-language en_US -target-language zh_CN ui -ts "$folder/reasonscope_zh_CN.ts" 2>/dev/null
"$lupdate" -silent -no-obsolete -locations none -pluralonly -source-language en_US -target-language en_US ui -ts "$folder/reasonscope_en.ts" 2>/dev/null
