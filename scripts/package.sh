#!/usr/bin/env bash
# Builds the Debian package and tries it: its files are checked, then the program is started from a clean tree. With rights and
# debootstrap that tree is a fresh Debian 12 into which apt installs the package; otherwise it is the unpacked package.
# PACKAGE_PRESET (release) is what gets packed.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

preset=${PACKAGE_PRESET:-release}
bash scripts/setup.sh
build "$preset" -DREASONSCOPE_TESTS=$([ "$preset" = dev ] && echo ON || echo OFF) -- reasonscope package_files
(cd "build/$preset" && cpack -G DEB >cpack.log) || { cat "build/$preset/cpack.log" >&2; exit 1; }
package=$(ls -t "$PWD/build/$preset"/reasonscope_*.deb | head -n 1)
echo "== $(basename "$package"): $(du -h "$package" | cut -f 1)"

fail() { echo "package: $1" >&2; exit 1; }
grep -q 'libtorch' <<<"$(dpkg-deb --field "$package" Depends)" || fail "the package does not depend on libtorch"
files=$(dpkg-deb --contents "$package")
for file in bin/reasonscope share/applications/reasonscope.desktop share/icons/hicolor/scalable/apps/reasonscope.svg \
    share/mime/packages/reasonscope.xml share/man/man1/reasonscope.1.gz share/bash-completion/completions/reasonscope \
    share/reasonscope/models/r1-mini/model.safetensors share/reasonscope/classifier/steps.txt share/doc/reasonscope/copyright; do
    grep -q " ./usr/$file\$" <<<"$files" || fail "usr/$file is missing in the package"
done
if command -v desktop-file-validate >/dev/null; then desktop-file-validate packaging/reasonscope.desktop; fi

# try IN...: starts the program as IN (a command prefix) does.
try() {
    echo "== version"
    "$@" reasonscope --version
    echo "== a question"
    "$@" reasonscope ask "x = 4. y = x + 7. z = y * 2. What is z?" --session /tmp/package-test.db | tail -n 3
    echo "== the window"
    "$@" env QT_QPA_PLATFORM=offscreen reasonscope screenshot --session /tmp/package-test.db --out /tmp/package-test.png
    # A window that is still there after five seconds started well; 124 is what timeout says then.
    local status=0
    "$@" env QT_QPA_PLATFORM=offscreen timeout 5 reasonscope /tmp/package-test.db || status=$?
    [ "$status" -eq 124 ] || fail "the window ended by itself with status $status"
}

work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
if [ "$(id -u)" -eq 0 ] && command -v debootstrap >/dev/null && [ -z "${PACKAGE_UNPACKED:-}" ]; then
    echo "== a clean Debian 12"
    if debootstrap --variant=minbase bookworm "$work/debian" >"$work/log" 2>&1; then
        cp "$package" "$work/debian/tmp/reasonscope.deb"
        chroot "$work/debian" env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends /tmp/reasonscope.deb >"$work/log" 2>&1 || {
            tail -n 30 "$work/log" >&2
            fail "apt could not install the package into a clean Debian 12"
        }
        mkdir -p "$work/debian/proc/self"
        mount --bind /proc "$work/debian/proc" 2>/dev/null || true
        trap 'umount "$work/debian/proc" 2>/dev/null; rm -rf --one-file-system "$work"' EXIT
        try chroot "$work/debian" env HOME=/root PATH=/usr/bin:/bin
        echo "== the package works in a clean Debian 12"
        exit 0
    fi
    echo "package: no clean Debian 12 could be made ($(tail -n 1 "$work/log")); trying the unpacked package instead." >&2
fi
dpkg-deb --extract "$package" "$work/root"
try env -i HOME="$work/home" PATH="$work/root/usr/bin:/usr/bin:/bin" XDG_DATA_HOME="$work/data" XDG_CONFIG_HOME="$work/config"
echo "== the package works from where it was unpacked"
