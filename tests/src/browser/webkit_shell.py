"""A WebKitGTK browser that a driver steers and that remembers: the engine's own MiniBrowser forgets
its whole profile between two launches when it is steered, which no phone does.

    webkit_shell.py PROFILE WIDTH HEIGHT

Everything it keeps is below PROFILE; what its console says goes to PROFILE/console.log.
"""

import os
import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2  # noqa: E402

profile, width, height = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
windows = set()

# The page's process inherits the stream and writes its console there.
console = os.open(f"{profile}/console.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
os.dup2(console, sys.stdout.fileno())
os.dup2(console, sys.stderr.fileno())

manager = WebKit2.WebsiteDataManager(
    base_data_directory=f"{profile}/data", base_cache_directory=f"{profile}/cache"
)
context = WebKit2.WebContext(website_data_manager=manager)
context.get_cookie_manager().set_persistent_storage(
    f"{profile}/cookies.sqlite", WebKit2.CookiePersistentStorage.SQLITE
)
context.set_preferred_languages(["id", "en"])
context.set_automation_allowed(True)


def close(window):
    windows.discard(window)
    if not windows:
        Gtk.main_quit()


def new_view(_session):
    view = WebKit2.WebView(web_context=context, is_controlled_by_automation=True)
    settings = view.get_settings()
    settings.set_enable_write_console_messages_to_stdout(True)
    # As on a phone: a page that is left is kept frozen for the way back.
    settings.set_enable_page_cache(True)
    window = Gtk.Window(default_width=width, default_height=height)
    window.add(view)
    window.connect("destroy", close)
    view.connect("close", lambda _view: window.destroy())
    windows.add(window)
    window.show_all()
    return view


def begin(_context, session):
    about = WebKit2.ApplicationInfo()
    about.set_name("WarungShell")
    about.set_version(1, 0, 0)
    session.set_application_info(about)
    session.connect("create-web-view", new_view)
    session.connect("will-close", lambda _session: Gtk.main_quit())


context.connect("automation-started", begin)
Gtk.main()
