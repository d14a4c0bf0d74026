import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

import { expect, test } from "vitest";

import { findingKinds } from "../src/judging/finding/finding.ts";
import { scenarios } from "../src/scenarios/index.ts";

const project = dirname(import.meta.dirname);
const readme = read("README.md");
const docs = readdirSync(join(project, "docs"))
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/${name}`);
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "reports/README.md",
  "src/faults/README.md",
  ...docs,
];

test("the first code block of the README has two command lines that each set everything up", () => {
  const [, block = ""] = /^```sh\n(.*?)```/ms.exec(readme) ?? [];
  const lines = block.trimEnd().split("\n");
  expect(readme.indexOf("```")).toBe(readme.indexOf(`\`\`\`sh\n${block}`));
  expect(lines).toHaveLength(2);
  for (const line of lines) expect(line).toMatch(/^npm run setup && npm \S+/);
});

test("the README has at most 200 lines", () => {
  expect(readme.trimEnd().split("\n").length).toBeLessThanOrEqual(200);
});

test("docs/README.md lists every page once", () => {
  const listed = linksOf("docs/README.md").map(({ file }) => file);
  const others = docs.filter((page) => page !== "docs/README.md");
  for (const page of others) expect(listed.filter((file) => file === page)).toEqual([page]);
});

test("docs/architecture.md has a row for every folder of src", () => {
  const folders = readdirSync(join(project, "src"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  for (const name of folders) expect(read("docs/architecture.md")).toContain(`| \`src/${name}\` `);
});

test("the README has a row for every scenario", () => {
  for (const { name } of scenarios) expect(readme).toContain(`\n| \`${name}\` `);
});

test("every npm script that a page names exists", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const named = pages.flatMap((page) => [...read(page).matchAll(/npm run (?:-s )?([\w:]+)/g)]);
  expect(new Set(named.map(([, script]) => script)).size).toBeGreaterThan(3);
  for (const [command, script = ""] of named) expect(scripts, command).toHaveProperty([script]);
});

test.for(pages)("every option that %s names is in docs/command-line.md", (page) => {
  const known = read("docs/command-line.md");
  const commands = [
    ...read(page).matchAll(/(?:npm run (?:-s )?(?:chaos|bench) |src\/cli\.ts )[^\n`]*/g),
  ];
  const named = commands.flatMap(([command]) => [...command.matchAll(/ (--[a-z][\w-]*)/g)]);
  const alone = [...read(page).matchAll(/`(--[a-z][\w-]*)[ `]/g)];
  const options = new Set([...named, ...alone].map(([, option = ""]) => option));
  expect(
    [...options].filter(
      (option) => ![`\`${option}\``, `\`${option} `].some((text) => known.includes(text)),
    ),
  ).toEqual([]);
});

test.for(pages)("every rule that %s names is in docs/findings.md", (page) => {
  const known = read("docs/findings.md");
  const runs = scenarios.flatMap(({ name, variants }) =>
    variants.map((variant) => `${name}/${variant.name}`),
  );
  const named = [...read(page).matchAll(/(?:`|fail )([a-z-]+)\/([a-z-]+)[`:]/g)]
    .filter(([, kind = ""]) => findingKinds.some((each) => each === kind))
    .map(([, kind = "", rule = ""]) => `${kind}/${rule}`)
    .filter((rule) => !runs.includes(rule));
  expect(named.filter((rule) => !known.includes(`\`${rule}\``))).toEqual([]);
});

test.for(pages)("every file of the project that a command in %s names exists", (page) => {
  const named = read(page).matchAll(/(?:--bus|--project integration) ((?:src|tests)\/[\w./-]+)/g);
  for (const [command, file = ""] of named) {
    expect(existsSync(join(project, file)), command).toBe(true);
  }
});

test.each([
  ["README.md", "tests/examples/my-bus.ts", "/**"],
  ["README.md", "tests/examples/my-bus.scenario.test.ts", "describeScenarios("],
  ["docs/testing-your-bus.md", "tests/examples/link.integration.test.ts", "test("],
  ["docs/adding-a-bus.md", "src/zoo/handles-twice.ts", "/**"],
  ["docs/adding-a-fault.md", "tests/examples/refuse-writes.ts", "/**"],
  ["docs/writing-a-scenario.md", "tests/examples/freeze.ts", "/**"],
])("%s shows the code of %s as it is tested", (page, file, begin) => {
  const example = read(file);
  const code = example.slice(example.indexOf(`\n${begin}`) + 1);
  expect(code.length).toBeGreaterThan(50);
  expect(read(page)).toContain(`${code}\`\`\``);
});

test.for(pages)("every link in %s leads to a page or file, and to a heading of it", (page) => {
  const links = linksOf(page);
  expect(links.filter(({ file }) => !existsSync(join(project, file)))).toEqual([]);
  const anchored = links.filter(({ anchor }) => anchor !== undefined);
  expect(anchored.filter(({ file, anchor = "" }) => !anchorsOf(file).includes(anchor))).toEqual([]);
});

interface PageLink {
  readonly target: string;
  /** The path from the root of the project. */
  readonly file: string;
  readonly anchor: string | undefined;
}

/** Returns the links of a page to files of the project; links in code blocks are text. */
function linksOf(page: string): readonly PageLink[] {
  const text = withoutCode(read(page));
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^https?:/.test(target))
    .map((target) => {
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : resolve(project, dirname(page), path);
      return { target, file: path === "" ? page : relative(project, file), anchor };
    });
}

/** Returns the anchors that GitHub gives to the headings of a page, and the ones written as HTML. */
function anchorsOf(page: string): readonly string[] {
  const text = withoutCode(read(page));
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(/\s/g, "-"),
  );
  const html = [...text.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, id = ""]) => id);
  return [...headings, ...html];
}

function withoutCode(page: string): string {
  return page.replaceAll(/^```[\s\S]*?^```/gm, "");
}

function read(file: string): string {
  return readFileSync(join(project, file), "utf8");
}
