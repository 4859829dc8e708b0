// Chromium without a window, driven over a pipe: a plain command line cannot go below its least
// window width, and cannot choose a theme.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PATIENCE = 60_000;
// What scrolls is painted a frame later than what does not.
const PAINTED = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";

export async function withChromium(use) {
  const profile = mkdtempSync(join(tmpdir(), "picture-"));
  const flags = ["--headless", "--disable-gpu", "--hide-scrollbars", "--no-first-run"];
  // Chromium refuses its sandbox to root, which is who runs in most containers.
  if (process.getuid?.() === 0) flags.push("--no-sandbox");
  flags.push("--remote-debugging-pipe", `--user-data-dir=${profile}`, "about:blank");
  const child = spawn("chromium", flags, { stdio: ["ignore", "ignore", "pipe", "pipe", "pipe"] });
  const [, , stderr, input, output] = child.stdio;

  let said = "";
  stderr.on("data", (data) => (said = (said + data).slice(-2000)));
  input.on("error", () => {}); // the exit below says more
  const gone = new Promise((resolve, reject) => {
    child.on("error", (error) =>
      reject(
        error.code === "ENOENT"
          ? new Error("chromium is not on the PATH (on Debian: apt-get install chromium)")
          : error,
      ),
    );
    child.on("close", (code) => reject(new Error(`chromium ended with ${code}:\n${said}`)));
  });
  gone.catch(() => {});
  const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
  try {
    return await Promise.race([gone, use(protocol(input, output))]);
  } finally {
    clearTimeout(timer);
    child.kill();
    await gone.catch(() => {});
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

// The DevTools protocol: messages in JSON, each ended by a NUL.
function protocol(input, output) {
  const answers = new Map();
  const events = new Map();
  let last = 0;
  let rest = "";
  output.setEncoding("utf8").on("data", (data) => {
    const messages = (rest + data).split("\0");
    rest = messages.pop();
    for (const message of messages.map((text) => JSON.parse(text))) {
      if (message.id === undefined) {
        events.get(message.method)?.();
      } else if (message.error) {
        answers.get(message.id).reject(new Error(message.error.message));
      } else {
        answers.get(message.id).resolve(message.result);
      }
    }
  });
  return {
    send: (method, params = {}, sessionId = undefined) =>
      new Promise((resolve, reject) => {
        answers.set(++last, { resolve, reject });
        input.write(JSON.stringify({ id: last, method, params, sessionId }) + "\0");
      }),
    event: (method) => new Promise((resolve) => events.set(method, resolve)),
  };
}

// Open a page; return how to take a picture of it, as high as its content.
export async function open({ send, event }, url) {
  const { targetId } = await send("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
  const tell = (method, params) => send(method, params, sessionId);
  await tell("Page.enable");
  const loaded = event("Page.loadEventFired");
  await tell("Page.navigate", { url });
  await loaded;

  return async ({ theme, width, scale }) => {
    const size = { width, deviceScaleFactor: scale, mobile: false };
    await tell("Emulation.setEmulatedMedia", {
      features: [{ name: "prefers-color-scheme", value: theme }],
    });
    await tell("Emulation.setDeviceMetricsOverride", { ...size, height: 1 });
    const { cssContentSize } = await tell("Page.getLayoutMetrics");
    const height = Math.ceil(cssContentSize.height);
    await tell("Emulation.setDeviceMetricsOverride", { ...size, height });
    await tell("Runtime.evaluate", { expression: PAINTED, awaitPromise: true });
    const { data } = await tell("Page.captureScreenshot", { format: "png" });
    return { theme, scale, height, wide: cssContentSize.width, png: Buffer.from(data, "base64") };
  };
}
