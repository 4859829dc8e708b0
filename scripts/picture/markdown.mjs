// Markdown to HTML, by the steps that GitHub takes with a comment.
import { findAndReplace } from "hast-util-find-and-replace";
import rehypeGithubAlert from "rehype-github-alert";
import rehypeGithubDir from "rehype-github-dir";
import rehypeGithubEmoji from "rehype-github-emoji";
import rehypeRaw from "rehype-raw";
import rehypeSanitize from "rehype-sanitize";
import rehypeStringify from "rehype-stringify";
import remarkBreaks from "remark-breaks";
import remarkGfm from "remark-gfm";
import remarkGithub from "remark-github";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";

const REPOSITORY = "acme/fraud";
const MENTION = /(?<![\w`])@([a-z\d][a-z\d-]{0,38}(?:\/[a-z\d][\w-]*)?)(?![\w/`])/gi;
const REFERENCE = /(?<![\w/])([a-z\d][a-z\d-]*\/[\w.-]+(?=#)|)(?:#|\bgh-)([1-9]\d*)(?!\w)/gi;

export async function render(markdown) {
  const file = await unified()
    .use(remarkParse)
    .use(remarkGfm, { singleTilde: true })
    .use(remarkBreaks) // a comment keeps its line breaks
    .use(remarkGithub, { repository: REPOSITORY })
    .use(remarkRehype, { allowDangerousHtml: true })
    .use(rehypeRaw)
    .use(rehypeSanitize)
    .use(rehypeGithubEmoji)
    .use(linksInHtml)
    .use(rehypeGithubAlert)
    .use(rehypeGithubDir)
    .use(rehypeStringify)
    .process(markdown);
  return String(file);
}

// GitHub links mentions and issues inside HTML blocks too. remark-github sees only Markdown.
function linksInHtml() {
  const link = (href, value) => ({
    type: "element",
    tagName: "a",
    properties: { href: `https://github.com/${href}` },
    children: [{ type: "text", value }],
  });
  return (tree) =>
    findAndReplace(
      tree,
      [
        [MENTION, (text, name) => link(name, text)],
        [REFERENCE, (text, of, n) => link(`${of || REPOSITORY}/issues/${n}`, text)],
      ],
      { ignore: ["a", "code", "pre", "tt"] },
    );
}
