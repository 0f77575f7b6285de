# Sourced by ./start and ./test: sets $python to a Python that the locked packages are built for, or ends with one line.
python=
for candidate in "$here/.venv/bin/python" python3 python3.14 python3.13 python3.12 python3.11 python; do
    if command -v "$candidate" >/dev/null 2>&1 &&
        "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' >/dev/null 2>&1; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    found=$(python3 --version 2>/dev/null || echo "ingen python3")
    echo "Python 3.11, 3.12, 3.13 eller 3.14 behövs ($found hittades). Debian/Ubuntu: sudo apt-get install -y python3 python3-venv  macOS: brew install python@3.13" >&2
    exit 1
fi
