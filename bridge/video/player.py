"""libVLC: decodes one address into the pictures of a `FrameWriter`. Runs only in worker processes."""

from __future__ import annotations

import ctypes
import importlib
import time
from dataclasses import dataclass
from typing import Any, Protocol

from bridge.video.carrier import CARRIED, Carriage, Carrier, CarrierError, scheme_of
from bridge.video.clip import ClipWriter, Ended, Limits
from bridge.video.foreign_threads import ForeignThreads
from bridge.video.frames import BYTES_PER_PIXEL, FrameWriter, Reason
from bridge.video.pace import HELD_MS
from bridge.video.proofs import Wrapping
from bridge.video.pump import Pump

JITTER_MS = 500  # libVLC puts off a stream that stalls by up to that much, and says so nowhere; its own limit is 5 s
SHAPE_EVERY = 5  # a look at the tracks for so many at the counters
CORE_ARGUMENTS = (
    "--intf=dummy",
    "--no-audio",
    "--aout=none",  # else each player asks for PulseAudio all the same, whose folder a killed worker leaves behind
    "--no-osd",
    "--no-spu",
    "--no-video-title-show",
    "--no-metadata-network-access",
    "--no-disable-screensaver",
    "--ignore-config",
    "--quiet",
    f"--clock-jitter={JITTER_MS}",
)
MODULE_ARGUMENTS = (  # refused by a libVLC that lacks the module
    "--no-lua",
    "--swscale-mode=0",
    "--avcodec-hw=none",
    "--avcodec-threads=1",  # frame threads cost a picture of delay each; processes are the parallelism here
)


class PlayerError(Exception):
    """An attempt that cannot even begin."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How one attempt goes."""

    ended: bool
    reason: Reason
    decoded: int  # begins at 0 with every attempt, as do all counters here; more than one for a picture
    shape: tuple[int, int]  # width and height as meant to be seen, (0, 0) while unknown
    received: int = 0  # bytes from the camera
    media_ms: int = 0  # the stream's own time of what came last, in steps of some 300 ms; 0 before
    codec: str = ""  # "" while unknown
    complaints: int = 0  # grows while something is wrong with what comes, or merely odd
    senseless: int = 0  # so many different things have come that are no video
    lost: int = 0  # pictures that were thrown away because they were late
    recorded: bool = False  # a clip is growing, which another attempt would end


class Player(Protocol):
    """One attempt after another on one slot."""

    def start(self, address: str, width: int, height: int, held_ms: int = HELD_MS) -> None:
        """Begin playing into pictures of this size, whatever the camera's shape, each shown so long after it came.

        Raises PlayerError.
        """

    def progress(self) -> Progress:
        """May begin anew what it plays: raises PlayerError as `start`."""

    def stop(self) -> None: ...


class LibVlc:
    """The library, loaded once in the process. `instance` is None when it is not on this machine."""

    def __init__(self) -> None:
        try:
            self.module: Any = importlib.import_module("vlc")
            self.instance = self.module.Instance(*CORE_ARGUMENTS, *MODULE_ARGUMENTS) or self.module.Instance(
                *CORE_ARGUMENTS
            )
        except (ImportError, OSError, NameError, NotImplementedError, AttributeError, SystemExit):
            self.instance = None  # python-vlc fails in each of these ways where there is no (usable) libVLC


class VlcPlayer:
    """A libVLC media player whose display is the slot's shared memory."""

    def __init__(self, library: LibVlc, frames: FrameWriter, pump: Pump) -> None:
        if library.instance is None:
            raise PlayerError(Reason.NO_LIBVLC)
        self._pump = pump
        self._library = library
        self._frames = frames
        self._opening = "", 0, 0, HELD_MS
        self._shape = (0, 0)
        self._codec = ""
        self._looks = 0
        self._threads = ForeignThreads()
        self._carrier: Carrier | None = None
        self._read = Wrapping()  # bytes, by libVLC's own count
        self._unusual = "", Carriage.USUAL  # the address that was found to need another carriage, and which
        self._media: Any = None
        vlc = library.module
        self._player: Any = library.instance.media_player_new()
        decorators = vlc.CallbackDecorators
        self._callbacks: tuple[Any, ...] = (  # libVLC keeps only their addresses: hold them
            decorators.VideoLockCb(self._on_lock),
            decorators.VideoDisplayCb(self._on_display),
        )
        lock, display = self._callbacks  # and none for the picture's end: it is shown later
        self._player.video_set_callbacks(lock, None, display, None)

    def start(self, address: str, width: int, height: int, held_ms: int = HELD_MS) -> None:
        self.stop()
        locator = address
        if scheme_of(address) in CARRIED:
            try:
                self._carrier = Carrier(address, self._pump, self._carriage(address))
            except CarrierError as error:
                raise PlayerError(Reason.NO_FFMPEG) from error
            # `stream` and not `fd`: libVLC then knows that it does not set the pace, and follows the camera's clock.
            locator = f"stream:///proc/self/fd/{self._carrier.output}"
        self._media = self._library.instance.media_new(locator)
        for cache in ("network", "live", "file"):  # the carrier's pipe is a file to libVLC
            self._media.add_option(f":{cache}-caching={held_ms}")
        self._shape, self._codec, self._looks, self._read = (0, 0), "", 0, Wrapping()
        self._opening = address, width, height, held_ms
        self._player.set_media(self._media)
        self._player.video_set_format("RV32", width, height, width * BYTES_PER_PIXEL)
        self._player.play()

    def stop(self) -> None:
        if self._media is None:
            return
        self._player.stop()  # and its threads have ended
        self._threads.forget()
        if self._carrier is not None:
            self._carrier.close()
        self._media.release()
        self._media = self._carrier = None

    def release(self) -> None:
        """Give libVLC's player back; the memory may go after that. Call it once, and nothing afterwards."""
        self.stop()
        self._player.release()
        self._callbacks = ()  # they hold this object, and it its memory

    def record(self, descriptor: int, limits: Limits, ended: Ended) -> ClipWriter | None:
        """Write what comes from now on; None when this attempt has nothing that could be recorded."""
        if self._carrier is None or not self._carrier.recordable:
            return None
        return self._carrier.line.record(descriptor, limits, ended)

    def progress(self) -> Progress:
        if self._carrier is not None:
            self._carrier.listen()
            self._carry_otherwise(self._carrier.needed)
        stats = self._library.module.MediaStats()
        self._media.get_stats(stats)
        state = int(self._player.get_state().value)
        states = self._library.module.State
        if self._looks % SHAPE_EVERY == 0 or not self._shape[1]:
            self._look_at_tracks()
        self._looks += 1
        return Progress(
            ended=state in (int(states.Ended.value), int(states.Error.value), int(states.Stopped.value)),
            reason=self._carrier.reason() if self._carrier else Reason.NO_ANSWER,
            decoded=stats.decoded_video,
            shape=self._shape,
            received=self._carrier.line.passed if self._carrier else self._read.total(stats.read_bytes),
            media_ms=max(0, self._player.get_time()),
            codec=self._carrier.codec if self._carrier else self._codec,
            complaints=self._carrier.said if self._carrier else stats.demux_corrupted,
            senseless=self._carrier.senseless if self._carrier else 0,
            lost=stats.lost_pictures,
            recorded=bool(self._carrier and self._carrier.line.recorded),
        )

    def _carriage(self, address: str) -> Carriage:
        known, carriage = self._unusual
        return carriage if address == known else Carriage.USUAL

    def _carry_otherwise(self, needed: Carriage) -> None:
        """Begin again when it turns out that the camera sends what is carried in another way."""
        address, width, height, held_ms = self._opening
        if needed is not Carriage.USUAL and self._carriage(address) is not needed:
            self._unusual = address, needed
            self.start(address, width, height, held_ms)

    def _on_lock(self, _opaque: Any, planes: Any) -> None:
        self._threads.keep()
        planes[0] = self._frames.begin()

    def _on_display(self, _opaque: Any, _picture: Any) -> None:
        """The picture has been complete for a while, and its time has come."""
        self._frames.publish(time.monotonic_ns())

    def _look_at_tracks(self) -> None:
        """Note the size that the camera means to be seen, in square pixels, and its codec; both can change."""
        vlc = self._library.module
        found = ctypes.POINTER(vlc.MediaTrack)()
        count = vlc.libvlc_media_tracks_get(self._media, ctypes.byref(found))
        tracks = ctypes.cast(found, ctypes.POINTER(ctypes.POINTER(vlc.MediaTrack)))
        for track in (tracks[index].contents for index in range(count)):
            if track.type == vlc.TrackType.video and track.audio:
                # A union in C that python-vlc lays out as three pointers in a row: the first is the one for every kind.
                video = ctypes.cast(track.audio, ctypes.POINTER(vlc.VideoTrack)).contents
                self._shape = video.width * max(1, video.sar_num) // max(1, video.sar_den), video.height
                self._codec = int(track.codec).to_bytes(4, "little").decode("ascii", "replace").strip()
        if count:
            vlc.libvlc_media_tracks_release(tracks, count)
