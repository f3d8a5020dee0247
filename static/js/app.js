// Everything the pages' scripts do. Each page works without it; this only makes the work lighter.
import { startAutosave } from "./autosave.js";
import { startForms } from "./forms.js";
import { startFiles } from "./files.js";
import { startRequests } from "./requests.js";
import { startScreen } from "./screen.js";

document.documentElement.classList.add("js");
startScreen();
startForms();
startFiles();
startRequests();
startAutosave();
