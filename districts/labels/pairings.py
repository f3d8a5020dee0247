"""The trail's verbs of the pairings."""

from districts.labels.fieldwork import of_entry, of_steps
from districts.workflow.pairings import LETTER_STEPS, PAIRING_STEPS

VERBS = {
    "pairing.create": "安排结对",
    "pairing.update": "修改结对",
    "pairing.import": "导入结对",
    "pairing.tick": "完成结对要求",
    "pairing.untick": "撤回结对要求",
    "pairing.progress": "填报村里进展",
    "pairing.drop-progress": "删除村里进展",
    **of_steps("pairing", "", PAIRING_STEPS),
    **of_entry("contribution", "帮扶投入"),
    "responsibilityletter.create": "起草目标责任书",
    "responsibilityletter.update": "修改目标责任书",
    **of_steps("responsibilityletter", "目标责任书", LETTER_STEPS),
    "coordinationmeeting.create": "登记调度会",
    "coordinationmeeting.update": "修改调度会",
    **{
        f"pairingrequirement.{verb}": f"{act}结对要求"
        for verb, act in (("create", "新增"), ("update", "修改"), ("delete", "删除"))
    },
}
