// The lines of the table: text only ever as text.

function make(tag, text, attributes = {}) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

export function heading({ title, align }) {
  return make("th", title, { scope: "col", "data-align": align });
}

export function line({ id, label, cells }, columns, picks) {
  const row = make("tr", "", { "data-id": id, tabindex: "0", "aria-label": label });
  if (picks) row.append(pick(label));
  row.append(...columns.map((column, i) => cell(cells[i], column)));
  return row;
}

function pick(label) {
  const box = make("td", "", { class: "pick" });
  box.append(make("input", "", { type: "checkbox", tabindex: "-1", "aria-label": `Choose ${label}` }));
  return box;
}

function cell({ text, tone, note, note_tone: noteTone, hint }, { align }) {
  const box = make("td", "", { "data-align": align, ...(hint ? { title: hint } : {}) });
  box.append(make("span", text, tone ? { "data-tone": tone } : {}));
  if (!note) return box;
  const small = make("small", noteTone ? "" : note);
  if (noteTone) small.append(make("span", note, { "data-tone": noteTone }));
  box.append(small);
  return box;
}
