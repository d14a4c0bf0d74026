import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { runChaos } from "./support/run-chaos.ts";

/** The end of each loaded module: a bus whose name is what the module computed. */
const busNamed = (name: string) =>
  `{ name: String(${name}), guarantees: { delivery: "at-most-once" }, open: async () => ({}) }`;

const files: Record<string, string> = {
  "package.json": `{ "type": "commonjs" }`,
  "tsconfig.json": JSON.stringify({
    compilerOptions: {
      target: "es2020",
      module: "commonjs",
      experimentalDecorators: true,
      paths: { "@shop/*": ["./src/*"] },
    },
  }),
  "src/colour.ts": `export enum Colour { Red = "red" }
    export interface Paint { colour: Colour }`,
  "src/service.ts": `import { Colour, Paint } from "./colour";
    function named(_target: object) {}
    @named
    export class Service {
      readonly key = "key:" + this.prefix;
      readonly paint: Paint = { colour: Colour.Red };
      constructor(private readonly prefix: string) {}
    }`,
  "src/index.js": `exports.answer = 42;`,
  "data.json": `{ "topic": "orders" }`,
  "esm.mjs": `export const answer = 43;`,
  "node_modules/old/index.js": `module.exports = class Old { name = "old"; };`,
};

const loadable: Record<string, [source: string, name: string]> = {
  "class.ts": [
    `import { Service } from "./src/service";
    const service = new Service("orders");
    export const bus = ${busNamed("`${service.key} ${service.paint.colour}`")};`,
    "key:orders red",
  ],
  "alias.ts": [
    `import { Colour } from "@shop/colour"; export default ${busNamed("Colour.Red")};`,
    "red",
  ],
  "folder.ts": [`import { answer } from "./src"; export const bus = ${busNamed("answer")};`, "42"],
  "commonjs.ts": [
    `import data from "./data.json"; import Old = require("old");
    export = { bus: ${busNamed("[data.topic, new Old().name, __dirname.length > 0]")} };`,
    "orders,old,true",
  ],
  "requires-esm.cts": [
    `const { answer } = require("./esm.mjs"); module.exports = ${busNamed("answer")};`,
    "43",
  ],
  "module.mts": [
    `import Old from "old"; import { Paint, Colour } from "./src/colour";
    const paint: Paint = { colour: await Promise.resolve(Colour.Red) };
    export const bus = ${busNamed("[new Old().name, paint.colour, import.meta.filename.length > 0]")};`,
    "old,red,true",
  ],
  "plain.mjs": [
    `import { answer } from "./esm.mjs"; export const bus = ${busNamed("answer")};`,
    "43",
  ],
  "plain.cjs": [`module.exports = ${busNamed("require('./src').answer")};`, "42"],
  "compiled.js": [
    `Object.defineProperty(exports, "__esModule", { value: true });
    exports.default = ${busNamed("1")};`,
    "1",
  ],
  "javascript-for-typescript.mjs": [
    `import { Service } from "./src/service.ts"; export const bus = ${busNamed('new Service("x").key')};`,
    "key:x",
  ],
};

const refused: Record<string, [source: string, says: RegExp]> = {
  "syntax.ts": [
    `export const a = 1;\nexport const bus: number = ;`,
    /Unexpected ";" \(syntax\.ts:2\)/,
  ],
  "imports-syntax.mjs": [`import "./broken.mjs";`, /Unexpected token '\}' \(broken\.mjs:2\)/],
  "broken.mjs": [`\n}`, /Unexpected token '\}' \(broken\.mjs:2\)/],
  "no-package.ts": [
    `\nimport { x } from "@scope/none/deep";\nexport const bus = x;`,
    /no package "@scope\/none" \(no-package\.ts:2\)\n.*npm i @scope\/none\. If .* path alias/,
  ],
  "no-alias.ts": [
    `import x from "~/none"; export const bus = x;`,
    /no package "~" .*:1\)\n {2}If "~\/none"/,
  ],
  "no-file.ts": [
    `import x from "./none"; export const bus = x;`,
    /no module \.\/none \(no-file\.ts:1\)/,
  ],
  "no-export.mts": [
    `import { answered } from "./esm.mjs";\nexport const bus = answered;`,
    /export named 'answered' \(no-export\.mts:1\)\n.*`import type`/,
  ],
  "throws.ts": [
    `import "./src/colour";\nconst x = undefined as any;\nx.y.z;`,
    /reading 'y'\) \(throws\.ts:3\)\n.*Connect to Redis in open/,
  ],
  "parses-json.mjs": [`\nJSON.parse("{");`, /JSON .*\(parses-json\.mjs:2\)\n.*throws this/],
  "exports-class.ts": [`export default class Bus {}`, /malformed: it is a function or a class/],
  "exports-other.ts": [
    `export const buss = 1; export enum E { A }`,
    /It exports E, buss, default\. Export/,
  ],
  "exports-nothing.mjs": [`export {};`, /It exports nothing\./],
};

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bus-chaos-modules-"));
  const sources = Object.entries({ ...loadable, ...refused }).map(([name, [text]]) => [name, text]);
  for (const [name = "", text = ""] of [...Object.entries(files), ...sources]) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

async function dryRun(file: string) {
  return await runChaos(folder, ["restart", "--dry-run", "--json", "--bus", `./${file}`]);
}

describe.concurrent("a bus module of a CommonJS project", () => {
  test.each(Object.entries(loadable))(
    "%s is loaded as its project runs it",
    async (file, [, name]) => {
      const { exitCode, stdout, stderr } = await dryRun(file);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
      const { options } = JSON.parse(stdout) as { options: { bus: string } };
      expect(options.bus).toBe(name);
    },
  );

  test.each(Object.entries(refused))(
    "%s cannot be loaded, and the error names the line and the way out",
    async (file, [, says]) => {
      const { exitCode, stderr } = await dryRun(file);
      expect(stderr).toMatch(says);
      expect(exitCode).toBe(64);
    },
  );
});
