"""What the site is made of beside the files below docs/: MkDocs calls these functions where it builds."""

from __future__ import annotations

import blocks
import gallery
import links
import pages
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ORIGINS: dict[str, str] = {}
"""From which file of the checkout the links of a page go, by the page's place in the site."""
PLACES: dict[str, str] = {}
"""Where in the site a path of the checkout is."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    # The plugin for reading the site from files adds a script from another server; ours does the same.
    config.extra["polyfills"] = ["assets/iframe-worker.js"]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the pages that are made, and one for each file of the checkout to which a page links."""
    ORIGINS.clear()
    PLACES.clear()
    texts = {}
    for file in files.documentation_pages():
        ORIGINS[file.src_uri] = f"docs/{file.src_uri}"
        texts[file.src_uri] = file.content_string
    for place, made in pages.pages().items():
        ORIGINS[place], texts[place] = made.origin, made.text()
        files.append(File.generated(config, place, content=texts[place]))
    for place, text in gallery.reports().items():
        files.append(File.generated(config, place, content=text))
    PLACES.update({origin: place for place, origin in ORIGINS.items()})
    waiting = list(texts)
    for place in waiting:
        for path in links.targets(texts[place], ORIGINS[place]):
            if path in PLACES or not links.is_outside(path):
                continue
            shown = links.place_of(path)
            PLACES[path], ORIGINS[shown], texts[shown] = shown, path, links.source_page(path)
            files.append(File.generated(config, shown, content=texts[shown]))
            waiting.append(shown)
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    place = page.file.src_uri
    return links.relinked(blocks.titled(markdown), ORIGINS[place], place, PLACES)


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    return blocks.unescaped(html)
