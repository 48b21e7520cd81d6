#!/usr/bin/env bash
# Installs what Reasonscope is built from: the Debian packages of scripts/packages.txt.
# More package lists may be named: `scripts/setup.sh scripts/packages-fuzz.txt`.
# Safe to run again: when nothing is missing it changes nothing and needs neither network nor rights.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

mapfile -t wanted < <(grep -hvE '^[[:space:]]*(#|$)' scripts/packages.txt "$@" | sort -u)
# One query for all of them; a package that dpkg never heard of only makes dpkg-query complain and return 1.
installed=$(dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null |
    sed -n 's/^installed //p' || true)
mapfile -t missing < <(comm -23 <(printf '%s\n' "${wanted[@]}") <(sort -u <<<"$installed"))

if [ ${#missing[@]} -gt 0 ]; then
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || {
            echo "setup: these packages are missing and sudo is not there to install them; as root run: apt-get install ${missing[*]}" >&2
            exit 1
        }
        as_root=(sudo)
    fi
    echo "setup: installing ${missing[*]}"
    "${as_root[@]}" apt-get -qq update
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "${missing[@]}" >/dev/null
fi

mkdir -p build
