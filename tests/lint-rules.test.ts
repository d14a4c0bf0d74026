import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

const project = dirname(import.meta.dirname);

/** Folders that each folder may import from, in the order of docs/architecture.md. */
const mayImport: Record<string, readonly string[]> = {
  launch: [],
  resp: [],
  history: [],
  bus: [],
  fixtures: [],
  link: ["resp", "history", "fixtures"],
  preflight: ["fixtures", "link"],
  judging: ["history"],
  faults: ["history", "fixtures", "link"],
  workload: ["history"],
  scenarios: ["history", "bus", "fixtures", "link", "judging", "faults", "workload"],
};
const belowRun = Object.keys(mayImport).filter(
  (folder) => folder !== "resp" && folder !== "launch",
);
mayImport["zoo"] = ["bus", "judging"];
mayImport["run"] = belowRun;
mayImport["explain"] = ["history", "judging"];
mayImport["explore"] = [...belowRun, "run"];
mayImport["selftest"] = [...belowRun, "zoo", "run", "explore"];
mayImport["bench"] = [...belowRun, "run"];
mayImport["config"] = ["bus"];
mayImport["vitest"] = [...belowRun, "run", "report", "config", "launch"];
mayImport["report"] = [...belowRun, "zoo", "run", "explain", "explore", "selftest"];
mayImport["cli"] = [...mayImport["report"], "bench", "report", "config"];

const folders = Object.keys(mayImport);
const pairs = folders.flatMap((from) =>
  folders.filter((to) => to !== from).map((to) => ({ from, to })),
);

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "bus-chaos-lint-"));
  cpSync(join(project, ".oxlintrc.json"), join(directory, ".oxlintrc.json"));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe("the import directions", () => {
  test("the linter rejects exactly the imports between folders that are not listed, type imports included", () => {
    for (const { from, to } of pairs) {
      write(
        `src/${from}/${to}.ts`,
        `import type { A } from "../${to}/a.ts";\nexport type B = A;\n`,
      );
    }
    const rejected = filesBreaking("no-restricted-imports");
    const expected = pairs
      .filter(({ from, to }) => !mayImport[from]?.includes(to))
      .map(({ from, to }) => `src/${from}/${to}.ts`);
    expect(rejected).toEqual(expected.toSorted());
  });

  test("the linter rejects imports of a higher folder by a subfolder or by a base module", () => {
    write("src/clock.ts", 'import type { A } from "./history/a.ts";\nexport type B = A;\n');
    write("src/bus/streams/a.ts", 'import { a } from "../../run/a.ts";\nexport const b = a;\n');
    write("src/link/embedded/a.ts", 'import { a } from "../../errors.ts";\nexport const b = a;\n');
    expect(filesBreaking("no-restricted-imports")).toEqual([
      "src/bus/streams/a.ts",
      "src/clock.ts",
    ]);
  });

  test("the linter lets src/history import the types of the bus contract, and nothing else of src/bus", () => {
    write("src/history/type.ts", type("../bus/contract.ts"));
    write("src/history/value.ts", value("../bus/contract.ts"));
    write("src/history/registry.ts", type("../bus/registry.ts"));
    write("src/history/nested.ts", type("../bus/streams/contract.ts"));
    expect(filesBreaking("no-restricted-imports")).toEqual(
      ["nested", "registry", "value"].map((name) => `src/history/${name}.ts`),
    );
  });

  test("the linter lets src/explain import the bus contract, and nothing else of src/bus", () => {
    write("src/explain/type.ts", type("../bus/contract.ts"));
    write("src/explain/value.ts", value("../bus/contract.ts"));
    write("src/explain/registry.ts", type("../bus/registry.ts"));
    write("src/explain/nested.ts", value("../bus/streams/contract.ts"));
    expect(filesBreaking("no-restricted-imports")).toEqual(
      ["nested", "registry"].map((name) => `src/explain/${name}.ts`),
    );
  });

  test("the linter lets the oracle of the proof import types from src, but no code", () => {
    for (const folder of ["oracle", "recorded"]) {
      write(`proof/${folder}/type.ts`, type("../../src/history/operation.ts"));
      write(`proof/${folder}/value.ts`, value("../../src/judging/judge.ts"));
      write(`proof/${folder}/own.ts`, value("../recorded/recorded-run.ts"));
    }
    expect(filesBreaking("no-restricted-imports")).toEqual([
      "proof/oracle/value.ts",
      "proof/recorded/value.ts",
    ]);
  });

  test("the linter rejects imports of the clock, randomness, Redis and the tests by src/judging", () => {
    const imports = {
      clock: "../clock.ts",
      random: "../random.ts",
      process: "../user-command.ts",
      client: "redis",
    };
    for (const [file, path] of Object.entries({ ...imports, tests: "../../tests/a.ts" })) {
      write(`src/judging/${file}.ts`, `import { a } from "${path}";\nexport const b = a;\n`);
    }
    write("src/judging/errors.ts", 'import { a } from "../errors.ts";\nexport const b = a;\n');
    write("src/judging/x.test.ts", 'import { a } from "../../tests/a.ts";\nexport const b = a;\n');
    expect(filesBreaking("no-restricted-imports")).toEqual(
      ["client", "clock", "process", "random", "tests"].map((name) => `src/judging/${name}.ts`),
    );
  });
});

test("the linter rejects an import circle, also one of type imports alone", () => {
  write("src/run/a.ts", type("./b.ts"));
  write("src/run/b.ts", type("./a.ts"));
  write("src/run/c.ts", type("./a.ts"));
  write("src/bus/a.ts", value("./b.ts"));
  write("src/bus/b.ts", type("./a.ts"));
  expect(filesBreaking("no-cycle")).toEqual(
    ["bus/a", "bus/b", "run/a", "run/b"].map((name) => `src/${name}.ts`),
  );
});

test("the linter lets only src/clock.ts and src/random.ts use time and randomness", () => {
  const source = "export const a = [Date.now(), Math.random(), performance.now()];\n";
  ["src/clock.ts", "src/run/a.ts", "tests/a.ts"].forEach((file) => write(file, source));
  expect(filesBreaking("no-restricted-properties")).toEqual(["src/run/a.ts", "tests/a.ts"]);
});

test("the linter lets only src/cli write to the console", () => {
  ["src/run/a.ts", "src/cli/a.ts"].forEach((file) => write(file, "console.log(1);\n"));
  expect(filesBreaking("no-console")).toEqual(["src/run/a.ts"]);
});

test("the linter rejects default exports and export *", () => {
  write("src/run/default.ts", "export default 1;\n");
  write("src/run/a.ts", "export const a = 1;\n");
  write("src/run/all.ts", 'export * from "./a.ts";\n');
  expect(filesBreaking("no-default-export")).toEqual(["src/run/default.ts"]);
  expect(filesBreaking("no-barrel-file")).toEqual(["src/run/all.ts"]);
});

/** Returns the source of a module that imports only a type from `path`. */
function type(path: string): string {
  return `import type { A } from "${path}";\nexport type B = A;\n`;
}

/** Returns the source of a module that imports a value from `path`. */
function value(path: string): string {
  return `import { a } from "${path}";\nexport const b = a;\n`;
}

function write(file: string, source: string): void {
  mkdirSync(dirname(join(directory, file)), { recursive: true });
  writeFileSync(join(directory, file), source);
}

/** Returns the files below `directory`, sorted, in which oxlint finds this rule broken. */
function filesBreaking(rule: string): readonly string[] {
  const oxlint = join(project, "node_modules", ".bin", "oxlint");
  const { stdout } = spawnSync(oxlint, ["--format", "json"], { cwd: directory, encoding: "utf8" });
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: { code: string; filename: string }[];
  };
  const broken = diagnostics.filter(({ code }) => code.includes(`(${rule})`));
  return [...new Set(broken.map(({ filename }) => filename))].toSorted();
}
