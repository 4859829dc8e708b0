// Sorts and filters the table of the first page. Texts are compared and moved, never read as HTML.
"use strict";
{
  const STEP = 250;
  const table = document.getElementById("table");
  if (table) {
    const byId = (id) => document.getElementById(id);
    const [body] = table.tBodies;
    const tables = [...document.querySelectorAll("table.main")];
    const all = tables
      .flatMap((each) => [...each.tBodies[0].rows])
      .map((row) => ({ row, texts: [...row.cells].map((cell) => cell.textContent.trim()) }));
    for (const other of tables.slice(1)) other.closest(".part").remove();
    const words = (shown) => shown.split(", ").map((each) => each.replace(/^[0-9,]+ /, "")).filter(Boolean);
    const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;
    const fallback = (value) => (value === "" ? -Infinity : parseFloat(value));
    const selects = [...document.querySelectorAll("#filters select")];
    const name = byId("filter-name");
    let sorted = { column: -1, down: false };
    let most = STEP;
    let matching = all;

    const chosen = (select, each) => {
      const shown = each.texts[select.dataset.column];
      return "several" in select.dataset ? words(shown).includes(select.value) : shown === select.value;
    };
    const show = () => {
      body.replaceChildren(...matching.slice(0, most).map(({ row }) => row));
      const shown = Math.min(most, matching.length);
      byId("shown").textContent = `${matching.length.toLocaleString("en")} of ${all.length.toLocaleString("en")} repositories match, ${shown.toLocaleString("en")} are shown.`;
      byId("more").hidden = shown === matching.length;
    };
    const apply = () => {
      const wanted = name.value.trim().toLowerCase();
      const used = selects.filter((select) => select.value !== "");
      matching = all.filter((each) => each.texts[0].toLowerCase().includes(wanted) && used.every((select) => chosen(select, each)));
      const { column, down, number } = sorted;
      if (column >= 0) {
        const compare = number ? (a, b) => a.key - b.key : (a, b) => order(a.key, b.key);
        const keyed = matching.map((each) => ({ each, key: number ? fallback(each.texts[column]) : each.texts[column] }));
        keyed.sort(down ? (a, b) => compare(b, a) : compare);
        matching = keyed.map(({ each }) => each);
      }
      show();
    };
    const again = () => {
      most = STEP;
      apply();
    };

    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const number = head.classList.contains("number");
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        sorted = { column, number, down: sorted.column === column ? !sorted.down : false };
        for (const each of heads) each.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
        again();
      });
    });
    for (const select of selects) {
      const shown = all.map((each) => each.texts[select.dataset.column]);
      const options = new Set("several" in select.dataset ? shown.flatMap(words) : shown);
      for (const value of [...options].filter(Boolean).sort(order)) select.append(new Option(value, value));
      select.addEventListener("change", again);
    }
    name.addEventListener("input", again);
    byId("filters").addEventListener("submit", (event) => event.preventDefault());
    byId("show-more").addEventListener("click", () => {
      most += 4 * STEP;
      show();
    });
    byId("filters").hidden = false;
    byId("shown").hidden = false;
    apply();
  }
}
