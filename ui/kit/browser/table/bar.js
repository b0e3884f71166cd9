// What can be done with the chosen lines: buttons, and lists of choices that open below them. Arrows move in a list, Enter
// takes, Escape closes.

const NOTHING = "No line chosen";

export class Bar {
  constructor(root, list) {
    this.root = root;
    this.list = list;
    root.addEventListener("keydown", (event) => this.inside(event));
    root.addEventListener("mousedown", (event) => event.preventDefault()); // the line keeps the focus
    root.addEventListener("focusout", ({ relatedTarget }) => root.contains(relatedTarget) || this.shut());
  }

  draw() {
    const { actions } = this.list.data ?? { actions: [] };
    const key = JSON.stringify(actions);
    if (key !== this.drawn) this.fill(actions);
    this.drawn = key;
    const many = this.list.chosen.size;
    this.root.hidden = !actions.length;
    this.root.querySelector(".many").textContent = many ? `${many} chosen` : NOTHING;
    for (const button of this.root.querySelectorAll("[data-action]")) button.disabled = !this.list.meant().length;
  }

  fill(actions) {
    this.root.querySelectorAll(".action").forEach((each) => each.remove());
    this.root.append(...actions.map((action) => this.action(action)));
  }

  action({ id, title, key, options }) {
    const box = document.createElement("span");
    box.className = "action";
    const button = this.button(title, () => (options.length ? this.open(box) : this.list.act(id)));
    button.dataset.action = id;
    button.title = key ? `${title} (${key.toUpperCase()})` : title;
    box.append(button);
    if (options.length) box.append(this.menu(id, options, button));
    return box;
  }

  button(words, onClick) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words;
    button.addEventListener("click", onClick);
    return button;
  }

  menu(id, options, opener) {
    opener.setAttribute("aria-haspopup", "menu");
    const menu = document.createElement("div");
    menu.className = "menu";
    menu.hidden = true;
    menu.setAttribute("role", "menu");
    for (const [value, words] of options) {
      const item = this.button(words, () => {
        const ids = this.ids;
        this.shut();
        this.list.row(ids[0])?.focus({ preventScroll: true });
        this.list.act(id, value);
      });
      item.setAttribute("role", "menuitem");
      menu.append(item);
    }
    return menu;
  }

  // A letter of an action; whether there was one.
  key(letter) {
    const action = this.list.data.actions.find(({ key }) => key === letter);
    const box = action && this.root.querySelector(`[data-action="${action.id}"]`).parentElement;
    if (box && this.list.meant().length) box.querySelector("button").click();
    return Boolean(box);
  }

  open(box) {
    const menu = box.querySelector(".menu");
    const wasShut = menu.hidden;
    this.ids = this.list.meant();
    this.shut();
    menu.hidden = !wasShut;
    if (wasShut) menu.querySelector("button")?.focus();
  }

  shut() {
    this.root.querySelectorAll(".menu").forEach((menu) => (menu.hidden = true));
  }

  inside(event) {
    const menu = event.target.closest(".menu");
    const by = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
    if (event.key === "Escape" && menu) {
      this.shut();
      this.list.row(this.ids[0])?.focus({ preventScroll: true });
    } else if (by && menu) {
      const items = [...menu.children];
      items[(items.indexOf(event.target) + by + items.length) % items.length].focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
