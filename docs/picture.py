"""Makes the picture of a report in README.md: `python docs/picture.py`, which needs Chromium and the extra `test`.

The code is that of README.md, checked as README.md says.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from contextlib import chdir
from pathlib import Path

from playwright.sync_api import sync_playwright

from conformance import check
from conformance.reports.html import render

DOCS = Path(__file__).resolve().parent
README = DOCS.parent / "README.md"
PICTURE = DOCS / "assets" / "report.png"
SIZE = (1100, 1095)


def page() -> str:
    """The report as a page."""
    (code,) = re.findall(
        r"<!-- file: masking.py -->\n```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL
    )
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        Path("masking.py").write_text(code, encoding="utf-8")
        return render(check("masking.py", laws=["maskedLoss", "maskedLoss_*"], profile="quick"))


def main() -> None:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        view = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, color_scheme="light")
        view.set_content(page())
        view.screenshot(path=str(PICTURE))
        browser.close()
    print(f"Wrote {PICTURE}")


if __name__ == "__main__":
    main()
