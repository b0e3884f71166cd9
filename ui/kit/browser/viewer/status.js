// The line below the film: zoom, window, and the pixel under the pointer with its place in millimetres.

import { TOP } from "./levels.js";

export class Status {
  constructor(root) {
    this.part = Object.fromEntries([...root.querySelectorAll("[data-show]")].map((e) => [e.dataset.show, e]));
    this.spoken = root.querySelector(".spoken");
  }

  show({ zoom, levels }) {
    this.write("zoom", `Zoom ${Math.round(zoom * 100)} %`);
    this.write("window", `Centre ${Math.round(levels.center)} \u00b7 width ${Math.round(levels.width)}${levels.inverted ? " \u00b7 inverted" : ""}`);
  }

  // Why lengths need not be those in the patient.
  measure(text) {
    this.write("measure", text);
  }

  // What lies under a point of the original film.
  pixel(pane, spot) {
    const [column, row] = [Math.floor(spot?.x ?? -1), Math.floor(spot?.y ?? -1)];
    const { rows, columns, spacing } = pane?.source.film ?? {};
    if (!pane || column < 0 || row < 0 || column >= columns || row >= rows) return this.write("pixel", "");
    const by = pane.shrink();
    const { width, levels } = pane.base.pyramid[0];
    const value = Math.round((levels[Math.floor(spot.y * by) * width + Math.floor(spot.x * by)] / 65535) * TOP);
    return this.write("pixel", `Pixel ${column}, ${row} \u00b7 value ${value}${place(column, row, spacing)}`);
  }

  write(name, text) {
    if (this.part[name].textContent !== text) this.part[name].textContent = text;
  }

  say(text) {
    this.spoken.textContent = text;
  }
}

function place(column, row, spacing) {
  if (!spacing) return "";
  const [down, across] = spacing;
  return ` \u00b7 ${(column * across).toFixed(1)}, ${(row * down).toFixed(1)} mm`;
}
