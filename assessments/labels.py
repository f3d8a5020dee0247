"""How the trail's verbs about the assessment year are called on screen."""

from assessments import workflow

STEPS = {
    "rubric": workflow.RUBRIC_STEPS,
    "cycle": workflow.CYCLE_STEPS,
    "report": workflow.REPORT_STEPS,
    "sheet": workflow.SHEET_STEPS,
    "field": workflow.FIELD_STEPS,
}
OF_STEP = {
    "rubric": "细则",
    "cycle": "年度",
    "report": "自查报告",
    "sheet": "考核表",
    "field": "考核",
}

VERBS = {
    "assessment.extend": "单独延期",
    "cycle.create": "新建考核年度",
    "cycle.drop": "移出参评单位",
    "cycle.enrol": "确定参评单位",
    "cycle.move-phase": "调整阶段时间",
    "cycle.update": "修改年度设置",
    "evidence.add": "上传佐证材料",
    "cycle.recompute": "重新核算",
    "evidence.link": "关联佐证材料",
    "evidence.remove": "移除佐证材料",
    "evidence.update": "修改佐证材料说明",
    "evidence.unlink": "取消关联佐证材料",
    "field.quiz": "登记测试成绩",
    "field.settle-spread": "说明分差",
    "report.ask-extension": "申请延期",
    "report.ask-late": "申请迟报",
    "report.permit-late": "迟报许可",
    "report.decline-late": "不同意迟报",
    "report.decline-extension": "不同意延期",
    "report.grant-extension": "同意延期",
    "report.comment": "审核意见",
    "result.repair": "按重新计算的结果更正",
    "rubric.add-branch": "新增细则大项",
    "rubric.copy": "复制细则",
    "rubric.create": "新建细则",
    "rubric.delete-branch": "删除细则项目",
    "rubric.discard": "废弃细则草稿",
    "rubric.fill": "填入细则项目",
    "rubric.import": "导入细则工作簿",
    "rubric.move-branch": "移动细则项目",
    "rubric.publish": "发布细则",
    "rubric.save-branch": "修改细则项目",
    "rubric.update": "修改细则",
    "sheet.add-photo": "上传现场照片",
    "sheet.open": "开始打分",
    "sheet.recused": "回避",
    "sheet.remove-photo": "移除现场照片",
    "team.add-member": "增加考核员",
    "team.assign": "分配单位",
    "team.create": "新建考核组",
    "team.make-leader": "指定组长",
    "team.remove-member": "移除考核员",
    "team.rename": "考核组改名",
    "team.unassign": "取消分配",
    "team.visits": "安排走访",
    **{
        f"{noun}.{verb}": f"{OF_STEP[noun]}：{step.label}"
        for noun, steps in STEPS.items()
        for verb, step in steps.items()
    },
}
