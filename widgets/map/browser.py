"""A browser engine that can open one page of ours and nothing else."""

from __future__ import annotations

import logging
from typing import cast

from PySide6.QtCore import QBuffer, QByteArray, QFile, QIODevice, QObject, QUrl, Slot
from PySide6.QtWebEngineCore import (
    QWebEngineDesktopMediaRequest,
    QWebEngineDownloadRequest,
    QWebEngineFileSystemAccessRequest,
    QWebEngineNewWindowRequest,
    QWebEnginePage,
    QWebEnginePermission,
    QWebEngineProfile,
    QWebEngineRegisterProtocolHandlerRequest,
    QWebEngineSettings,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
    QWebEngineUrlRequestJob,
    QWebEngineUrlSchemeHandler,
)

from widgets.map.environment import SCHEME
from widgets.map.files import MapFiles, mime_type

HOST = "map"
PAGE_URL = f"{SCHEME.decode()}://{HOST}/index.html"
# The one file that comes out of Qt itself.
_CHANNEL_PATH, _CHANNEL_RESOURCE = "/lib/qwebchannel.js", ":/qtwebchannel/qwebchannel.js"
# MapLibre sets styles by script only; it makes images of bytes (blob:) and its style sheet holds icons (data:).
_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; worker-src 'self'; "
    b"img-src 'self' blob: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"Content-Security-Policy", _POLICY),
    (b"X-Content-Type-Options", b"nosniff"),
    (b"Cache-Control", b"no-store"),
)
_OFF = (
    QWebEngineSettings.WebAttribute.AllowGeolocationOnInsecureOrigins,
    QWebEngineSettings.WebAttribute.AllowRunningInsecureContent,
    QWebEngineSettings.WebAttribute.AllowWindowActivationFromJavaScript,
    QWebEngineSettings.WebAttribute.AutoLoadIconsForPage,
    QWebEngineSettings.WebAttribute.DnsPrefetchEnabled,
    QWebEngineSettings.WebAttribute.ErrorPageEnabled,
    QWebEngineSettings.WebAttribute.FocusOnNavigationEnabled,
    QWebEngineSettings.WebAttribute.FullScreenSupportEnabled,
    QWebEngineSettings.WebAttribute.HyperlinkAuditingEnabled,
    QWebEngineSettings.WebAttribute.JavascriptCanAccessClipboard,
    QWebEngineSettings.WebAttribute.JavascriptCanOpenWindows,
    QWebEngineSettings.WebAttribute.JavascriptCanPaste,
    QWebEngineSettings.WebAttribute.LocalContentCanAccessFileUrls,
    QWebEngineSettings.WebAttribute.LocalContentCanAccessRemoteUrls,
    QWebEngineSettings.WebAttribute.LocalStorageEnabled,
    QWebEngineSettings.WebAttribute.NavigateOnDropEnabled,
    QWebEngineSettings.WebAttribute.PdfViewerEnabled,
    QWebEngineSettings.WebAttribute.PluginsEnabled,
    QWebEngineSettings.WebAttribute.ScreenCaptureEnabled,
    QWebEngineSettings.WebAttribute.ShowScrollBars,
)

log = logging.getLogger(__name__)


class SchemeHandler(QWebEngineUrlSchemeHandler):
    """Answers `ccmap:` from the disk; what is not on the list of `MapFiles` is not found."""

    def __init__(self, files: MapFiles, parent: QObject) -> None:
        super().__init__(parent)
        self._files = files

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        url = job.requestUrl()
        if bytes(job.requestMethod().data()) != b"GET":
            job.fail(QWebEngineUrlRequestJob.Error.RequestDenied)
            return
        found = self._open(url.path(QUrl.ComponentFormattingOption.FullyDecoded)) if url.host() == HOST else None
        if found is None:
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
            return
        mime, body = found
        body.setParent(job)
        # PySide turns a dict of lists into the QMultiMap; a bare value would be taken apart into its bytes.
        headers = {QByteArray(name): [QByteArray(value)] for name, value in _HEADERS}
        job.setAdditionalResponseHeaders(cast("dict[QByteArray, QByteArray]", headers))
        job.reply(QByteArray(mime), body)

    def _open(self, path: str) -> tuple[bytes, QIODevice] | None:
        name = _CHANNEL_RESOURCE if path == _CHANNEL_PATH else self._files.find(path)
        if name is None:
            return None
        file = QFile(str(name))
        if not file.open(QIODevice.OpenModeFlag.ReadOnly):
            return None
        body = QBuffer()
        body.setData(file.readAll())
        file.close()
        return (b"text/javascript" if isinstance(name, str) else mime_type(name)), body


class LocalOnly(QWebEngineUrlRequestInterceptor):
    """Blocks every request that is not ours, before it reaches a socket or the disk."""

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        url = info.requestUrl()
        if url.scheme().encode() != SCHEME and url.scheme() not in ("blob", "data"):
            log.info("the map page asked for %r: refused", url.toDisplayString())
            info.block(True)


class MapPage(QWebEnginePage):
    """The page in a profile of its own that leaves nothing on the disk; refuses whatever a page may ask for."""

    def __init__(self, files: MapFiles, parent: QObject) -> None:
        profile = QWebEngineProfile()
        super().__init__(profile, parent)
        # As a child it goes after the page: a profile that goes first warns "Expect troubles".
        profile.setParent(self)
        profile.installUrlSchemeHandler(SCHEME, SchemeHandler(files, profile))
        profile.setUrlRequestInterceptor(LocalOnly(profile))
        profile.setHttpCacheType(QWebEngineProfile.HttpCacheType.NoCache)
        profile.setPersistentPermissionsPolicy(QWebEngineProfile.PersistentPermissionsPolicy.AskEveryTime)
        profile.downloadRequested.connect(self._refuse_download)
        for attribute in _OFF:
            self.settings().setAttribute(attribute, False)
        self.permissionRequested.connect(self._refuse_permission)
        self.newWindowRequested.connect(self._refuse_window)
        self.registerProtocolHandlerRequested.connect(self._refuse_protocol)
        self.fileSystemAccessRequested.connect(self._refuse_files)
        self.desktopMediaRequested.connect(self._refuse_screen)

    def open(self) -> None:
        self.load(QUrl(PAGE_URL))

    def acceptNavigationRequest(
        self, url: QUrl | str, kind: QWebEnginePage.NavigationType, in_main_frame: bool
    ) -> bool:
        return in_main_frame and QUrl(url).toString() == PAGE_URL

    def javaScriptConsoleMessage(
        self, level: QWebEnginePage.JavaScriptConsoleMessageLevel, message: str, line: int, source: str
    ) -> None:
        is_error = level is QWebEnginePage.JavaScriptConsoleMessageLevel.ErrorMessageLevel
        log_level = logging.WARNING if is_error else logging.INFO
        log.log(log_level, "map page: %s (%s:%d)", message[:500], source.rsplit("/", 1)[-1], line)

    def javaScriptAlert(self, origin: QUrl | str, text: str) -> None:  # noqa: N802 - Qt's name
        log.info("map page: refused a message box")

    def javaScriptConfirm(self, origin: QUrl | str, text: str) -> bool:  # noqa: N802 - Qt's name
        return False

    @Slot(QWebEnginePermission)
    def _refuse_permission(self, permission: QWebEnginePermission) -> None:
        permission.deny()

    @Slot(QWebEngineDownloadRequest)
    def _refuse_download(self, download: QWebEngineDownloadRequest) -> None:
        download.cancel()

    @Slot(QWebEngineNewWindowRequest)
    def _refuse_window(self, request: QWebEngineNewWindowRequest) -> None:
        """A request that nobody opens in a page is dropped."""
        log.info("map page: refused a window")

    @Slot(QWebEngineRegisterProtocolHandlerRequest)
    def _refuse_protocol(self, request: QWebEngineRegisterProtocolHandlerRequest) -> None:
        request.reject()

    @Slot(QWebEngineFileSystemAccessRequest)
    def _refuse_files(self, request: QWebEngineFileSystemAccessRequest) -> None:
        request.reject()

    @Slot(QWebEngineDesktopMediaRequest)
    def _refuse_screen(self, request: QWebEngineDesktopMediaRequest) -> None:
        request.cancel()
