"""What must hold before the system may serve: asked by `manage.py check` and by every start."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connection

from wenming.database import SECONDS_TO_WAIT_FOR_A_LOCK

TAG = "wenming"


@register(TAG)
def sqlite_is_opened_safely(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Writers must queue up (IMMEDIATE) and wait long enough, or a busy evening loses answers."""
    database = connection.settings_dict
    if not database["ENGINE"].endswith("sqlite3"):
        return []
    options, errors = database["OPTIONS"], list[CheckMessage]()
    if options.get("transaction_mode") != "IMMEDIATE":
        errors.append(Error("SQLite 的 transaction_mode 必须是 IMMEDIATE。", id="wenming.E001"))
    if float(options.get("timeout", 0)) < SECONDS_TO_WAIT_FOR_A_LOCK:
        errors.append(
            Error(f"SQLite 的 timeout 至少 {SECONDS_TO_WAIT_FOR_A_LOCK} 秒。", id="wenming.E002")
        )
    return errors


@register(TAG)
def data_can_be_written(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """The data folder and, for SQLite, the database file and its folder accept writes."""
    places = [Path(settings.DATA_DIR)]
    database = connection.settings_dict
    if database["ENGINE"].endswith("sqlite3"):
        file = Path(database["NAME"])
        places += [file.parent, *([file] if file.exists() else [])]
    return [
        Error(f"{place} 不能写入。", hint="请检查目录是否存在及其权限。", id="wenming.E003")
        for place in places
        if not os.access(place, os.W_OK)
    ]


@register(TAG, Tags.database)
def no_demonstration_account_in_production(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """The demonstration's passwords are public, so not even a disabled account may stay."""
    if not settings.IS_PRODUCTION or not kwargs.get("databases"):
        return []
    try:
        found = get_user_model()._default_manager.filter(is_demonstration=True).count()
    except DatabaseError:
        return []  # before the first `migrate` there is no table, and so no account
    if not found:
        return []
    hint = "正式运行请使用一个没有演示数据的数据库。"
    return [Error(f"数据库里有 {found} 个演示账号，不能正式运行。", hint=hint, id="wenming.E004")]
