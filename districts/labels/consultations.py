"""The trail's verbs of consultations."""

from districts.labels.fieldwork import of_steps
from districts.workflow.consultations import CONSULTATION_STEPS

VERBS = {
    "consultation.create": "拟订征求意见",
    "consultation.update": "修改征求意见",
    "consultation.answer": "反馈意见",
    "consultation.judge": "填写采纳情况",
    "consultation.revise": "填写定稿",
    **of_steps("consultation", "", CONSULTATION_STEPS),
}
