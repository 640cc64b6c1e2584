#!/bin/sh
# Copy the browser files that package-lock.json pins, with their licences, into static/vendor, the font of
# signs that paper needs into app/exports, and the accessibility checker of the tests into tests/browser/vendor.
# Run by `make vendor`, only when a version changes: what it writes is committed, so nobody else needs node.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
target="$root/static/vendor"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp "$root/package.json" "$root/package-lock.json" "$work/"
if [ -f "$root/.npmrc" ]; then cp "$root/.npmrc" "$work/"; fi
(cd "$work" && npm ci --ignore-scripts --no-audit --no-fund --silent)
modules="$work/node_modules"

# A source map is a second request to a file that we do not ship, so its address is cut off.
take() { # package, file in it, licence in it
    mkdir -p "$target/$1"
    sed '/^\/\/# sourceMappingURL=/d; s#/\*\# sourceMappingURL=[^*]*\*/##' "$modules/$1/$2" \
        > "$target/$1/$(basename "$2")"
    cp "$modules/$1/$3" "$target/$1/LICENSE"
    version=$(node -p "require('$modules/$1/package.json').version")
    licence=$(node -p "require('$modules/$1/package.json').license")
    echo "$1 $version ($licence): $2" >> "$target/VERSIONS"
}

rm -rf "$target"
mkdir -p "$target"
echo "Written by tools/vendor.sh from package-lock.json. Do not edit these files by hand." > "$target/VERSIONS"
take bootstrap dist/css/bootstrap.min.css LICENSE
take htmx.org dist/htmx.min.js LICENSE
take sortablejs Sortable.min.js LICENSE
take cytoscape dist/cytoscape.min.js LICENSE
take qr index.js LICENSE-MIT
take qr decode.js LICENSE-MIT
cat "$target/VERSIONS"

target="$root/app/exports/paper/fonts"
mkdir -p "$target"
cp "$modules/@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf" "$target/NotoEmoji-Regular.ttf"
cp "$modules/@expo-google-fonts/noto-emoji/LICENSE_FONT" "$target/LICENSE"

target="$root/tests/browser/vendor"
rm -rf "$target"
mkdir -p "$target"
echo "Written by tools/vendor.sh from package-lock.json. Do not edit these files by hand." > "$target/VERSIONS"
take axe-core axe.min.js LICENSE
cat "$target/VERSIONS"
