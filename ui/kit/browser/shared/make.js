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

// Redraws a box only when what it shows has changed, so that nothing flickers and focus stays.
export function redraw(box, state, children) {
  const drawn = JSON.stringify(state);
  if (box.drawn === drawn) return false;
  box.drawn = drawn;
  box.replaceChildren(...children().filter(Boolean));
  return true;
}

// Seconds as people write them: 3:07, or 1:02:09.
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  return hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
