// The anchors of each page named in a file, by remark and github-slugger: a line of JSON a page.
import { readFileSync } from "node:fs";
import { unified } from "unified";
import remarkParse from "remark-parse";
import remarkGfm from "remark-gfm";
import remarkFrontmatter from "remark-frontmatter";
import remarkRehype from "remark-rehype";
import rehypeRaw from "rehype-raw";
import GithubSlugger from "github-slugger";
import { toString } from "hast-util-to-string";
import { visit } from "unist-util-visit";

const reader = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkFrontmatter)
  .use(remarkRehype, { allowDangerousHtml: true, clobberPrefix: "" })
  .use(rehypeRaw);

for (const page of readFileSync(process.argv[2], "utf8").split("\n").filter(Boolean)) {
  const text = readFileSync(page, "utf8").replace(/^\ufeff/, "");
  const slugger = new GithubSlugger();
  const slugs = [];
  const ids = [];
  visit(reader.runSync(reader.parse(text)), "element", (node) => {
    const { id, name } = node.properties;
    // The heading that it puts over footnotes is none of the page's.
    if (id === "footnote-label") return;
    if (id) ids.push(id);
    if (node.tagName === "a" && name) ids.push(name);
    if (/^h[1-6]$/.test(node.tagName)) slugs.push(slugger.slug(toString(node)));
  });
  console.log(JSON.stringify({ page, slugs, ids }));
}
