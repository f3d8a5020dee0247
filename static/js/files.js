// Upload tiles: drop, previews and names of what is about to be sent, sizes in words.
const MEGABYTE = 1024 * 1024;

function sizeInWords(bytes) {
  return bytes >= MEGABYTE ? `${(bytes / MEGABYTE).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} KB`;
}

function tile(file) {
  const item = document.createElement("li");
  item.className = "file";
  const words = document.createElement("div");
  const name = document.createElement("span");
  name.className = "file-name";
  name.textContent = file.name;
  const note = document.createElement("span");
  note.className = "file-note";
  note.textContent = `${sizeInWords(file.size)} · 待上传`;
  words.append(name, note);
  item.append(picture(file), words);
  return item;
}

function picture(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type)) {
    const kind = document.createElement("span");
    kind.className = "file-kind";
    kind.textContent = file.name.split(".").pop().slice(0, 5).toUpperCase();
    return kind;
  }
  const image = document.createElement("img");
  image.alt = "";
  image.src = URL.createObjectURL(file);
  image.onload = () => URL.revokeObjectURL(image.src);
  return image;
}

function preview(event) {
  if (event.target.type !== "file") return;
  const list = document.querySelector(`[data-drop-preview="${CSS.escape(event.target.id)}"]`);
  if (!list) return;
  list.replaceChildren(...[...event.target.files].map(tile));
  list.hidden = !event.target.files.length;
}

function mark(event) {
  event.target.closest?.("[data-drop]")?.classList.toggle("is-over", event.type === "dragover");
}

export function startFiles() {
  // The input covers its tile, so the browser itself takes what is dropped.
  document.addEventListener("change", preview);
  for (const kind of ["dragover", "dragleave", "drop"]) document.addEventListener(kind, mark);
}
