"""The settings of the service, read once from the environment (``QUIPU_...``) or a file ``.env``."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from pyoxigraph import NamedNode

from endpoint.engine.allocator import AUTO, SYSTEM
from loaders.about import LICENSE
from ontology.terms import BASE

_HOST = re.compile(r"(?:[A-Za-z0-9._\-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?\Z")


def _is_base(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    if not value.endswith("/"):
        raise ValueError("must end with /, since the paths of things are put behind it")
    if "?" in value or "#" in value:
        raise ValueError("must have no ? or #, which would swallow the paths of things")
    NamedNode(value)  # raises ValueError where it is no IRI
    return value


def _is_iri(value: str) -> str:
    return NamedNode(value).value  # raises ValueError where it is none


def _is_address(value: str) -> str:
    if value and not value.startswith(("https://", "http://", "mailto:")):
        raise ValueError("must begin with https://, http:// or mailto:")
    return value


def _separated(value: Any) -> Any:
    """A list as the environment holds it: with commas."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _is_host(value: str) -> str:
    if not _HOST.match(value):
        raise ValueError("must be a host name or address, with its port where it is not the usual one")
    return value.lower()


def _is_allocator(value: str) -> str:
    if value not in {AUTO, SYSTEM} and not Path(value).is_file():
        raise ValueError(f"must be {AUTO}, {SYSTEM} or the path of a library; there is no such file")
    return value


class Settings(BaseSettings):
    """What an operator may set. Sizes are bytes unless their name says otherwise."""

    model_config = SettingsConfigDict(env_prefix="QUIPU_", env_file=".env", extra="ignore", frozen=True)

    base_iri: Annotated[str, AfterValidator(_is_base)] = Field(
        BASE, description="Where a publisher's own things stand. The vocabulary, shapes and code lists do not move."
    )
    license_iri: Annotated[str, AfterValidator(_is_iri)] = Field(
        LICENSE, description="The licence under which the data are published; `quipu build` writes it into the release."
    )
    error_report_address: Annotated[str, AfterValidator(_is_address)] = Field(
        "",
        description="Where readers report an error in what a page says: a web address or `mailto:`, in which `{iri}`"
        " stands for the thing. Empty: pages have no such link.",
    )
    var: Path = Field(Path("var"), description="The folder that holds the releases.")
    release_poll_s: float = Field(
        2.0,
        ge=0,
        le=3600,
        description="How often, in seconds, the server looks whether there is a new release to switch to. 0: only when"
        " it is sent SIGHUP.",
    )
    host: str = Field("127.0.0.1", description="The address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="The port to listen on; 0 lets the system choose one.")
    workers: int = Field(
        4,
        ge=1,
        le=64,
        description="How many queries are evaluated at a time, each in a process: two more than there are cores.",
    )
    worker_memory_bytes: int = Field(
        1_000_000_000,
        ge=50_000_000,
        description="How much memory a query may take beyond the release itself, and a validation.",
    )
    worker_allocator: Annotated[str, AfterValidator(_is_allocator)] = Field(
        AUTO,
        description="What gives queries their memory: `auto` is mimalloc or jemalloc where the machine has one of them,"
        " `system` what the system has, and else it is the path of a library. With mimalloc queries take up to a"
        " quarter less time.",
    )
    memory_store_max_quads: int = Field(
        1_000_000,
        ge=0,
        description="Up to how many statements a release is held in memory; above, it is read from disk.",
    )
    queries_waiting: int = Field(64, ge=0, description="How many queries may wait for a worker; one more gets a 503.")
    query_timeout_s: float = Field(
        30.0, gt=0, le=3600, description="How long a query may take, to the end of its answer, in seconds."
    )
    query_max_length: int = Field(50_000, ge=1, description="The longest query, in characters.")
    query_max_depth: int = Field(50, ge=1, le=200, description="How deeply the brackets of a query may be nested.")
    query_max_bytes: int = Field(100_000_000, ge=1, description="The largest answer to a query.")
    query_max_rows: int = Field(
        1_000_000, ge=1, description="The longest answer to a query, in rows, or statements where it is a graph."
    )
    result_cache_bytes: int = Field(
        64_000_000,
        ge=0,
        description="How much memory answers may take that are kept to be sent again; none takes more than an eighth."
        " 0: none are kept.",
    )
    result_cache_quick_ms: float = Field(
        5.0,
        ge=0,
        description="Answers made in less time, in milliseconds, are kept only once they are asked for again."
        " 0: all are kept at once.",
    )
    request_max_bytes: int = Field(1_000_000, ge=1, description="The largest body of a request.")
    validations: int = Field(
        1,
        ge=1,
        le=64,
        description="How many validations of what strangers send run at a time, each in a process.",
    )
    validations_waiting: int = Field(
        7, ge=0, description="How many validations may be received or wait meanwhile; one more gets a 503."
    )
    validation_timeout_s: float = Field(
        60.0,
        gt=0,
        le=3600,
        description="How long a validation may take in seconds, and before that its data to arrive.",
    )
    validation_max_bytes: int = Field(20_000_000, ge=1, description="The largest body of a request for a validation.")
    url_max_length: int = Field(
        32_768, ge=1000, le=60_000, description="The longest address of a request, in bytes; longer queries go by POST."
    )
    client_cost_ms: int = Field(
        60_000,
        ge=0,
        description="How many milliseconds of query time a client may use a minute; past it, a 429. 0: no limit.",
    )
    trusted_proxy: Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_separated)] = Field(
        (),
        description="Addresses and networks of proxies, with commas between them, whose `X-Forwarded-For` is believed.",
    )
    service_allow: Annotated[
        tuple[Annotated[str, AfterValidator(_is_host)], ...], NoDecode, BeforeValidator(_separated)
    ] = Field(
        (),
        description="Hosts, with commas between them, that a query may ask by `SERVICE`; none unless named. A port that"
        " is not the usual one is named too: `sparql.example.org, localhost:3030`.",
    )
