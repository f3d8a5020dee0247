"""The trail's verbs of the public-service tasks."""

from districts.labels.fieldwork import of_steps
from districts.workflow.tasks import TASK_STEPS

VERBS = {
    "servicetask.create": "登记实事",
    "servicetask.update": "修改实事",
    "servicetask.import": "导入实事",
    "servicetask.merge": "合并实事",
    "servicetask.example": "选定典型事例",
    "servicetask.progress": "报送进展",
    "servicetask.milestone": "填报节点",
    "servicetask.reply": "答复进展",
    "servicetask.supervise": "记录督导情况",
    "servicetask.slip": "发出督办单",
    "servicetask.accept": "通过验收",
    "servicetask.send-back": "退回整改",
    "servicetask.add-media": "登记媒体报道",
    "servicetask.remove-media": "删除媒体报道",
    **of_steps("servicetask", "", TASK_STEPS),
}
