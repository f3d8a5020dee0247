"""The trail's verbs of registers and accounts."""

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
    "honour.create": "登记荣誉称号",
    "honour.update": "修改荣誉称号",
    "honour.renew": "荣誉称号续期",
    "honour.import": "导入荣誉称号",
    "honour.revoke": "撤销荣誉称号",
    **{
        f"{noun}.{verb}": f"{act}{label}"
        for noun, label in (
            ("unit", "单位"),
            ("village", "村"),
            ("township", "乡镇"),
            ("department", "部门"),
            ("unittype", "单位类型"),
            ("unitattribute", "单位属性"),
            ("leader", "联系领导"),
            ("quantitykind", "数量种类"),
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
