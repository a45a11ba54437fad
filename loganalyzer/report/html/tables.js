/* Tables: sorting by a click on a heading, and a filter where there are many rows. */

const FILTER_FROM = 12;

function improveTables() { document.querySelectorAll("table.data").forEach(improveTable); }

function improveTable(table) {
  const body = table.tBodies[0];
  if (body.rows.length < 2) return;
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = make("button", { type: "button" }, head.textContent);
    button.addEventListener("click", () => sortBy(table, head, column));
    head.replaceChildren(button);
  });
  if (body.rows.length >= FILTER_FROM) addFilter(table, body);
}

function sortBy(table, head, column) {
  const falling = head.getAttribute("aria-sort") === "ascending";
  const numeric = head.classList.contains("number");
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", falling ? "descending" : "ascending");
  const order = new Intl.Collator("en", { numeric: true });
  const value = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
  const rows = [...table.tBodies[0].rows].map((row) => [value(row), row]);
  rows.sort(([a], [b]) => (numeric ? Number(a) - Number(b) : order.compare(a, b)) * (falling ? -1 : 1));
  table.tBodies[0].append(...rows.map(([, row]) => row));
  say("Sorted by " + head.textContent + (falling ? ", falling" : ", rising"));
}

function addFilter(table, body) {
  const caption = table.caption ? table.caption.textContent : "rows";
  const field = make("input", { type: "search", "aria-label": "Filter: " + caption, placeholder: "Filter these rows" });
  const count = make("span", {}, body.rows.length + " rows");
  const texts = new Map([...body.rows].map((row) => [row, row.textContent.toLowerCase()]));
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    texts.forEach((text, row) => {
      row.hidden = !words.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
    });
    count.textContent = words.length ? shown + " of " + texts.size + " rows" : texts.size + " rows";
  });
  table.parentElement.before(make("div", { class: "filter" }, field, count));
}
