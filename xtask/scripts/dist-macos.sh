#!/bin/sh
# Makes a release archive of the command for macOS, as `cargo xtask dist` does for Linux.
#
# UNTESTED: nobody has run this on a Mac yet. It needs rustup, and the built page in target/app,
# which `cargo xtask build` makes on Linux (copy the folder from there) and perhaps here.
#
# usage: xtask/scripts/dist-macos.sh [MINISIGN-SECRET-KEY]
set -eu
cd "$(dirname "$0")/../.."
test -f target/app/index.html || { echo "no page in target/app: copy it from a build on Linux" >&2; exit 1; }

# One program for both processors.
rustup target add aarch64-apple-darwin x86_64-apple-darwin
for target in aarch64-apple-darwin x86_64-apple-darwin; do
  HUSHCHECK_APP="$PWD/target/app" cargo build --release --package hushcheck --target "$target"
done
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
name="hushcheck-$version-universal-apple-darwin"
folder="target/dist/$name"
rm -rf "$folder"
mkdir -p "$folder/completions" "$folder/docs"
lipo -create -output "$folder/hushcheck" \
  target/aarch64-apple-darwin/release/hushcheck target/x86_64-apple-darwin/release/hushcheck
strip "$folder/hushcheck"
# Without a developer's certificate macOS asks before it runs what was downloaded.
codesign --force --sign - "$folder/hushcheck"
"$folder/hushcheck" manual --out "$folder/man/man1"
"$folder/hushcheck" completions bash > "$folder/completions/hushcheck.bash"
"$folder/hushcheck" completions zsh > "$folder/completions/_hushcheck"
"$folder/hushcheck" completions fish > "$folder/completions/hushcheck.fish"
cp README.md LICENSE-MIT LICENSE-APACHE "$folder/"
cp -R docs/. "$folder/docs/"
# Of the same libraries; from the archive for Linux.
if test -f target/dist/THIRD-PARTY.txt; then cp target/dist/THIRD-PARTY.txt "$folder/"; fi
cd target/dist
tar -czf "$name.tar.gz" "$name"
rm -rf "$name"
shasum -a 256 "$name.tar.gz" > "SHA256SUMS-macos"
if test $# -gt 0; then minisign -S -s "$1" -m SHA256SUMS-macos -t "$name SHA256SUMS"; fi
echo "$name.tar.gz is in target/dist"
