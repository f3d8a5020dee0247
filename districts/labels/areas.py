"""The trail's verbs of the districts."""

from districts.labels.fieldwork import of_entry, of_steps
from districts.workflow.areas import AREA_STEPS, PROJECT_STEPS

VERBS = {
    "district.propose": "提报片区",
    "district.update": "修改片区",
    "district.tier": "调整梯级",
    "district.example": "选定典型片区",
    "district.import": "导入片区",
    "countymap.adopt": "上传县域地图",
    "countymap.use": "启用县域地图",
    "countymap.retire": "停用县域地图",
    **of_steps("district", "", AREA_STEPS),
    **of_entry("districtproject", "建设项目"),
    **of_steps("districtproject", "", PROJECT_STEPS),
    "inspection.create": "登记督导检查",
    "inspection.update": "修改督导检查",
}
