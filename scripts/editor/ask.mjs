// What a YAML language server says at stated places of a manifest, with a schema of ours.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import { COMPLETIONS, HOVERS, MISTAKES } from "./places.mjs";
import { start } from "./server.mjs";

/** All answers with the schema in a file: `{completions, hovers, mistakes}`, each by place. */
export async function answers(schema) {
  const line = `# yaml-language-server: $schema=${pathToFileURL(schema)}\n`;
  readFileSync(schema); // a server without its schema only knows nothing
  const server = await start();
  const completions = {};
  const hovers = {};
  const mistakes = {};
  try {
    for (const [place, text] of Object.entries(COMPLETIONS)) {
      const { document, position } = await opened(server, line, text);
      completions[place] = (await document.complete(position)).map(item);
    }
    for (const [place, text] of Object.entries(HOVERS)) {
      const { document, position } = await opened(server, line, text);
      hovers[place] = await document.hover(position);
    }
    for (const [place, text] of Object.entries(MISTAKES)) {
      const { diagnostics } = await server.open(line + text);
      mistakes[place] = diagnostics.map((each) => each.message);
    }
  } finally {
    server.end();
  }
  return { completions, hovers, mistakes };
}

async function opened(server, line, text) {
  const before = (line + text.slice(0, text.indexOf("|"))).split("\n");
  const document = await server.open(line + text.replace("|", ""));
  return { document, position: { line: before.length - 1, character: before.at(-1).length } };
}

function item(each) {
  const documentation = each.documentation?.value ?? each.documentation ?? "";
  return { label: each.label, inserted: each.textEdit?.newText ?? each.insertText, documentation };
}
