// Everything the pages' scripts do. Each page works without it; this only makes the work lighter.
import { startAutosave } from "./autosave.js";
import { startForms, startQuestions } from "./forms.js";
import { startFiles } from "./files.js";
import { startRequests } from "./requests.js";
import { startScreen } from "./screen.js";

document.documentElement.classList.add("js");
startScreen();
// Three listen to "submit", in this order: ask, finish the save under way, send once.
startQuestions();
startAutosave();
startForms();
startFiles();
startRequests();
// Says to whoever drives the page from outside that it now asks and saves by itself.
document.documentElement.dataset.ready = "";
