"""The report that people hold in their hands: asked for results, shown, held to a level, and made into other forms."""

from __future__ import annotations

import dataclasses
import html
import io
from typing import TYPE_CHECKING, Any, Self, overload

from conformance import errors
from conformance.records import report as records
from conformance.records.levels import joined
from conformance.records.result import Result
from conformance.records.telling import failure_texts
from conformance.records.vocabulary import UNANNOUNCED
from conformance.reports.formats import RESULTS
from conformance.terminal.console import Console
from conformance.terminal.report import show_report
from conformance.text.escaping import inline, without_commands
from conformance.words import Levels

if TYPE_CHECKING:
    import pandas

LONGEST_REPR = 500
"""Characters that the `repr` of a report has at most."""

WIDTH = 80
"""Columns of the text of a report where no other number is asked for."""


class Report(records.Report):
    """What a run found: `report["maskedLoss"]` is a result, `print(report)` tells all that the terminal tells.

    It reads like its JSON too: `report.results`, `report["seed"]`.
    """

    __slots__ = ()

    @classmethod
    def of(cls, record: records.Report) -> Self:
        """The report of a record."""
        return cls(**{f.name: getattr(record, f.name) for f in dataclasses.fields(record)})

    @overload
    def __getitem__(self, key: tuple[str, str]) -> Result: ...
    @overload
    def __getitem__(self, key: str) -> Any: ...
    def __getitem__(self, key: str | tuple[str, str]) -> Any:
        """A field by its name, or the result of a law: `report["complement"]`.

        Where there are several backends, the law comes with one of them: `report["complement", "numpy"]`.

        Raises:
            UnknownName: there is no such law or backend, or several backends to choose among.
        """
        if isinstance(key, str) and key in (f.name for f in dataclasses.fields(self)):
            return getattr(self, key)
        try:
            return self._result(*key) if isinstance(key, tuple) and len(key) == 2 else self._result(key)
        except errors.UsageError as error:
            raise errors.UnknownName(str(error)) from None

    def __contains__(self, key: object) -> bool:
        """Whether the run has a law of that name, or such a law and backend."""
        law, backend = key if isinstance(key, tuple) and len(key) == 2 else (key, None)
        return any(one.id == law for one in self.laws) and (
            backend is None or any(one.name == backend for one in self.backends)
        )

    __iter__ = None
    """A report is no sequence: `results`, `laws` and `backends` are."""

    def _result(self, law: object, named: object = None) -> Result:
        law = errors.one_of("law", law, [one.id for one in self.laws])
        if named is None and len(self.backends) > 1:
            several = " or ".join(f"report[{law!r}, {b.name!r}]" for b in self.backends)
            raise errors.UsageError(f"`law` must come with a backend where there are several: {several}")
        backend = self.named(named)
        for result in self.results:
            if (result.backend, result.law) == (backend, law):
                return result
        raise errors.UsageError(f"`law`: the run was interrupted before {law} was checked on {backend}")

    @property
    def failures(self) -> list[Result]:
        """The results of laws that do not hold, of any level, but for those that are known not to."""
        return [r for r in self.results if r.status in UNANNOUNCED]

    def assert_conforms(self, backend: str | None = None, level: Levels = "core") -> None:
        """Nothing where the backend conforms; all backends of the run where none is named.

        Raises:
            AssertionError: one does not; the message is the verdict, and the block that the terminal has for each
                failure that decides it.
            UsageError: the run has no such backend, or there is no such level.
        """
        __tracebackhide__ = True
        wanted = joined(level)
        names = [b.name for b in self.backends] if backend is None else [self.named(backend)]
        failing = [name for name in names if not self.conforms(name, level)]
        if not failing and names:
            return
        told = dataclasses.replace(
            self,
            require=wanted,
            backends=tuple(b for b in self.backends if b.name in failing),
            results=[r for name in failing for r in self.required(name, level)],
            agreement=[a for a in self.agreement if a.left in failing and a.right in failing],
        )
        said = [*map(inline, self.complaints), inline(told.verdict()), *failure_texts(told.results, told.laws, wanted)]
        raise AssertionError(without_commands("\n\n".join(said)))

    # How it is shown

    def to_text(self, width: int = WIDTH, detail: int = 0) -> str:
        """What the terminal prints of the run, without colours, in so many columns.

        `detail` below 0 leaves a line for each failure, as `-q` does, and above 0 adds the evidence, as `-v` does.

        Raises:
            UsageError: `width` is no whole number of at least 1, or `detail` none at all.
        """
        if type(width) is not int or width < 1:
            raise errors.refused("width", width, f"a number of columns, such as {WIDTH}")
        if type(detail) is not int:
            raise errors.refused("detail", detail, "a whole number: below 0 for less, above 0 for more")
        out = io.StringIO()
        show_report(self, Console(out, width), detail)
        return out.getvalue().rstrip("\n")

    def __str__(self) -> str:
        """What the terminal prints of the run, in 80 columns."""
        return self.to_text()

    def __repr__(self) -> str:
        """The verdict in at most 500 characters."""
        text = f"<conformance report: {inline(self.verdict())}>"
        return text if len(text) <= LONGEST_REPR else f"{text[: LONGEST_REPR - 4]}...>"

    def _repr_html_(self) -> str:
        """What `str` tells as HTML, for notebooks."""
        return f'<pre style="white-space: pre-wrap">{html.escape(str(self))}</pre>'

    # Other forms

    def to_html(self) -> str:
        """The page that `--html` writes."""
        return self._form("html")

    def to_markdown(self) -> str:
        """The Markdown that `--markdown` writes."""
        return self._form("markdown")

    def to_junit(self) -> str:
        """The JUnit XML that `--junit` writes."""
        return self._form("junit")

    def to_sarif(self) -> str:
        """The SARIF that `--sarif` writes, with files named from the repository around the current folder."""
        return self._form("sarif")

    def _form(self, option: str) -> str:
        (form,) = (one for one in RESULTS if one.option == option)
        return form.render(self, f"report.{option}")

    def to_frame(self) -> pandas.DataFrame:
        """A table with a row for each result, in their order.

        The columns are `backend`, `law`, `module`, `kind`, `level`, `origin`, `status`, `cases` (a number of inputs),
        `seconds`, `reason` and `message` of the failure (None where the law holds), `note` and `cause`.

        Raises:
            UsageError: pandas is not installed.
        """
        try:
            import pandas
        except ModuleNotFoundError:
            told = "`to_frame` needs pandas, which is not installed: pip install 'masking-conformance[pandas]'"
            raise errors.UsageError(told) from None
        laws = {law.id: law for law in self.laws}
        rows = [
            {
                "backend": r.backend, "law": r.law, "module": laws[r.law].module, "kind": r.kind, "level": r.level,
                "origin": laws[r.law].origin, "status": r.status, "cases": r.cases, "seconds": r.seconds,
                "reason": r.failure and r.failure.reason, "message": r.failure and r.failure.message,
                "note": r.note, "cause": r.cause,
            }
            for r in self.results
        ]  # fmt: skip
        return pandas.DataFrame(rows, columns=list(COLUMNS))


COLUMNS = (
    "backend", "law", "module", "kind", "level", "origin", "status", "cases", "seconds", "reason", "message", "note",
    "cause",
)  # fmt: skip
"""What a row of `Report.to_frame` holds."""
