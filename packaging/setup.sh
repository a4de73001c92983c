#!/bin/sh
# Makes the machine ready: system packages where it may, .venv, the exact Python packages, translations.
#
#   sh packaging/setup.sh run     what the console needs to run
#   sh packaging/setup.sh lint    and what checks the code
#   sh packaging/setup.sh test    and the real parts that the tests play against
#   sh packaging/setup.sh bench   and the programs that `make bench` measures beside ours
#
# A second run finds its stamp and ends at once. It starts no service and writes outside the project folder only
# through the system's package manager and pip's cache.
set -eu

level=${1:-run}
cd "$(dirname "$0")/.."
venv=.venv

# What the console needs: Python with headers and a compiler (PyAudio has no Linux wheel), Qt's X and EGL libraries,
# a font with Chinese, and the plug-ins that take ALSA to the desktop's sound server.
run_packages="python3 python3-venv python3-dev gcc libc6-dev portaudio19-dev libasound2-plugins
    fontconfig fonts-noto-cjk libegl1 libgl1 libopengl0 libglib2.0-0 libdbus-1-3 libfontconfig1 libfreetype6
    libx11-6 libx11-xcb1 libxcb1 libxkbcommon0 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0
    libxcb-keysyms1 libxcb-randr0 libxcb-render0 libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1
    libxcb-util1 libxcb-xfixes0 libxcb-xkb1 libwayland-cursor0 libwayland-egl1"
# What the tests play against: database and sound server, a screen, a keyring, and what makes the root of a telephone
# system (packaging/debian_root.py). Real recordings are fetched and unpacked into the user's cache instead
# (packaging/real_recordings.py), which needs no right to install.
test_packages="postgresql pulseaudio pulseaudio-utils xvfb xauth xdotool dbus gnome-keyring debootstrap"
# Peers of the live call in `make bench`; nothing else needs them.
bench_packages="baresip-core gstreamer1.0-tools gstreamer1.0-plugins-good"

say() { printf '%s\n' "setup: $*"; }
stop() { printf '%s\n' "setup: $*" >&2; exit 1; }

wanted() { # the Debian packages of this level
    case $level in
        run | lint) echo $run_packages ;;
        test) echo $run_packages $test_packages ;;
        bench) echo $run_packages $test_packages $bench_packages ;;
        *) stop "unknown level '$level': run, lint, test or bench" ;;
    esac
}

absent() { # those of "$@" that dpkg does not know as installed
    for name in "$@"; do
        dpkg-query -W -f '${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed || echo "$name"
    done
}

lacking() { # what has to be installed for "$@"; a package that is there under a newer name lacks nothing
    if plan=$(apt-get -s install --no-install-recommends --no-upgrade "$@" 2>/dev/null); then
        case $plan in *"
Inst "* | "Inst "*) absent "$@" ;; esac
    else # the lists know nothing yet
        absent "$@"
    fi
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    [ "$(id -u)" = 0 ] || { command -v sudo && sudo -n true; } >/dev/null 2>&1
}

install_packages() { # returns 1 when something is still lacking
    command -v apt-get >/dev/null || { say "no apt-get here: system packages are up to you (docs/guide.en.md)"; return 0; }
    [ -n "$(lacking "$@")" ] || return 0
    may_install || return 1
    say "installing these Debian packages and what they need: $(absent "$@" | tr '\n' ' ')"
    as_root apt-get update -qq || say "the package lists could not all be renewed; going on with what is known"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends --no-upgrade "$@" \
        >"$log" 2>&1 || { tail -n 20 "$log" >&2; return 1; }
}

usable_python() { # the first Python that can carry the console: 3.11 to 3.13 with venv, pip and headers
    for name in python3.11 python3 python3.12 python3.13 /usr/bin/python3; do
        command -v "$name" >/dev/null 2>&1 || continue
        "$name" - 2>/dev/null <<'PYTHON' && { command -v "$name"; return; }
import ensurepip, os, sys, sysconfig, venv
good = (3, 11) <= sys.version_info[:2] <= (3, 13)
sys.exit(0 if good and os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")) else 1)
PYTHON
    done
    return 1
}

translations() { # .qm files are built, not kept: again whenever a .ts is newer
    [ -f packaging/translations.py ] || return 0
    stamp=$venv/.translations
    if [ ! -f "$stamp" ] || [ -n "$(find resources/i18n packaging/translations.py -newer "$stamp" -name '*.[tp][sy]')" ] ||
        ! ls resources/i18n/*.qm >/dev/null 2>&1; then
        say "building the translations"
        "$venv/bin/python" packaging/translations.py build >/dev/null
        touch "$stamp"
    fi
}

wanted >/dev/null
mark="$(cat packaging/setup.sh packaging/constraints.txt pyproject.toml | cksum) $(pwd)"
case $level in # a fuller level that is ready carries the lesser ones
    run) enough="run lint test bench" ;;
    lint) enough="lint test bench" ;;
    test) enough="test bench" ;;
    *) enough="bench" ;;
esac
for ready in $enough; do
    if [ "$(cat "$venv/.ready-$ready" 2>/dev/null)" = "$mark" ]; then
        translations
        exit 0
    fi
done

log=$(mktemp)
trap 'rm -f "$log"' EXIT

complete=yes
if ! install_packages $(wanted); then
    complete=no
    still=$(lacking $run_packages | tr '\n' ' ')
    if [ -n "$still" ]; then
        stop "some system packages are missing; run this once, then make again:  sudo apt-get install -y $still"
    fi
    extra=$test_packages
    [ "$level" != bench ] || extra="$test_packages $bench_packages"
    say "some of '$level' will be skipped; to enable it:  sudo apt-get install -y $(lacking $extra | tr '\n' ' ')"
fi

python=$(usable_python) ||
    stop "Python 3.11, 3.12 or 3.13 with venv and headers is needed (Debian: sudo apt-get install -y python3-venv python3-dev)"
if ! "$venv/bin/python" -c 'import pip' 2>/dev/null; then
    say "making $venv with $("$python" --version)"
    "$python" -m venv --clear "$venv"
fi

what=.
[ "$level" = run ] || what='.[dev]'
if [ "$level" = run ] || [ "$(cat "$venv/.ready-lint" 2>/dev/null)" != "$mark" ]; then
    say "installing Python packages into $venv (the first time takes a minute or two)"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -c packaging/constraints.txt -e "$what" \
        >"$log" 2>&1 || { tail -n 30 "$log" >&2; stop "the Python packages could not be installed (see above)"; }
fi
translations
if { [ "$level" = test ] || [ "$level" = bench ]; } && command -v apt-get >/dev/null; then
    "$venv/bin/python" packaging/real_recordings.py >"$log" 2>&1 ||
        { complete=no; say "some real recordings could not be fetched; their tests will be skipped"; cat "$log"; }
fi
[ $complete = yes ] || level=lint # the tests' parts are still to come: ask again next time
printf '%s\n' "$mark" >"$venv/.ready-$level"
say "ready"
