"""How the trail's verbs and objects are called on screen."""

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.utils.module_loading import import_string

VERBS = {
    "account.create": "建立账号",
    "account.change_password": "修改密码",
    "account.reset_password": "重置密码",
    "account.disable": "停用账号",
    "account.enable": "启用账号",
    "account.import": "批量建立账号",
    "account.print_sheets": "下载初始密码",
    "account.sign_in": "登录",
    "account.sign_out": "退出登录",
    "account.lock_out": "登录失败过多，暂时锁定",
    "membership.grant": "授予角色",
    "membership.end": "结束角色",
    "unit.contacts": "修改联系人",
    **{
        f"{noun}.{verb}": f"{act}{label}"
        for noun, label in (
            ("unit", "单位"),
            ("village", "村"),
            ("township", "乡镇"),
            ("department", "部门"),
            ("unittype", "单位类型"),
            ("unitattribute", "单位属性"),
        )
        for verb, act in (
            ("create", "新增"),
            ("update", "修改"),
            ("deactivate", "停用"),
            ("reactivate", "重新启用"),
            ("delete", "删除"),
            ("import", "导入"),
        )
    },
}
OWN_APPS = ("accounts", "districts", "assessments", "files")


@cache
def verb_labels() -> Mapping[str, str]:
    """Every app's verbs (`settings.TRAIL_VERBS` names their tables)."""
    merged: dict[str, str] = {}
    for dotted in settings.TRAIL_VERBS:
        merged |= cast(Mapping[str, str], import_string(dotted))
    return merged


@cache
def target_labels() -> Mapping[str, str]:
    """`districts.unit` → 文明单位, for every model of ours."""
    return {
        model._meta.label_lower: str(model._meta.verbose_name)
        for app in OWN_APPS
        for model in apps.get_app_config(app).get_models()
    }


def noun_of(model: type[Model]) -> str:
    """The first half of a verb in the trail: unit, village, township, department."""
    return model._meta.model_name or ""


def in_words(value: Any) -> str:
    """What was before or after, as lines of text."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        lines = (f"{key}：{in_words(item) or '（空）'}" for key, item in value.items())
        return "\n".join(lines)
    if isinstance(value, list):
        return "、".join(in_words(item) for item in value)
    return str(value)
