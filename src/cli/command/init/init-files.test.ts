import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { readOptions } from "../../option/read-options.ts";
import { chooseSource } from "./choose-source.ts";
import { initOptions } from "./init-options.ts";
import { planFiles } from "./plan-files.ts";
import { choose, confirm } from "./questions.ts";
import { importSpecifier, lookAtProject } from "./reading/project.ts";
import { extendGitignore, writeFiles } from "./writing/write-files.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bus-chaos-init-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

function read(name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

const busClass = "export class Bus { publish(topic, body) {} subscribe(topic, handler) {} }";
const noOptions = readOptions(initOptions, {});

async function plannedPaths(manifest: object): Promise<string[]> {
  write("package.json", JSON.stringify(manifest));
  const project = lookAtProject(folder);
  const source = await chooseSource(project, noOptions, undefined);
  return planFiles(project, source, project.hasGitHub).files.map(({ path }) => path);
}

test("a CommonJS project in JavaScript gets .cjs files", async () => {
  expect(await plannedPaths({ dependencies: { ioredis: "6" } })).toEqual([
    "chaos/my-bus.cjs",
    "chaos.config.cjs",
  ]);
});

test("an ES module project in JavaScript gets .mjs files, and a test if it has vitest", async () => {
  const devDependencies = { vitest: "5" };
  expect(await plannedPaths({ type: "module", devDependencies })).toEqual([
    "chaos/my-bus.mjs",
    "chaos.config.mjs",
    "chaos/my-bus.test.mjs",
  ]);
});

test("a TypeScript project gets .ts files, and a workflow if it has a .github folder", async () => {
  write("tsconfig.json", "{}");
  write(".github/CODEOWNERS", "");
  expect(await plannedPaths({ devDependencies: { vitest: "5" } })).toEqual([
    "chaos/my-bus.ts",
    "chaos.config.ts",
    "chaos/my-bus.test.ts",
    ".github/workflows/bus-chaos.yml",
  ]);
});

const esModule = { type: "module" };

test.each<[string, Readonly<Record<string, object>>, string]>([
  ["src/bus.ts", { "package.json": {} }, "../src/bus"],
  ["src/bus.ts", { "package.json": esModule }, "../src/bus.js"],
  [
    "src/bus.ts",
    { "package.json": esModule, "tsconfig.json": { allowImportingTsExtensions: true } },
    "../src/bus.ts",
  ],
  ["src/bus.mts", { "package.json": {} }, "../src/bus.mjs"],
  ["lib/bus.js", { "package.json": esModule }, "../lib/bus.js"],
])("importSpecifier imports %s in a project with %j as %s", (file, files, expected) => {
  for (const [name, content] of Object.entries(files)) write(name, JSON.stringify(content));
  expect(importSpecifier(file, lookAtProject(folder))).toBe(expected);
});

test("chooseSource takes the class in a file that is called after a bus, and ignores dependencies and tests", async () => {
  write("package.json", "{}");
  for (const file of [
    "a/queue.ts",
    "z/bus.ts",
    "node_modules/a/bus.ts",
    "dist/bus.js",
    "bus.test.ts",
  ]) {
    write(file, busClass);
  }
  const source = await chooseSource(lookAtProject(folder), noOptions, undefined);
  expect(source).toMatchObject({ kind: "class", found: { file: "z/bus.ts" } });
});

test("chooseSource lets the user choose between the classes, the installed client and a frame", async () => {
  write("package.json", '{"dependencies": {"redis": "6"}}');
  write("src/bus.ts", busClass);
  const questions: string[] = [];
  const ask = async (question: string) => {
    questions.push(question);
    return "2";
  };
  expect(await chooseSource(lookAtProject(folder), noOptions, ask)).toEqual({
    kind: "client",
    client: "redis",
  });
  expect(questions.join("\n")).toContain("1  Bus in src/bus.ts (publish, subscribe)");
});

test("--file refuses a file without such a class, and says what is looked for", async () => {
  write("package.json", "{}");
  write("src/other.ts", "export class Other {}");
  const values = readOptions(initOptions, { file: "src/other.ts" });
  await expect(chooseSource(lookAtProject(folder), values, undefined)).rejects.toThrow(
    "src/other.ts exports no class that publishes and subscribes",
  );
});

test("an existing configuration is kept, whatever its ending", async () => {
  write("chaos.config.mjs", "export default {};");
  expect(await plannedPaths({ type: "commonjs" })).toContain("chaos.config.mjs");
});

test("writeFiles keeps a file that is there, and replaces it with force", () => {
  write("a.ts", "mine");
  const files = [
    { path: "a.ts", text: "new" },
    { path: "b/c.ts", text: "new" },
  ];
  expect(writeFiles(folder, files, false).map(({ outcome }) => outcome)).toEqual(["kept", "wrote"]);
  expect(read("a.ts")).toBe("mine");
  expect(writeFiles(folder, files, true).map(({ outcome }) => outcome)).toEqual([
    "replaced",
    "replaced",
  ]);
  expect(read("a.ts")).toBe("new");
});

test("extendGitignore adds the folder of reports once, on a line of its own", () => {
  write(".gitignore", "node_modules/");
  expect(extendGitignore(folder)).toMatchObject([{ outcome: "extended" }]);
  expect(extendGitignore(folder)).toEqual([]);
  expect(read(".gitignore")).toBe("node_modules/\nreports/\n");
});

test("choose takes the first choice for an empty answer, and asks again after a wrong one", async () => {
  const answers = ["7", "x", "2"];
  const choices = [["one", 1] as const, ["two", 2] as const];
  expect(await choose(async () => "", "which?", choices)).toBe(1);
  expect(await choose(async () => answers.shift() ?? "", "which?", choices)).toBe(2);
});

test("confirm is true unless the answer begins with n", async () => {
  expect(await confirm(async () => "", "run?")).toBe(true);
  expect(await confirm(async () => "No", "run?")).toBe(false);
});
