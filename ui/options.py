"""How Streamlit runs under Chiron."""

from __future__ import annotations

from ui.guard.body import UPLOAD_MIB

OPTIONS: dict[str, object] = {
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "global.developmentMode": False,
    "logger.level": "warning",
    "runner.fastReruns": True,
    "runner.magicEnabled": False,
    "server.enableAgentApi": False,
    "server.enableCORS": True,
    "server.enableStaticServing": False,
    "server.enableXsrfProtection": True,
    "server.fileWatcherType": "none",
    "server.headless": True,
    "server.maxUploadSize": UPLOAD_MIB,
    "server.runOnSave": False,
    "server.showEmailPrompt": False,
    "theme.baseRadius": "9px",
    "theme.light.primaryColor": "#0b6e6e",
    "theme.light.backgroundColor": "#fbfcfc",
    "theme.light.secondaryBackgroundColor": "#eef3f3",
    "theme.light.textColor": "#14262a",
    "theme.dark.primaryColor": "#14857f",
    "theme.dark.backgroundColor": "#0e1719",
    "theme.dark.secondaryBackgroundColor": "#152124",
    "theme.dark.textColor": "#e8f0f0",
}


def configure(**more: object) -> None:
    """Set Streamlit's options; they outrank files and environment, so that no stray setting opens what is shut here.

    The folder `ui/pages` holds modules, which Streamlit must not take for scripts with addresses of their own.
    """
    from streamlit import config
    from streamlit.runtime.pages_manager import PagesManager

    PagesManager.uses_pages_directory = False
    config.get_config_options(force_reparse=True, options_from_flags={**OPTIONS, **more})
