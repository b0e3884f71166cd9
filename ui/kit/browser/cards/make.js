// Elements in one line; text only ever as text.

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child != null && child !== false));
  return element;
}

export function button(attributes, onClick, ...children) {
  const made = make("button", { type: "button", ...attributes }, ...children);
  made.addEventListener("click", onClick);
  return made;
}

export const hidden = (text) => make("span", { class: "hidden" }, text);
export const key = (text) => make("kbd", { "aria-hidden": "true" }, text);

// Redraws a box only when what it shows has changed, so that nothing flickers and focus stays.
export function redraw(box, state, children) {
  const drawn = JSON.stringify(state);
  if (box.drawn === drawn) return;
  box.drawn = drawn;
  box.replaceChildren(...children().filter(Boolean));
}
