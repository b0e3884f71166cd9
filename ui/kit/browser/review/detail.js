// Under the chosen finding: what each kind of evidence added, where it was seen, what is known of the figure, and the decision.

import { button, make, percent, signed } from "./make.js";

const STATED = ["present", "absent", "uncertain"];

export function drawDetail(row, finding, locked) {
  const parts = [sums(finding), ...places(finding), measured(finding)];
  if (finding.decision) parts.push(decision(finding.decision));
  if (!locked) parts.push(row.editing ? form(row, finding) : actions(row, finding));
  row.detail.replaceChildren(...parts.filter(Boolean));
}

// The addends of the log-odds as bars to either side of nought, on one scale.
function sums({ prior, evidence, logit, probability }) {
  const widest = Math.max(1, ...[prior, logit, ...evidence.map((each) => each.logOdds)].map(Math.abs));
  const table = make("table", { class: "sums" }, make("caption", {}, "What each source added, in log-odds"));
  table.append(addend("Before this case", prior, widest, "prior"));
  evidence.forEach(({ title, role, logOdds }) => table.append(addend(title, logOdds, widest, role)));
  const sum = addend("Sum", logit, widest, "sum");
  sum.lastChild.append(make("span", { class: "becomes" }, ` \u2192 ${percent(probability)}`));
  table.append(sum);
  return table;
}

function addend(title, value, widest, role) {
  const bar = make("i");
  bar.style.width = `${(Math.abs(value) / widest) * 50}%`;
  bar.style.left = `${value < 0 ? 50 - (Math.abs(value) / widest) * 50 : 50}%`;
  return make(
    "tr", { "data-role": role, "data-sign": value < 0 ? "against" : "for" },
    make("th", { scope: "row" }, title),
    make("td", { class: "sum-bar", "aria-hidden": "true" }, make("div", {}, bar)),
    make("td", { class: "number", title: String(value) }, signed(value)),
  );
}

function places({ evidence }) {
  return evidence.flatMap(({ title, where }) => (where.length ? [place(title, where)] : []));
}

function place(title, where) {
  const regions = where.filter(({ kind }) => kind === "region");
  const others = where.filter(({ kind }) => kind !== "region");
  const parts = [...outlined(regions), ...others.map((each) => WORDS[each.kind](each))];
  return make("p", { class: "where" }, make("b", {}, `${title}: `), ...join(parts));
}

const join = (parts) => parts.flatMap((part, i) => (i ? [" \u00b7 ", part] : [part]));

function outlined(regions) {
  if (!regions.length) return [];
  const shares = regions.map(({ share }) => percent(share)).join(" and ");
  return [`outlined ${regions.length > 1 ? "regions hold" : "region holds"} ${shares} of the heat map`];
}

const span = ({ text, reading }) => make("span", {}, make("q", {}, text), ` (${reading})`);
const column = ({ name, value, logOdds }) => make("span", {}, `${name} ${value} (${signed(logOdds)})`);
const moment = ({ start, end, share }) => make("span", {}, `${start.toFixed(1)} to ${end.toFixed(1)} s (${percent(share)})`);
const WORDS = { span, column, moment };

function measured({ measured: sentence }) {
  return sentence ? make("p", { class: "measured" }, sentence) : null;
}

function decision({ choice, stated, comment, by, at }) {
  const words = { accept: "Accepted", reject: "Rejected", edit: "Edited" }[choice];
  const said = stated ? ` as ${stated}` : "";
  return make("p", { class: "decided" }, make("b", {}, `${words}${said}`), ` by ${by}, ${at}`, comment ? `: ${comment}` : "");
}

function actions(row, { meant }) {
  return make(
    "div", { class: "actions" },
    button(`Accept: ${meant}`, "The report says what the machine found (A)", () => row.panel.act("accept", row.said()), { class: "accept" }),
    button("Reject", "The report does not mention it (R)", () => row.panel.act("reject", row.said()), { class: "reject" }),
    button("Edit", "State it yourself (E)", () => row.edit(), { class: "edit" }),
    comment(row),
  );
}

function comment(row) {
  const field = make("input", { type: "text", maxlength: 500, placeholder: "Comment (optional)", "aria-label": "Comment", value: row.comment });
  field.addEventListener("input", () => (row.comment = field.value));
  field.addEventListener("keydown", ({ key }) => key === "Escape" && row.leave());
  return field;
}

function form(row, finding) {
  const now = finding.decision?.stated ?? finding.meant;
  const save = () => row.save(body.querySelector("input[type=radio]:checked").value);
  const body = make(
    "form", { class: "actions", "aria-label": `Edit ${finding.title}` },
    make("fieldset", {}, make("legend", {}, "State it as"), ...STATED.map((stated) => radio(stated, stated === now))),
    comment(row),
    make("button", { type: "submit", class: "accept", title: "Enter" }, "Save"),
    button("Cancel", "Escape", () => row.leave()),
  );
  body.addEventListener("submit", (event) => {
    event.preventDefault();
    save();
  });
  body.addEventListener("keydown", (event) => keyed(event, row, save));
  return body;
}

function keyed(event, row, save) {
  if (event.key === "Escape") row.leave();
  if (event.key !== "Enter" || event.target.tagName === "BUTTON") return;
  event.preventDefault();
  save();
}

function radio(stated, checked) {
  return make("label", {}, make("input", { type: "radio", name: "stated", value: stated, checked }), stated);
}
