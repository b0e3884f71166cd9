"""How the limited process limits itself: first what it may use up, and before the first byte what it may open."""

import importlib
import logging
import math
import os
import resource
import sys
import time
import warnings

from core.intake.limits import Limits

ENCODINGS = (
    *(f"iso8859_{part}" for part in (1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 15)),
    *("ascii", "utf_8", "latin_1", "shift_jis", "iso2022_jp", "iso2022_jp_2", "euc_kr", "gb18030", "gbk", "gb2312"),
    *("iso2022_kr", "tis_620", "cp932", "koi8_r", "cp1252"),
)
NOT_WANTED = ("requests", "tqdm")
LATE = (
    *("PIL.PngImagePlugin", "PIL.JpegImagePlugin", "PIL.MpoImagePlugin", "PIL.TiffImagePlugin"),
    *("PIL.GifImagePlugin", "PIL.WebPImagePlugin", "PIL.BmpImagePlugin", "PIL.ImagePalette", "PIL.ImageSequence"),
    *("numpy.ma", "pydicom.encaps", "pydicom.pixels.processing", "pydicom.charset"),
    *(f"encodings.{name}" for name in ENCODINGS),
)


def limit(limits: Limits) -> None:
    """Bound memory, processor time, files and core dumps; nothing of this can be taken back."""
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_AS, limits.memory)
    _lower(resource.RLIMIT_CPU, math.ceil(limits.lifetime_seconds))
    _without_new_privileges()


def preload() -> None:
    """Import what decoders would otherwise import in the middle of a picture, when no file can be opened any more.

    Their own complaints are silenced: bounds are checked before them, and nobody hears their warnings here. What they
    would only download with stays out.
    """
    sys.modules.update(dict.fromkeys(NOT_WANTED))  # type: ignore[arg-type]
    logging.disable()
    warnings.simplefilter("ignore")
    for name in LATE:
        importlib.import_module(name)
    import pydicom.config
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE


def seal() -> None:
    """From here on nothing can be opened, neither file nor socket nor pipe, and no process started."""
    _lower(resource.RLIMIT_NPROC, 0)
    _lower(resource.RLIMIT_NOFILE, 0)


def allow(seconds: float) -> None:
    """Let the processor work so long from now on; past that the system kills the process."""
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    soft = math.ceil(time.process_time() + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (min(soft, most), most))


class Gauge:
    """Reads how much memory the process holds, through a file that it opens before it closes itself off.

    The system's own account of the peak will not do: it begins with that of the process which started this one.
    """

    def __init__(self) -> None:
        try:
            self._file: int | None = os.open("/proc/self/statm", os.O_RDONLY)
        except OSError:
            self._file = None

    def resident(self) -> int:
        """Bytes that the process holds; 0 where the system does not tell."""
        if self._file is None:
            return 0
        return int(os.pread(self._file, 200, 0).split()[1]) * resource.getpagesize()

    def spent(self, limits: Limits) -> bool:
        """Whether so much was used up that a fresh process should do the next picture."""
        return time.process_time() > limits.lifetime_seconds / 2 or self.resident() > limits.memory / 2


def _lower(what: int, value: int) -> None:
    _, most = resource.getrlimit(what)
    bound = value if most == resource.RLIM_INFINITY else min(value, most)
    resource.setrlimit(what, (bound, bound))


def _without_new_privileges() -> None:
    """Linux: no set-user-id program gives rights back (prctl 38), and nobody may look into this process (prctl 4)."""
    if sys.platform == "linux":
        import ctypes

        system = ctypes.CDLL(None)
        system.prctl(38, 1, 0, 0, 0)
        system.prctl(4, 0, 0, 0, 0)
