"""The command line: each command a thin call into the packages.

Exit status: 0 done; 1 the input or the data is at fault (said on standard error, nothing changed); 2 wrong usage.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from rich.console import Console

from loaders import release
from loaders.about import LICENSE
from loaders.package import PackageError
from loaders.release import ReleaseError
from ontology.terms import BASE

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Open-government commitments as linked open data.",
)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

VarOption = Annotated[Path, typer.Option("--var", envvar="QUIPU_VAR", help="Folder of the releases.")]
BaseOption = Annotated[str, typer.Option("--base", envvar="QUIPU_BASE_IRI", help="Base of a publisher's own IRIs.")]
LicenceOption = Annotated[
    str, typer.Option("--license", envvar="QUIPU_LICENSE_IRI", help="IRI of the licence of the data.")
]
DEFAULT_VAR = Path("var")


def fail(message: str) -> NoReturn:
    """One clear message on standard error, and exit status 1."""
    errors.print(message, markup=False)
    raise typer.Exit(1)


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """What is being done, on a terminal; nothing in a pipe."""
    if errors.is_terminal:
        with errors.status("starting") as status:
            yield status.update
    else:
        yield lambda _: None


@app.command()
def build(
    data: Annotated[list[Path] | None, typer.Option(help="Folder of data packages; repeatable.")] = None,
    base: BaseOption = BASE,
    licence: LicenceOption = LICENSE,
    var: VarOption = DEFAULT_VAR,
) -> None:
    """Build a release from data packages, validate it, and make it the current one."""
    made = _build(data or [], base, var, licence)
    typer.echo(f"{made.id}: {made.manifest.quads} statements, digest {made.digest}")


def _build(data: list[Path], base: str, var: Path, licence: str) -> release.Release:
    from loaders.build import InvalidGraph, build_release, folder, shipped_data  # noqa: PLC0415 - pySHACL is slow to import
    from shapes.report_text import report_text  # noqa: PLC0415

    try:
        roots = [folder(path) for path in data] or [shipped_data()]
        with progress() as say:
            made, report = build_release(roots, var, base, say, licence=licence)
    except PackageError as error:
        fail(f"{error}\n{_number(len(error.errors), 'error')}; nothing was changed")
    except InvalidGraph as error:
        fail(f"{report_text(error.report)}\nnot valid; nothing was changed")
    except (ReleaseError, ValueError) as error:
        fail(str(error))
    if report.counts["warning"]:
        errors.print(f"{_number(report.counts['warning'], 'warning')}: see {made.path / 'report.txt'}", markup=False)
    return made


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on.")] = None,
    var: VarOption = DEFAULT_VAR,
) -> None:
    """Serve the current release; build it first if there is none."""
    from endpoint.server import ServeError  # noqa: PLC0415
    from endpoint.server import serve as run  # noqa: PLC0415
    from endpoint.settings import Settings  # noqa: PLC0415

    given = {"host": host, "port": port, "var": var}
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        fail("\n".join(_wrong_setting(each) for each in error.errors(include_url=False)))
    if release.current_path(var) is None:
        _build([], settings.base_iri, var, settings.license_iri)
    try:
        run(settings, release.open_current(var))
    except (ReleaseError, ServeError) as error:
        fail(str(error))


def _wrong_setting(detail: ErrorDetails) -> str:
    name = "_".join(str(part) for part in detail["loc"])
    return f"QUIPU_{name.upper()}: {detail['msg'].removeprefix('Value error, ')}; found {detail['input']!r}"


@app.command()
def query(
    named: Annotated[
        str,
        typer.Argument(metavar="NAME|FILE", help="A question, or a file with a query; - for standard input."),
    ],
    parameter: Annotated[
        list[str] | None, typer.Option("--parameter", "-p", help="A question's name=value; repeatable.")
    ] = None,
    output: Annotated[
        str, typer.Option("--format", help="table, csv, tsv, json, xml; ttl, nt, jsonld for graphs.")
    ] = "table",
    var: VarOption = DEFAULT_VAR,
) -> None:
    """Answer a question, or run a SPARQL query, on the current release."""
    from loaders.querying import QueryError, run_query  # noqa: PLC0415
    from ontology.question import HEADER, QuestionError, parse, questions  # noqa: PLC0415

    pairs = [pair.partition("=") for pair in parameter or ()]
    for name, equals, _ in pairs:
        if not equals:
            raise typer.BadParameter(f"{name!r}; expected name=value")
    values = {name: value for name, _, value in pairs}
    try:
        question = questions().get(named)
        if question is None:
            data = sys.stdin.buffer.read() if named == "-" else Path(named).read_bytes()
            text = data.decode("utf-8-sig")
            if values and HEADER not in text:
                fail(f"{named}: the query has no header that declares parameters; expected no -p")
            question = parse(Path(named).stem, text) if values else None
        current = release.open_current(var)
        if question is not None:
            text = question.with_values(values, current.manifest.base)
        written = run_query(current.store, text, output)
    except OSError as error:
        close = get_close_matches(named, questions(), 1)
        fail(f"{named}: {error.strerror}" + (f"; did you mean the question {close[0]}?" if close else ""))
    except UnicodeDecodeError:
        fail(f"{named}: not UTF-8")
    except (QueryError, QuestionError, ReleaseError) as error:
        fail(str(error))
    sys.stdout.write(written)


@app.command()
def diff(
    old: Annotated[str | None, typer.Argument(help="A release's id, or its beginning; default: before NEW.")] = None,
    new: Annotated[str, typer.Argument(help="A release's id, or its beginning.")] = "current",
    output: Annotated[str, typer.Option("--format", help="text, json, or patch (RDF Patch).")] = "text",
    var: VarOption = DEFAULT_VAR,
) -> None:
    """What changed between two releases: statements removed and added, by thing."""
    from loaders import history  # noqa: PLC0415
    from loaders.diff import changes  # noqa: PLC0415
    from loaders.diff_text import WRITERS  # noqa: PLC0415

    if output not in WRITERS:
        raise typer.BadParameter(f"unknown format {output!r}; expected one of: {', '.join(WRITERS)}")
    try:
        after = history.find(var, new)
        before = history.previous(var, after) if old is None else history.find(var, old)
        if before is None:
            fail(f"{after}: there is no release before it")
        folder = var / release.RELEASES
        base = history.manifest_of(folder / after).base
        prefix = f"{base}id/release/" if output == "patch" else ""
        found = changes(folder / before, folder / after)
        for piece in WRITERS[output](prefix + before, prefix + after, found):
            sys.stdout.write(piece)
    except ReleaseError as error:
        fail(str(error))


@app.command()
def prune(
    keep: Annotated[int, typer.Option(min=1, help="How many of the newest releases keep their files.")],
    dry: Annotated[bool, typer.Option("--dry-run", help="Only say which releases would lose their files.")] = False,
    var: VarOption = DEFAULT_VAR,
) -> None:
    """Take away the files of old releases. They stay listed; what has an address of its own is kept."""
    from loaders.pruning import prune as taken_away  # noqa: PLC0415

    try:
        for release_id in (pruned := taken_away(var, keep, dry=dry)):
            typer.echo(release_id)
    except ReleaseError as error:
        fail(str(error))
    errors.print(f"{_number(len(pruned), 'release')} {'would be pruned' if dry else 'pruned'}", markup=False)


@app.command()
def audit(  # noqa: PLR0917 - options
    plan: Annotated[str | None, typer.Argument(help="A plan's key; default: the only plan there is.")] = None,
    output: Annotated[
        str, typer.Option("--format", help="text, html, json, csv (findings), disagreements (CSV), ttl, nt, jsonld.")
    ] = "text",
    language: Annotated[str, typer.Option("--lang", help="es or en.")] = "en",
    compare: Annotated[Path | None, typer.Option(help="CSV of another's: commitment, code, party.")] = None,
    by: Annotated[str | None, typer.Option(help="Who audits; the report names them.")] = None,
    check: Annotated[Path | None, typer.Option(help="A report as JSON: is the same found now?")] = None,
    var: VarOption = DEFAULT_VAR,
) -> None:
    """Audit a plan's alignments with the SDGs, or check another's audit of it."""
    from endpoint.audit.command import WRITERS, CommandError, check_report, made_report  # noqa: PLC0415

    formats = ["html", *WRITERS]
    if output not in formats:
        raise typer.BadParameter(f"unknown format {output!r}; expected one of: {', '.join(formats)}")
    if language not in {"es", "en"}:
        raise typer.BadParameter(f"unknown language {language!r}; expected es or en")
    try:
        if check is not None:
            if found := check_report(check, compare, var):
                fail("\n".join([*found, f"{_number(len(found), 'difference')}"]))
            typer.echo("the same is found now")
            return
        sys.stdout.buffer.write(WRITERS[output](made_report(plan, compare, by, var), language))
    except (CommandError, ReleaseError) as error:
        fail(str(error))


@app.command()
def validate(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="RDF files, and data packages as folders or zip files: judged as one."),
    ],
    *,
    shapes: Annotated[
        list[Path] | None, typer.Option(help="RDF file with shapes of your own, besides the project's; repeatable.")
    ] = None,
    output: Annotated[str, typer.Option("--format", help="text, html, csv, json, or ttl (a SHACL report).")] = "text",
    language: Annotated[str, typer.Option("--lang", help="Of texts: es or en.")] = "en",
    limit: Annotated[int, typer.Option(min=0, help="How many results a shape the text shows; 0: all.")] = 20,
    base: BaseOption = BASE,
) -> None:
    """Hold anyone's data against the shapes; exit status 1 where it has violations, or nothing in it was checked."""
    from loaders.validation import read_shape_files, validate_files  # noqa: PLC0415
    from loaders.validation_text import WRITERS  # noqa: PLC0415
    from shapes.report_view import Shown  # noqa: PLC0415
    from shapes.shapes_graph import ShapesError  # noqa: PLC0415

    if output not in WRITERS:
        raise typer.BadParameter(f"unknown format {output!r}; expected one of: {', '.join(WRITERS)}")
    if language not in {"es", "en"}:
        raise typer.BadParameter(f"unknown language {language!r}; expected es or en")
    try:
        found = validate_files(files, read_shape_files(shapes) if shapes else None, base)
    except PackageError as error:
        fail(f"{error}\n{_number(len(error.errors), 'error')}; nothing was validated")
    except (ShapesError, ValueError) as error:
        fail(str(error))
    shown = Shown(limit or None)
    if output == "html":
        from endpoint.validation.page import standalone  # noqa: PLC0415

        sys.stdout.buffer.write(standalone(found, language, shown))
    else:
        sys.stdout.write(WRITERS[output](found, language, shown))
    if not found.report.conforms or not found.checked:
        raise typer.Exit(1)


@app.command()
def verify(
    release_id: Annotated[
        str | None, typer.Argument(metavar="RELEASE", help="A release's id; default: current.")
    ] = None,
    sources: Annotated[Path | None, typer.Option(help="Folder of source texts, to hold the quotes against.")] = None,
    write: Annotated[bool, typer.Option("--write", help="Fill the positions of quotes into passages.csv.")] = False,
    data: Annotated[list[Path] | None, typer.Option(help="Folder of data packages with the quotes.")] = None,
    var: VarOption = DEFAULT_VAR,
) -> None:
    """Check a release (digests, counts) and, with --sources, the quotes of the data packages."""
    if sources is not None:
        _verify_citations(sources, data or [], write)
        if release_id is None and release.current_path(var) is None:
            return
    path = var / release.RELEASES / release_id if release_id else release.current_path(var)
    if path is None:
        fail(f"{var}: no release yet; run quipu build")
    try:
        with progress() as say:
            manifest = release.verify(path, say)
    except ReleaseError as error:
        fail(str(error))
    typer.echo(
        f"{manifest.id}: {manifest.quads} statements in {len(manifest.graphs)} graphs, digest {manifest.digest}: intact"
    )


def _verify_citations(sources: Path, data: list[Path], write: bool) -> None:
    from loaders import citations  # noqa: PLC0415
    from loaders.build import folder, shipped_data  # noqa: PLC0415 - pySHACL is slow to import
    from loaders.graph import read_sources  # noqa: PLC0415

    if not sources.is_dir():
        fail(f"{sources}: no such folder")
    if write and not data:
        raise typer.BadParameter("--write needs --data: the folder whose files it fills in")
    try:
        roots = [folder(path) for path in data] or [shipped_data()]
        packages = read_sources(roots).packages
        result = citations.verify(packages, sources)
        if write:
            written = citations.write_all(packages, result.found)
            packages = read_sources(roots).packages
            result = citations.verify(packages, sources)
            typer.echo(f"{written} positions written")
    except (PackageError, OSError) as error:
        fail(str(error))
    for document, number in result.without_text.items():
        typer.echo(f"{document}: its text is not in {sources}; {number} passages not verified")
    if result.errors:
        listed = "\n".join(str(each) for each in result.errors)
        fail(f"{listed}\n{len(result.errors)} errors in {sum(result.without_text.values()) + result.checked} passages")
    typer.echo(f"{len(result.found)} passages found, each once, at its place")


def main() -> None:
    """Run a command; where the output cannot take it all, say so in one line."""
    try:
        app()
        sys.stdout.flush()
    except OSError as error:
        # What is left in the buffer would fail again, after the last handler.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        errors.print(f"cannot write the output: {error.strerror}", markup=False)
        sys.exit(1)


if __name__ == "__main__":
    main()
