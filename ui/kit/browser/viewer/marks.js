// What lies over the film: outlined regions and a rule of 5 cm. SVG, so that lines stay crisp at any zoom.

const SVG = "http://www.w3.org/2000/svg";
const RULE_MM = 50;
const ROUND = 4;

export class Marks {
  constructor(stage) {
    this.group = stage.querySelector(".marks g");
    this.rule = stage.querySelector(".rule");
  }

  // Regions in pixels of the original; `turned` leads a point of it to the film as it is shown.
  setRegions(regions, turned) {
    this.group.replaceChildren(...regions.map((region) => outline(region, turned)));
  }

  place(camera, ratio, perMillimetre) {
    const { x, y, scale } = camera;
    this.group.setAttribute("transform", `translate(${x / ratio} ${y / ratio}) scale(${scale / ratio})`);
    this.rule.hidden = !perMillimetre;
    if (perMillimetre) this.rule.style.width = `${(RULE_MM * perMillimetre * scale) / ratio}px`;
  }

  show(visible) {
    this.group.style.display = visible ? "" : "none";
  }
}

function outline([x, y, width, height, share], turned) {
  const [a, b] = [turned({ x, y }), turned({ x: x + width, y: y + height })];
  const box = document.createElementNS(SVG, "rect");
  const size = { width: Math.abs(b.x - a.x), height: Math.abs(b.y - a.y) };
  const values = { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), ...size, rx: ROUND };
  Object.entries(values).forEach(([name, value]) => box.setAttribute(name, value));
  const title = document.createElementNS(SVG, "title");
  title.textContent = `${Math.round(share * 100)} % of the heat map`;
  box.append(title);
  return box;
}
