"use strict";
// The page says everything without this script. It filters and sorts the long lists, keeps what is
// asked for in the address, copies fingerprints, and opens what a link leads into. Names are only
// ever written as text.

const ORDER = ["critical", "high", "medium", "low", "info", "live", "history", "unreachable",
  "NOT READY", "INSUFFICIENT EVIDENCE", "READY (attested)", "NO", "UNKNOWN", "YES"];
const COLLATOR = new Intl.Collator("en", { numeric: true });
const SHOWN = 200;
const said = document.getElementById("said");

const make = (tag, text = "", attributes = {}) => {
  const made = document.createElement(tag);
  made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
};

const compare = (a, b) => {
  const [left, right] = [ORDER.indexOf(a), ORDER.indexOf(b)];
  return left >= 0 && right >= 0 ? left - right : COLLATOR.compare(a, b);
};

const labelled = (text, control) => {
  const label = make("label", text);
  label.append(control);
  return label;
};

function enhance(list) {
  const bar = list.querySelector(".filters");
  if (!bar) return;
  const section = list.closest("section").id;
  const own = list.dataset.list === section;
  const body = list.querySelector("tbody");
  const heads = [...list.querySelector("thead").querySelectorAll("th")];
  const names = heads.map(head => head.textContent);
  // Cells are read when somebody asks for them: a page of ten thousand rows opens at once.
  let known;
  const rows = () => known ??= [...list.querySelectorAll("tbody > tr")].map((row, number) =>
    ({ row, number, cells: [...row.cells].map(cell => cell.textContent.trim()) }));
  const search = make("input", "", { type: "search", name: "q", autocomplete: "off" });
  const selects = heads.flatMap((head, column) => head.hasAttribute("data-filter")
    ? [{ column, select: make("select", "", { name: names[column].toLowerCase() }) }] : []);
  const status = make("output");
  const more = make("button", "Show more", { type: "button" });
  const reset = make("button", "Show all", { type: "button" });
  let sort = "";
  let limit = SHOWN;

  const fill = ({ column, select }) => {
    if (select.length > 1) return;
    const found = new Set(rows().map(one => one.cells[column]));
    select.append(...[...found].sort(compare).map(value => make("option", value, { value })));
  };

  const matching = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const kept = rows().filter(({ cells }) =>
      selects.every(({ column, select }) => !select.value || cells[column] === select.value)
      && (!words.length || words.every(word => cells.join(" ").toLowerCase().includes(word))));
    const column = names.findIndex(name => name.toLowerCase() === sort.replace("-", ""));
    if (column < 0) return kept;
    const way = sort.startsWith("-") ? -1 : 1;
    return kept.sort((a, b) => way * compare(a.cells[column], b.cells[column]) || a.number - b.number);
  };

  const show = () => {
    const kept = matching();
    list.querySelector(".rest")?.remove();
    body.replaceChildren(...kept.slice(0, limit).map(one => one.row));
    more.hidden = kept.length <= limit;
    status.textContent = `${kept.length.toLocaleString("en")} of ${rows().length.toLocaleString("en")}`
      + (more.hidden ? "" : `, the first ${limit.toLocaleString("en")} shown`);
    heads.forEach((head, at) => {
      const mine = names[at].toLowerCase() === sort.replace("-", "");
      if (mine) head.setAttribute("aria-sort", sort.startsWith("-") ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  };

  const asked = () => {
    const query = new URLSearchParams();
    for (const control of [...selects.map(one => one.select), search]) {
      if (control.value) query.set(control.name, control.value);
    }
    if (sort) query.set("sort", sort);
    return query.toString();
  };

  const change = () => {
    limit = SHOWN;
    show();
    const query = asked();
    history.replaceState(null, "", query ? `#${section}?${query}` : `#${section}`);
  };

  const read = () => {
    const [id, query] = location.hash.slice(1).split("?");
    if (!own || id !== section || query === undefined) return;
    const wanted = new URLSearchParams(query);
    search.value = wanted.get("q") ?? "";
    for (const one of selects) {
      fill(one);
      one.select.value = wanted.get(one.select.name) ?? "";
    }
    sort = wanted.get("sort") ?? "";
    limit = SHOWN;
    show();
    bar.scrollIntoView();
  };

  bar.append(labelled("Search", search));
  for (const one of selects) {
    one.select.append(make("option", "any", { value: "" }));
    for (const event of ["pointerdown", "focus"]) one.select.addEventListener(event, () => fill(one));
    one.select.addEventListener("change", change);
    bar.append(labelled(names[one.column], one.select));
  }
  heads.forEach((head, at) => {
    const button = make("button", names[at], { type: "button", class: "sort" });
    const name = names[at].toLowerCase();
    button.addEventListener("click", () => { sort = sort === name ? `-${name}` : name; change(); });
    head.replaceChildren(button);
  });
  search.addEventListener("input", change);
  more.addEventListener("click", () => { limit += 5 * SHOWN; show(); });
  more.hidden = true;
  reset.addEventListener("click", () => {
    for (const control of [search, ...selects.map(one => one.select)]) control.value = "";
    sort = "";
    change();
  });
  status.setAttribute("aria-live", "polite");
  bar.append(reset, status);
  list.append(more);
  bar.hidden = false;
  addEventListener("hashchange", read);
  addEventListener("beforeprint", () => { if (known) { limit = Infinity; show(); } });
  read();
}

function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1).split("?")[0]));
  for (let at = target; at; at = at.parentElement) if (at.localName === "details") at.open = true;
  if (target && !location.hash.includes("?")) target.scrollIntoView();
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = make("textarea", text);
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  said.textContent = `Copied ${text.slice(0, 12)}…`;
}

for (const print of document.querySelectorAll("code.full")) {
  const button = make("button", "copy", { type: "button", class: "copy",
    "aria-label": `Copy the fingerprint ${print.textContent.slice(0, 12)}` });
  button.addEventListener("click", () => copy(print.textContent));
  print.after(" ", button);
}
for (const head of document.querySelectorAll("th[data-query]")) {
  const query = new URLSearchParams({ [head.dataset.query === "Server" ? "q" : head.dataset.query.toLowerCase()]: head.textContent });
  const link = make("a", "", { href: `#exposures?${query}` });
  link.append(...head.childNodes);
  head.append(link);
}
document.querySelectorAll("[data-list]").forEach(enhance);
addEventListener("hashchange", reveal);
if (location.hash) reveal();
