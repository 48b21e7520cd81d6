#!/usr/bin/env bash
# Fetches minja, the header-only Jinja engine that renders chat templates, into build/third_party/usr/include.
#
# Debian has it in sid only. The package holds nothing but headers (architecture "all"), so it is downloaded
# through an apt state of its own, with sid as the only source, and unpacked beside the build: the system's own
# package lists and sources stay untouched.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

target=build/third_party
header=$target/usr/include/minja/minja.hpp
[ -f "$header" ] && exit 0
for folder in /usr/include /usr/local/include; do
    [ -f "$folder/minja/minja.hpp" ] && exit 0
done

give_up() {
    echo "setup: minja (Debian package libminja-dev, in sid only) cannot be had: $1" >&2
    echo "setup: put its headers at $target/usr/include/minja/ by hand, or make a Debian mirror reachable and run this again." >&2
    exit 1
}

# The mirror this machine already uses; the plain sources lines are the fallback for an apt without lists.
mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 2>/dev/null | grep -v -- -security | head -n 1 || true)
[ -n "$mirror" ] || mirror=http://deb.debian.org/debian

state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT
chmod 755 "$state"
mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$state/etc" "$state/download"
: >"$state/status"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror sid main" >"$state/etc/sources.list"
options=(-o "Dir::State=$state" -o "Dir::State::Lists=$state/lists" -o "Dir::State::status=$state/status"
    -o "Dir::Cache=$state/cache" -o "Dir::Etc::SourceList=$state/etc/sources.list" -o Dir::Etc::SourceParts=-
    -o Dir::Etc::Preferences=- -o Dir::Etc::PreferencesParts=- -o APT::Sandbox::User=root
    -o Acquire::Languages=none -o Acquire::Retries=2 -o Debug::NoLocking=1)

echo "setup: fetching minja from $mirror (sid)"
apt-get "${options[@]}" -qq update >"$state/log" 2>&1 || give_up "its package list did not come from $mirror ($(tail -n 1 "$state/log"))."
(cd "$state/download" && apt-get "${options[@]}" -qq download libminja-dev >"$state/log" 2>&1) ||
    give_up "the download failed ($(tail -n 1 "$state/log"))."

mkdir -p "$target"
dpkg-deb --extract "$state"/download/libminja-dev_*.deb "$target"
[ -f "$header" ] || give_up "the package no longer holds minja/minja.hpp."
