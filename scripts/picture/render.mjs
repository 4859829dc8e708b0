// Render a Markdown comment as GitHub does, and take pictures of it. See README.md.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { open, withChromium } from "./chromium.mjs";
import { render } from "./markdown.mjs";
import { page } from "./page.mjs";

const LIMIT = 300_000; // bytes of a picture; above it, pixels are not doubled
const USAGE = `usage: node render.mjs COMMENT.md OUT_FOLDER
       node render.mjs --html COMMENT.md`;

async function pictures(fragment, folder) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "comment.html"), fragment + "\n");
  const path = join(folder, "page.html");
  writeFileSync(path, page(fragment));

  await withChromium(async (chromium) => {
    const take = await open(chromium, pathToFileURL(path).href);
    for (const width of [900, 400]) {
      let taken = await both(take, width, 2);
      if (taken.some(({ png }) => png.length > LIMIT)) taken = await both(take, width, 1);
      for (const { theme, scale, height, wide, png } of taken) {
        const file = join(folder, `comment-${theme}-${width}.png`);
        writeFileSync(file, png);
        const cut = wide > width ? `, cut: the page is ${wide} wide` : "";
        const kilobytes = Math.ceil(png.length / 1000);
        console.log(`${file}  ${width} x ${height} at ${scale}x, ${kilobytes} kB${cut}`);
      }
    }
  });
}

async function both(take, width, scale) {
  const light = await take({ theme: "light", width, scale });
  return [light, await take({ theme: "dark", width, scale })];
}

try {
  const [first, second, ...more] = process.argv.slice(2);
  if (!first || !second || more.length) throw new Error(USAGE);
  if (first === "--html") {
    console.log(await render(readFileSync(second, "utf8")));
  } else {
    await pictures(await render(readFileSync(first, "utf8")), second);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
