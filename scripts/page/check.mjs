// Holds a page against what it promises, in a real browser. See README.md.
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const SIZES = [{ width: 1280, height: 900 }, { width: 400, height: 800 }];
const THEMES = ["light", "dark"];
const LOAD = 2000; // milliseconds, from the address to a page that answers
const PATIENCE = 20_000;
const ANSWER = 500; // of a sorted or filtered table

const [given, out] = process.argv.slice(2);
if (!given || !out) {
  console.error("usage: node check.mjs PAGE_FOLDER OUT_FOLDER");
  process.exit(2);
}
const folder = resolve(given);
mkdirSync(out, { recursive: true });
const wrong = [];
const hold = (name, held, figure = "") => {
  console.log(`${held ? "held  " : "MISSED"} ${name}${figure === "" ? "" : `: ${figure}`}`);
  if (!held) wrong.push(name);
};
const address = (name) => pathToFileURL(join(folder, name)).href;
const first = readdirSync(join(folder, "repositories"))[0];
const NAMES = ["index.html", "findings.html", "changes.html", "others.html"].concat(first ? [`repositories/${first}`] : []);

// Chromium refuses its sandbox to root, which is who runs in most containers.
const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args });

// A page that tells what it asked for, and what it complained about.
async function open(options, name) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const asked = [];
  const said = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("dialog", (dialog) => (said.push(`dialog: ${dialog.message()}`), dialog.dismiss()));
  page.on("requestfailed", (request) => said.push(`failed: ${request.url()}`));
  const start = performance.now();
  await page.goto(address(name), { waitUntil: "load" });
  // Without scripts a frame has no callbacks: a picture waits for one.
  if (options.javaScriptEnabled === false) await page.screenshot();
  else await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return { context, page, asked, said, took: Math.round(performance.now() - start) };
}

const inside = (url) => url.startsWith(pathToFileURL(folder).href);

for (const name of NAMES) {
  for (const javaScriptEnabled of [true, false]) {
    const { context, asked, said, took } = await open({ javaScriptEnabled, viewport: SIZES[0] }, name);
    const how = `${name}${javaScriptEnabled ? "" : " without scripts"}`;
    hold(`${how}: loads, in ms`, took < LOAD, took);
    hold(`${how}: asks for nothing from elsewhere`, asked.every(inside), asked.filter((url) => !inside(url)).join(" "));
    hold(`${how}: no complaints`, said.length === 0, said.slice(0, 3).join(" | "));
    await context.close();
  }
}

for (const colorScheme of THEMES) {
  for (const viewport of SIZES) {
    for (const name of NAMES) {
      const { context, page } = await open({ colorScheme, viewport }, name);
      const shown = `${name.replace(/\/.*/, "").replace(".html", "")}-${colorScheme}-${viewport.width}`;
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      hold(`${shown}: no wider than the window`, wide <= 0, wide);
      writeFileSync(join(out, `${shown}.png`), await page.screenshot({ fullPage: false }));
      if (name === "index.html") {
        for (const part of ["moved", "repositories"]) {
          await page.evaluate(async (id) => {
            document.getElementById(id)?.scrollIntoView();
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          }, part);
          writeFileSync(join(out, `${shown}-${part}.png`), await page.screenshot());
        }
      }
      await context.close();
      // The policy of the page holds for what is put into it, too: axe comes in beside it.
      const beside = await open({ colorScheme, viewport, bypassCSP: true }, name);
      await beside.page.addScriptTag({ path: AXE });
      const { violations } = await beside.page.evaluate(() =>
        globalThis.axe.run(document, { resultTypes: ["violations"] }),
      );
      const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      const told = violations.map(({ id, impact, nodes }) => `${id} (${impact}, ${nodes.length}): ${nodes[0].html.slice(0, 120)}`);
      hold(`${shown}: axe finds nothing serious`, grave.length === 0, told.join(" | "));
      await beside.context.close();
    }
  }
}

const probe = await open({ viewport: SIZES[0] }, "index.html");
const hasTable = await probe.page.locator("#table").count();
await probe.context.close();
if (hasTable) {
  // Each is done and painted in the page itself, so that driving it costs nothing.
  const free = await open({ viewport: SIZES[0], bypassCSP: true }, "index.html");
  const run = (act) =>
    free.page.evaluate(async (source) => {
      const start = performance.now();
      new Function(source)();
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      return Math.round(performance.now() - start);
    }, act);
  const heads = await free.page.locator("#table thead th").count();
  for (let column = 0; column < heads; column++) {
    for (const way of ["ascending", "descending"]) {
      const took = await run(`document.querySelectorAll("#table thead th button")[${column}].click()`);
      const said = await free.page.locator("#table thead th").nth(column).getAttribute("aria-sort");
      hold(`column ${column} sorted ${way}, in ms`, took < ANSWER && said === way, took);
    }
  }
  const part = (await free.page.locator("#table tbody tr th a").first().textContent()).slice(-4).toLowerCase();
  const took = await run(`const field = document.getElementById("filter-name"); field.value = ${JSON.stringify(part)}; field.dispatchEvent(new Event("input"))`);
  const names = await free.page.locator("#table tbody tr th").allTextContents();
  hold("filtered by a name, in ms", took < ANSWER && names.length > 0 && names.every((each) => each.toLowerCase().includes(part)), took);
  const all = await run(`document.getElementById("filter-name").value = ""; document.getElementById("filter-name").dispatchEvent(new Event("input")); document.getElementById("show-more").click()`);
  hold("more rows shown, in ms", all < LOAD, `${all}, ${await free.page.locator("#table tbody tr").count()} rows`);
  await free.context.close();

  // By keyboard alone: to the first head, and sort.
  const keys = await open({ viewport: SIZES[0] }, "index.html");
  await keys.page.locator("#filter-name").focus();
  let found = false;
  for (let steps = 0; steps < 12 && !found; steps++) {
    await keys.page.keyboard.press("Tab");
    found = await keys.page.evaluate(() => document.activeElement.closest("#table thead") !== null);
  }
  await keys.page.keyboard.press("Enter");
  const sorted = await keys.page.locator('#table thead th[aria-sort="ascending"]').count();
  hold("sorted by keyboard", found && sorted === 1);
  await keys.context.close();
  const still = await open({ viewport: SIZES[0], javaScriptEnabled: false }, "index.html");
  hold("without scripts the last row is there", await still.page.locator("table.main tbody tr").last().isVisible());
  hold("without scripts no control is there that does nothing", !(await still.page.locator("#filters").isVisible()) && (await still.page.locator("button:visible").count()) === 0);
  await still.context.close();
}
await browser.close();
console.log(wrong.length ? `${wrong.length} promises missed` : "all promises held");
process.exitCode = wrong.length ? 1 : 0;
