"""A real Orthanc in a folder of its own, on free ports of this machine, for interoperability runs and tests."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx2

PLUGINS = ("/usr/share/orthanc/plugins", "/usr/lib/orthanc")
TITLE, LOGIN = "ORTHANC", ("chiron", "interop")
PATIENCE = 60.0


class Missing(RuntimeError):
    """Orthanc, or its DICOMweb plug-in, is not installed."""


def free_port() -> int:
    """A TCP port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Orthanc:
    """Starts Orthanc with DICOMweb, and ends it by its process.

    Its DICOM port cannot be bound to one interface: only the titles that it knows, from this machine, may store there.

    Args:
        folder: Where its storage, index and configuration lie; they outlive a killed process.
        modality: Port of a C-STORE service named CHIRON that it may send to; 0 for none.
    """

    def __init__(self, folder: Path, modality: int = 0) -> None:
        self._program, self._plugin = _program(), _plugin()
        self.folder = folder
        self.http, self.dicom = free_port(), free_port()
        self.modality = modality
        self._process: subprocess.Popen[bytes] | None = None
        self._client = httpx2.Client(auth=LOGIN, timeout=60.0, trust_env=False)

    @property
    def web(self) -> str:
        """Root of its DICOMweb service."""
        return f"http://127.0.0.1:{self.http}/dicom-web"

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            RuntimeError: it ended, or did not answer in a minute.
        """
        config = self.folder / "orthanc.json"
        config.write_text(json.dumps(self._settings()), encoding="utf-8")
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen([self._program, str(config)], stdout=log, stderr=log)  # noqa: S603
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Orthanc did not start: {(self.folder / 'log').read_text()[-600:]}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            return self._client.get(f"http://127.0.0.1:{self.http}/system").status_code == 200
        except httpx2.HTTPError:
            return False

    def _settings(self) -> dict[str, Any]:
        return {
            "Name": "interop",
            "StorageDirectory": str(self.folder / "storage"),
            "IndexDirectory": str(self.folder / "storage"),
            "HttpPort": self.http,
            "DicomPort": self.dicom,
            "DicomAet": TITLE,
            "RemoteAccessAllowed": False,
            "AuthenticationEnabled": True,
            "RegisteredUsers": {LOGIN[0]: LOGIN[1]},
            "DicomAlwaysAllowEcho": False,
            "DicomAlwaysAllowStore": False,
            "DicomCheckCalledAet": True,
            "DicomCheckModalityHost": True,
            "DicomModalities": {"chiron": ["CHIRON", "127.0.0.1", self.modality or 1]},
            "OverwriteInstances": False,
            "StableAge": 1,
            "Plugins": [self._plugin],
            "DicomWeb": {"Enable": True, "Root": "/dicom-web/"},
        }

    def get(self, path: str) -> Any:
        """An answer of its own interface."""
        return self._client.get(f"http://127.0.0.1:{self.http}{path}").raise_for_status().json()

    def put(self, data: bytes) -> str:
        """Upload one instance; its id there."""
        answer = self._client.post(f"http://127.0.0.1:{self.http}/instances", content=data).raise_for_status()
        identity: str = answer.json()["ID"]
        return identity

    def send(self, instances: list[str]) -> bool:
        """Have it send instances to CHIRON by C-STORE; whether it says that all went."""
        try:
            answer = self._client.post(f"http://127.0.0.1:{self.http}/modalities/chiron/store", json=instances)
        except httpx2.HTTPError:
            return False
        return answer.status_code == 200 and answer.json().get("FailedInstancesCount", 1) == 0

    def uids(self) -> list[str]:
        """SOP instance UIDs of all that it has."""
        return [each["MainDicomTags"]["SOPInstanceUID"] for each in self.get("/instances?expand")]

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """End it as its administrator would."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(30)
            self._process = None
        self._client.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _program() -> str:
    found = shutil.which("Orthanc") or shutil.which("Orthanc", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise Missing("Orthanc is not installed: apt-get install orthanc orthanc-dicomweb.")
    return found


def _plugin() -> str:
    for folder in PLUGINS:
        for path in sorted(Path(folder).glob("libOrthancDicomWeb.so*")):
            return str(path)
    raise Missing("Orthanc's DICOMweb plug-in is not installed: apt-get install orthanc-dicomweb.")
