// A card that somebody else laid out: its own document with its own style, in which no script runs and nothing leads
// anywhere. It keeps this server's origin, since its pictures are let out to this browser's session alone; without
// `allow-scripts` nothing inside can make use of that.

import { make } from "./make.js";

const POLICY = "default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; font-src 'self' data:; form-action 'none'; base-uri 'none'";

export function framed(html, style, title) {
  const frame = make("iframe", { class: "framed", sandbox: "allow-same-origin", title, tabindex: "0", referrerpolicy: "no-referrer" });
  frame.addEventListener("load", () => follow(frame));
  queueMicrotask(() => (frame.srcdoc = page(html, style, frame)));
  return frame;
}

function page(html, style, frame) {
  const look = getComputedStyle(frame.parentElement ?? document.body);
  const dark = isDark(look.color);
  const own = `:root{color-scheme:${dark ? "dark" : "light"}}body{margin:0;padding:4px;text-align:center;font:20px/1.45 sans-serif;color:${look.color};overflow-wrap:anywhere}img{max-width:100%;max-height:40vh}`;
  const night = dark ? " nightMode night_mode" : "";
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><style>${own}</style><style>${style.replaceAll("</", "<\\/")}</style><body class="card${night}">${html}</body>`;
}

// A light text stands on a dark page.
function isDark(color) {
  const [red, green, blue] = (color.match(/[\d.]+/g) ?? [0, 0, 0]).map(Number);
  return red * 0.3 + green * 0.59 + blue * 0.11 > 140;
}

// The frame is as high as what is in it; a picture that arrives later makes it grow.
function follow(frame) {
  const body = frame.contentDocument?.body;
  if (!body) return;
  const fit = () => (frame.style.height = `${Math.max(64, body.scrollHeight + 4)}px`);
  for (const picture of body.querySelectorAll("img")) picture.addEventListener("load", fit);
  fit();
}
