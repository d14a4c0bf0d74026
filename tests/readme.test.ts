import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

import { expect, test } from "vitest";

const project = dirname(import.meta.dirname);
const readme = read("README.md");
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "reports/README.md",
  ...readdirSync(join(project, "docs")).map((name) => `docs/${name}`),
].filter((name) => name.endsWith(".md"));

test("the README opens with two command lines that each set everything up", () => {
  const [, block = ""] = /^```sh\n(.*?)```/s.exec(readme) ?? [];
  const lines = block.trimEnd().split("\n");
  expect(lines).toHaveLength(2);
  for (const line of lines) expect(line).toMatch(/^npm run setup && npm \S+/);
});

test("every npm script that a page names exists", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const named = pages.flatMap((page) => [...read(page).matchAll(/npm run (?:-s )?([\w:]+)/g)]);
  expect(new Set(named.map(([, script]) => script)).size).toBeGreaterThan(3);
  for (const [command, script = ""] of named) expect(scripts, command).toHaveProperty([script]);
});

test.each([
  ["tests/examples/my-bus.ts", "/**"],
  ["tests/examples/my-bus.scenario.test.ts", "describeScenarios("],
  ["tests/examples/link.integration.test.ts", "test("],
])("the README shows %s as it is run", (file, begin) => {
  const example = read(file);
  const code = example.slice(example.indexOf(`\n${begin}`) + 1);
  expect(code.length).toBeGreaterThan(50);
  expect(readme).toContain(`${code}\`\`\``);
});

test.for(pages)("every link in %s to a file of the project has its file", (page) => {
  const targets = [...read(page).matchAll(/\]\(([^)#]+)[^)]*\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !target.startsWith("https://"))
    .map((target) => resolve(project, dirname(page), target));
  expect(
    targets.filter((file) => !existsSync(file)).map((file) => relative(project, file)),
  ).toEqual([]);
});

function read(file: string): string {
  return readFileSync(join(project, file), "utf8");
}
