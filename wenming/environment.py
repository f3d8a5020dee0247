"""Reads the environment into one typed value, or refuses with every error at once."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast
from urllib.parse import quote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from wenming.notices.ways import read_outbox

Mode = Literal["demonstration", "production"]

MODES = ("demonstration", "production")
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
OWN_VARIABLES = frozenset({"WENMING_MODE", "WENMING_DATA"})
DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
GENERATED = "demonstration-"  # every secret that the demonstration makes starts like this
SECRET_LENGTH, SECRET_VARIETY = 50, 5
MOST_PROXIES = 5
DEMONSTRATION_COUNTY = "宁阳县"
ONE_HOUR, TWO_YEARS = 3600, 63_072_000
HOST = re.compile(r"\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]", re.IGNORECASE)


class EnvironmentRefused(ImproperlyConfigured):
    """The environment is incomplete or insecure. Carries every error, not only the first."""

    def __init__(self, errors: list[str]) -> None:
        self.errors = tuple(errors)
        lines = "".join(f"\n  - {error}" for error in errors)
        super().__init__(f"环境变量有误，系统没有启动 (the system refuses to start):{lines}")


@dataclass(frozen=True, slots=True)
class Environment:
    """Everything that may differ between two machines."""

    mode: Mode
    county: str
    data_dir: Path
    secret_key: str
    audit_key: str
    allowed_hosts: tuple[str, ...]
    trusted_origins: tuple[str, ...]
    database_url: str
    proxy_count: int
    hsts_seconds: int
    log_level: str
    outbox_smtp: str = ""
    outbox_from: str = ""
    outbox_webhook: str = ""
    outbox_token: str = ""

    @property
    def is_production(self) -> bool:
        return self.mode == "production"


def read_environment(environ: Mapping[str, str], base_dir: Path) -> Environment:
    """Read every setting or raise EnvironmentRefused. Touches no file.

    The demonstration gets safe defaults and no secret (see `demonstration_secret`). Production has
    no default for anything that decides its safety: what is not said on purpose is an error.
    """
    reader = _Reader(environ)
    reader.refuse_unknown_names()
    data_dir = reader.data_dir(base_dir)
    environment = Environment(
        mode=reader.mode,
        county=reader.text("COUNTY") or DEMONSTRATION_COUNTY,
        data_dir=data_dir,
        secret_key=reader.secret("SECRET_KEY"),
        audit_key=reader.audit_key(),
        allowed_hosts=reader.allowed_hosts(),
        trusted_origins=reader.trusted_origins(),
        database_url=reader.database_url(data_dir),
        proxy_count=reader.number("PROXY_COUNT", least=0, most=MOST_PROXIES),
        hsts_seconds=reader.number("HSTS_SECONDS", least=ONE_HOUR, most=TWO_YEARS),
        log_level=reader.choice("LOG_LEVEL", LOG_LEVELS, default="INFO"),
        **read_outbox(environ, reader.refuse),
    )
    if reader.errors:
        raise EnvironmentRefused(reader.errors)
    return environment


def demonstration_secret(data_dir: Path) -> str:
    """The secret of the demonstration in `data_dir`: made once, readable by its owner only."""
    path = data_dir / "secret"
    if not path.exists():
        draft = data_dir / f"secret.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(GENERATED + secrets.token_urlsafe(SECRET_LENGTH), encoding="ascii")
        draft.replace(path)
    return path.read_text(encoding="ascii")


class _Reader:
    """One method per kind of value; an error is noted and reading goes on."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.errors: list[str] = []
        self.mode = cast(Mode, self.choice("WENMING_MODE", MODES, default="demonstration"))
        self.is_production = self.mode == "production"

    def refuse(self, name: str, chinese: str, english: str) -> None:
        self.errors.append(f"{name}: {chinese} ({english})")

    def refuse_unknown_names(self) -> None:
        """A misspelt WENMING_MODE must not quietly start a demonstration."""
        for name in sorted(self.environ):
            if name.startswith("WENMING_") and name not in OWN_VARIABLES:
                self.refuse(name, "没有这个变量，请检查拼写", "unknown variable")

    def text(self, name: str) -> str:
        """The trimmed value; in production it must be there."""
        value = self.environ.get(name, "").strip()
        if self.is_production and not value:
            self.refuse(name, "正式运行时必须设置", "required in production")
        return value

    def names(self, name: str) -> tuple[str, ...]:
        parts = (part.strip() for part in self.environ.get(name, "").split(","))
        return tuple(part for part in parts if part)

    def choice(self, name: str, choices: tuple[str, ...], *, default: str) -> str:
        value = self.environ.get(name, "").strip() or default
        if value not in choices:
            allowed = " / ".join(choices)
            self.refuse(name, f"“{value}”无效，只能是 {allowed}", f"must be one of {allowed}")
        return value

    def number(self, name: str, *, least: int, most: int) -> int:
        """A whole number that only production needs; without one it is 0."""
        value = self.text(name)
        if not value:
            return 0
        if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
            self.refuse(
                name, f"应为 {least}～{most} 的整数", f"must be a whole number {least} to {most}"
            )
            return 0
        return int(value)

    def data_dir(self, base_dir: Path) -> Path:
        value = self.environ.get("WENMING_DATA", "").strip()
        if value and not Path(value).is_absolute():
            self.refuse("WENMING_DATA", "应为绝对路径", "must be an absolute path")
        return Path(value or base_dir / "var")

    def secret(self, name: str) -> str:
        """A long key made for this installation; a demonstration makes its own."""
        if not self.is_production:
            return ""
        value = self.text(name)
        if not value:
            return value
        if len(value) < SECRET_LENGTH or len(set(value)) < SECRET_VARIETY:
            self.refuse(
                name,
                f"至少 {SECRET_LENGTH} 个字符，且不能是重复字符",
                f"at least {SECRET_LENGTH} characters, not a repeated one",
            )
        if value.startswith((GENERATED, "django-insecure-")):
            self.refuse(name, "不能沿用演示密钥", "must not be a demonstration's secret")
        return value

    def audit_key(self) -> str:
        """A key of its own: the trail must stay verifiable when SECRET_KEY is changed."""
        value = self.secret("AUDIT_KEY")
        if value and value == self.environ.get("SECRET_KEY", "").strip():
            self.refuse("AUDIT_KEY", "不能与 SECRET_KEY 相同", "must differ from SECRET_KEY")
        return value

    def allowed_hosts(self) -> tuple[str, ...]:
        hosts = self.names("ALLOWED_HOSTS")
        if not self.is_production:
            if not set(hosts) <= set(LOOPBACK):
                self.refuse("ALLOWED_HOSTS", "演示只在本机打开", "a demonstration is loopback only")
            return LOOPBACK
        given = self.text("ALLOWED_HOSTS")
        for host in hosts or ([given] if given else []):
            if not HOST.fullmatch(host):
                self.refuse("ALLOWED_HOSTS", f"“{host}”不是主机名", "not a host name")
        return hosts

    def trusted_origins(self) -> tuple[str, ...]:
        origins = self.names("CSRF_TRUSTED_ORIGINS")
        for origin in origins:
            if self.is_production and not origin.startswith("https://"):
                self.refuse("CSRF_TRUSTED_ORIGINS", f"“{origin}”应以 https:// 开头", "https only")
        return origins

    def database_url(self, data_dir: Path) -> str:
        """Where the data is. A demonstration may leave it out; a database in memory is refused."""
        value = self.text("DATABASE_URL")
        if not value:
            return f"sqlite:///{quote(str(data_dir / 'db.sqlite3'))}"
        scheme, _, rest = value.partition("://")
        if scheme not in DATABASE_SCHEMES or not rest or urlsplit(value).path in {"", "/"}:
            self.refuse(
                "DATABASE_URL",
                "应为 sqlite:////绝对/路径 或 postgresql://用户:密码@主机/库名",
                "must be sqlite:////absolute/path or postgresql://user:password@host/name",
            )
        if ":memory:" in value:
            self.refuse("DATABASE_URL", "不能放在内存里", "a database in memory forgets")
        return value
