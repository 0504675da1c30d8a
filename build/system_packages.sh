#!/bin/sh
# Installs the Debian packages that are missing. Asks for nothing; without root it prints the one line to run.
#   run   what `make demo` needs: Python's venv, Pango for the PDFs, the Noto fonts
#   test  what `make test` needs besides: Chromium, and tools that read PDFs independently
set -eu
PATH=$PATH:/usr/sbin:/sbin

missing=""
need() { # package, then a command that succeeds when it is there
  package=$1
  shift
  "$@" >/dev/null 2>&1 || missing="$missing $package"
}
has_library() { ldconfig -p | grep -q "$1"; }

case ${1:-} in
run)
  need python3-venv "${PYTHON:-python3}" -c 'import ensurepip, venv'
  need libpango-1.0-0 has_library libpango-1.0.so.0
  need libpangoft2-1.0-0 has_library libpangoft2-1.0.so.0
  need libharfbuzz-subset0 has_library libharfbuzz-subset.so.0
  need tzdata test -f /usr/share/zoneinfo/Asia/Kolkata
  need fonts-noto-core test -f /usr/share/fonts/truetype/noto/NotoSansDevanagari-Regular.ttf
  need fonts-noto-cjk test -f /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc
  ;;
test)
  need chromium test -x /usr/bin/chromium
  need poppler-utils command -v pdftotext
  ;;
*)
  echo "usage: $0 run|test" >&2
  exit 2
  ;;
esac

[ -z "$missing" ] && exit 0
export DEBIAN_FRONTEND=noninteractive
install="apt-get install --yes --no-install-recommends$missing"
if [ "$(id -u)" = 0 ]; then
  apt-get update --quiet && $install
elif sudo -n true 2>/dev/null; then
  sudo apt-get update --quiet && sudo --preserve-env=DEBIAN_FRONTEND $install
else
  echo "System packages are missing. Run this once, then make again:" >&2
  echo "  sudo apt-get update && sudo $install" >&2
  exit 1
fi
