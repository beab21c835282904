# SPDX-License-Identifier: Apache-2.0
"""Makes the wheel and the source archive of the package (PEP 517).

A build backend of its own, since the package is a few files of Python: it needs
nothing that would have to be installed first, and the same files make the same wheel.
"""
import base64
import gzip
import hashlib
import io
import os
import tarfile
import tomllib
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
DATE = (2020, 1, 1, 0, 0, 0)  # a zip file wants one


def _project():
    with open(os.path.join(HERE, "pyproject.toml"), "rb") as file:
        return tomllib.load(file)["project"]


def _package():
    """(name, bytes) of the files of the package."""
    folder = os.path.join(HERE, "nbarc")
    for name in sorted(os.listdir(folder)):
        if name.endswith(".py") or name == "py.typed":
            with open(os.path.join(folder, name), "rb") as file:
                yield f"nbarc/{name}", file.read()


def _metadata(project):
    with open(os.path.join(HERE, "README.md"), encoding="utf-8") as file:
        text = file.read()
    return (f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
            f"Summary: {project['description']}\nRequires-Python: {project['requires-python']}\n"
            f"License: {project['license']['text']}\nDescription-Content-Type: text/markdown\n\n{text}").encode()


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    project = _project()
    stem = f"{project['name']}-{project['version']}"
    info = f"{stem}.dist-info"
    files = list(_package())
    files.append((f"{info}/METADATA", _metadata(project)))
    files.append((f"{info}/WHEEL", b"Wheel-Version: 1.0\nGenerator: nbarc\nRoot-Is-Purelib: true\nTag: py3-none-any\n"))
    record = ""
    for name, data in files:
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        record += f"{name},sha256={digest},{len(data)}\n"
    files.append((f"{info}/RECORD", (record + f"{info}/RECORD,,\n").encode()))
    wheel = f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(wheel_directory, wheel), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            entry = zipfile.ZipInfo(name, DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return wheel


def build_sdist(sdist_directory, config_settings=None):
    project = _project()
    stem = f"{project['name']}-{project['version']}"
    files = list(_package()) + [("PKG-INFO", _metadata(project))]
    for name in ("pyproject.toml", "build_nbarc.py", "README.md"):
        with open(os.path.join(HERE, name), "rb") as file:
            files.append((name, file.read()))
    name = f"{stem}.tar.gz"
    with open(os.path.join(sdist_directory, name), "wb") as out, \
            gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0) as zipped, \
            tarfile.open(fileobj=zipped, mode="w") as archive:
        for path, data in files:
            entry = tarfile.TarInfo(f"{stem}/{path}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return name


def get_requires_for_build_wheel(config_settings=None):
    return []


def get_requires_for_build_sdist(config_settings=None):
    return []
