#!/usr/bin/env bash
# Takes the pictures in tests/ui/pictures anew, those that no longer look the same. Look at them before you commit.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

build "${PRESET:-dev}" -- test_ui_pictures_test
REASONSCOPE_UPDATE_PICTURES=1 REASONSCOPE_RESOURCES="$PWD/resources" "build/${PRESET:-dev}/bin/test_ui_pictures_test" || {
    echo "update-pictures: not all pictures could be taken (above)." >&2
    exit 1
}
git status --short tests/ui/pictures
