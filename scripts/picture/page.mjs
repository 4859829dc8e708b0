// A page that shows a rendered comment as a pull request does, in the theme of the reader.
import { readFileSync } from "node:fs";

const read = (url) => readFileSync(new URL(url), "utf8");

export function page(fragment) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>Comment</title>
<style>
${read(import.meta.resolve("github-markdown-css/github-markdown.css"))}
${read(new URL("frame.css", import.meta.url))}</style>
</head>
<body>
<span class="avatar"></span>
<section class="comment">
<header><span class="avatar"></span><b>github-actions</b><span class="label">bot</span> commented</header>
<article class="markdown-body">
${fragment}
</article>
</section>
</body>
</html>
`;
}
