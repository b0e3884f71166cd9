// A film on which boxes are drawn, moved and removed by mouse or keyboard. They stay here until the reader settles them.

const LEAST = 0.004;
const STEP = 0.005;
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const panels = new WeakMap();

export default function mount({ parentElement, data, setTriggerValue }) {
  if (!panels.has(parentElement)) panels.set(parentElement, new Panel(parentElement.querySelector(".masking")));
  panels.get(parentElement).update(data, setTriggerValue);
  return () => panels.delete(parentElement);
}

class Panel {
  constructor(root) {
    this.root = root;
    this.sheet = root.querySelector(".sheet");
    this.layer = root.querySelector(".boxes");
    this.boxes = [];
    this.chosen = -1;
    for (const button of root.querySelectorAll("[data-act]")) button.addEventListener("click", () => this[button.dataset.act]());
    root.querySelector("select").addEventListener("change", (event) => (this.sheet.querySelector("img").style.filter = event.target.value));
    this.sheet.addEventListener("pointerdown", (event) => this.press(event));
    this.sheet.addEventListener("pointermove", (event) => this.drag(event));
    this.sheet.addEventListener("pointerup", () => this.release());
    this.sheet.addEventListener("pointercancel", () => this.release());
    this.sheet.addEventListener("keydown", (event) => this.key(event));
  }

  update(data, send) {
    this.send = send;
    if (data.scope === this.scope) return;
    this.scope = data.scope;
    this.sheet.querySelector("img").src = data.url;
    this.boxes = data.boxes.map(([x, y, width, height]) => ({ x, y, width, height, origin: data.origin }));
    this.chosen = -1;
    this.draw();
  }

  // Where the pointer is, as shares of the film.
  at(event) {
    const { left, top, width, height } = this.sheet.getBoundingClientRect();
    return { x: clamp((event.clientX - left) / width, 0, 1), y: clamp((event.clientY - top) / height, 0, 1) };
  }

  press(event) {
    const index = event.target.dataset?.index;
    const start = this.at(event);
    this.sheet.setPointerCapture(event.pointerId);
    if (index === undefined) this.held = { start, fresh: true };
    else this.held = { start, box: { ...this.boxes[index] } };
    this.chosen = index === undefined ? -1 : Number(index);
    this.draw();
  }

  drag(event) {
    if (!this.held) return;
    const { start, fresh, box } = this.held;
    const now = this.at(event);
    if (fresh) this.stretch(start, now);
    else this.place(this.chosen, box.x + now.x - start.x, box.y + now.y - start.y);
    this.draw();
  }

  stretch(from, to) {
    const box = { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: Math.abs(from.x - to.x), height: Math.abs(from.y - to.y), origin: "drawn" };
    if (this.chosen < 0) this.chosen = this.boxes.push(box) - 1;
    else this.boxes[this.chosen] = box;
  }

  release() {
    const box = this.boxes[this.chosen];
    if (this.held?.fresh && box && (box.width < LEAST || box.height < LEAST)) this.remove();
    this.held = null;
  }

  place(index, x, y) {
    const box = this.boxes[index];
    box.x = clamp(x, 0, 1 - box.width);
    box.y = clamp(y, 0, 1 - box.height);
  }

  add() {
    this.chosen = this.boxes.push({ x: 0.4, y: 0.47, width: 0.2, height: 0.06, origin: "drawn" }) - 1;
    this.draw();
    this.layer.children[this.chosen].focus();
  }

  remove() {
    if (this.chosen < 0) return;
    this.boxes.splice(this.chosen, 1);
    this.chosen = -1;
    this.draw();
    this.sheet.focus();
  }

  settle() {
    const boxes = this.boxes.map(({ x, y, width, height }) => [x, y, width, height]);
    this.send("settle", { id: `${Date.now()}-${Math.random()}`, scope: this.scope, boxes });
  }

  key(event) {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const box = this.boxes[this.chosen];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (box && moves[event.key]) this.nudge(box, moves[event.key], event.shiftKey);
    else if (event.key === "Delete" || event.key === "Backspace") this.remove();
    else if (event.key.toLowerCase() === "b") this.add();
    else if (event.key === "Enter") this.settle();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  nudge(box, [right, down], size) {
    if (size) {
      box.width = clamp(box.width + right * STEP, LEAST, 1 - box.x);
      box.height = clamp(box.height + down * STEP, LEAST, 1 - box.y);
    } else this.place(this.chosen, box.x + right * STEP, box.y + down * STEP);
    this.draw();
    this.layer.children[this.chosen].focus();
  }

  draw() {
    const many = this.boxes.length;
    this.layer.replaceChildren(...this.boxes.map((box, index) => this.element(box, index)));
    this.root.querySelector(".tally").textContent = many ? `${many} ${many === 1 ? "box" : "boxes"} to black out` : "No box: the film has no text on it";
    this.root.querySelector("[data-act=remove]").disabled = this.chosen < 0;
    this.root.querySelector("[data-act=settle]").textContent = many ? "Black these out" : "I looked: no text";
  }

  element(box, index) {
    const made = document.createElement("div");
    made.className = "box";
    made.tabIndex = 0;
    Object.assign(made.dataset, { index, origin: box.origin });
    made.setAttribute("role", "button");
    made.setAttribute("aria-label", `Box ${index + 1}, ${Math.round(box.x * 100)} % from the left, ${Math.round(box.y * 100)} % from the top`);
    made.setAttribute("aria-current", String(index === this.chosen));
    for (const [side, value] of [["left", box.x], ["top", box.y], ["width", box.width], ["height", box.height]]) made.style[side] = `${value * 100}%`;
    made.addEventListener("focus", () => this.choose(index));
    return made;
  }

  choose(index) {
    if (this.chosen === index) return;
    this.chosen = index;
    [...this.layer.children].forEach((each, at) => each.setAttribute("aria-current", String(at === index)));
    this.root.querySelector("[data-act=remove]").disabled = false;
  }
}
