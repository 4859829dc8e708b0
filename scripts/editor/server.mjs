// A YAML language server over its standard streams, as an editor starts one.

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const PACKAGE = createRequire(import.meta.url).resolve("yaml-language-server/package.json");
const PROGRAM = join(dirname(PACKAGE), "bin", "yaml-language-server");
const SETTINGS = {
  yaml: { validate: true, hover: true, completion: true, schemaStore: { enable: false }, schemas: {} },
  http: {},
  editor: { tabSize: 2 },
};
const SECONDS = 20;

/** A server that is ready; `end` stops it. */
export async function start() {
  const process_ = spawn(process.execPath, [PROGRAM, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = new Map();
  const published = new Map();
  let rest = Buffer.alloc(0);
  let number = 0;

  const send = (message) => {
    const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
    process_.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    process_.stdin.write(body);
  };
  const notify = (method, params) => send({ method, params });
  const ask = (method, params) =>
    new Promise((resolve, reject) => {
      const id = ++number;
      const late = setTimeout(() => reject(new Error(`no answer to ${method}`)), SECONDS * 1000);
      waiting.set(id, (message) => {
        clearTimeout(late);
        if (message.error) reject(new Error(message.error.message));
        else resolve(message.result);
      });
      send({ id, method, params });
    });

  const receive = (message) => {
    if (message.method === "textDocument/publishDiagnostics") {
      published.get(message.params.uri)?.(message.params.diagnostics);
    } else if (message.method && message.id !== undefined) {
      // What a server asks of an editor: its settings, by section, and leave to register itself.
      const sections = message.params?.items?.map((item) => SETTINGS[item.section] ?? null);
      send({ id: message.id, result: sections ?? null });
    } else if (message.id !== undefined) {
      waiting.get(message.id)?.(message);
      waiting.delete(message.id);
    }
  };
  process_.stdout.on("data", (part) => {
    rest = Buffer.concat([rest, part]);
    for (;;) {
      const end = rest.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(rest.subarray(0, end).toString())[1]);
      if (rest.length < end + 4 + length) return;
      receive(JSON.parse(rest.subarray(end + 4, end + 4 + length).toString()));
      rest = rest.subarray(end + 4 + length);
    }
  });

  await ask("initialize", {
    processId: process.pid,
    rootUri: null,
    capabilities: {
      textDocument: {
        completion: {
          completionItem: { snippetSupport: true, documentationFormat: ["markdown", "plaintext"] },
        },
        hover: { contentFormat: ["markdown"] },
        publishDiagnostics: {},
      },
      workspace: { configuration: true },
    },
  });
  notify("initialized", {});
  notify("workspace/didChangeConfiguration", { settings: SETTINGS });

  let documents = 0;
  /** Opens a text; what is found wrong in it, and how to ask about a place in it. */
  const open = async (text) => {
    const uri = `file:///repository/${++documents}/ml-readiness.yml`;
    const found = new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no diagnostics for:\n${text}`)), SECONDS * 1000);
      published.set(uri, (diagnostics) => {
        clearTimeout(late);
        resolve(diagnostics);
      });
    });
    notify("textDocument/didOpen", {
      textDocument: { uri, languageId: "yaml", version: 1, text },
    });
    const diagnostics = await found;
    const at = (position) => ({ textDocument: { uri }, position });
    return {
      diagnostics,
      complete: async (position) => {
        const answer = await ask("textDocument/completion", at(position));
        return answer?.items ?? answer ?? [];
      },
      hover: async (position) => {
        const answer = await ask("textDocument/hover", at(position));
        return answer?.contents?.value ?? answer?.contents ?? null;
      },
    };
  };
  const end = () => process_.kill();
  return { open, end };
}
