// Whether a key belongs to somebody else: someone types, a dialog is open, or a modifier makes it the browser's.

const TYPES = "input:not([type=range]), textarea, select, [contenteditable=true], [role=combobox]";

export function taken(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.composedPath()[0];
  const typing = target instanceof Element && target.closest(TYPES);
  return Boolean(typing) || Boolean(document.querySelector("[role=dialog]")) || sheetIsOpen(event);
}

// A sheet of keys lives inside a shadow root, which the document's own search does not enter.
const sheetIsOpen = (event) => event.composedPath().some((each) => each instanceof HTMLDialogElement && each.open);
