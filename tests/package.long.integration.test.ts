import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { hostNodes, type HostNode } from "./support/package/nodes.ts";
import {
  missingRegistry,
  packInto,
  runProgram,
  writeService,
} from "./support/package/user-project.ts";
import { requirement } from "./support/requirements.ts";

const project = join(import.meta.dirname, "..");
const manifest = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

/** pnpm keeps packages between runs of this test, as npm does. */
const store = join(project, ".cache/pnpm-store");

/** The package managers, each with another vitest. Both run no install scripts. */
const managers = {
  npm: {
    program: "npm",
    install: ["i", "-D", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"],
    run: ["npx"],
    vitest: `vitest@${manifest.devDependencies["vitest"]}`,
  },
  pnpm: {
    program: join(project, "node_modules/.bin/pnpm"),
    install: ["add", "-D", "--ignore-scripts", "--prefer-offline", "--store-dir", store],
    run: [join(project, "node_modules/.bin/pnpm"), "exec"],
    vitest: "vitest@4",
  },
} as const;
type Manager = keyof typeof managers;

/** Long enough for three Nodes, one after another, on a machine that is short of CPU. */
const matrixLimitMs = 180_000;

/** A program in the folder of a user, on one of the Nodes. */
interface Call {
  readonly manager: Manager;
  readonly node: HostNode;
}

let folder: string;
let nodes: readonly HostNode[] = [];
let files: readonly string[] = [];

async function install(manager: Manager, archive: string): Promise<void> {
  const { program, install: words, vitest } = managers[manager];
  const target = join(folder, manager);
  mkdirSync(target);
  writeService(target);
  const redis = `redis@${manifest.dependencies["redis"]}`;
  const { exitCode, stdout, stderr } = await runProgram(
    program,
    [...words, archive, vitest, redis],
    { folder: target },
  );
  expect(exitCode, stdout + stderr).toBe(0);
  // vitest 5 itself does not support Node 20.
  const unsupported = stderr.match(/EBADENGINE +package: (?!'vitest@).*/gu);
  expect(unsupported).toBeNull();
}

/** Runs the installed program as the user types it. The Node that it fetches is shared by all calls. */
async function busChaos({ manager, node }: Call, words: readonly string[]) {
  const [program = "", ...first] = managers[manager].run;
  return await runProgram(program, [...first, "bus-chaos", ...words], {
    folder: join(folder, manager),
    path: node.path,
    environment: { XDG_CACHE_HOME: join(folder, "cache") },
  });
}

const { title, skip } = requirement("registry", "the packed package", await missingRegistry());

describe.skipIf(skip)(title, () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "bus-chaos-package-"));
    nodes = await hostNodes(folder);
    const packed = await packInto(folder);
    files = packed.files;
    await Promise.all([install("npm", packed.archive), install("pnpm", packed.archive)]);
  }, matrixLimitMs);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("the package has the program, its types and its pages, and nothing that only developers need", () => {
    expect(files).toEqual(
      expect.arrayContaining([
        "README.md",
        "dist/launch/bus-chaos.mjs",
        "dist/index.d.ts",
        "dist/vitest/entry.js",
        "docs/findings.md",
      ]),
    );
    expect(files.filter((file) => /\.test\.|\/testing\/|^src\/|^tests\//u.test(file))).toEqual([]);
  });

  test("an installation has no heavy part, and does not change the Node of the project", () => {
    for (const name of ["testcontainers", "ssh2", "node", ".bin/node"]) {
      expect(existsSync(join(folder, "npm/node_modules", name)), name).toBe(false);
    }
  });

  describe("the installed package on an old Node", () => {
    test("says in one line what to type if no Node can be fetched", async () => {
      const node = oldest();
      const { exitCode, stdout, stderr } = await runProgram("npx", ["bus-chaos", "list"], {
        folder: join(folder, "npm"),
        path: node.path,
        environment: {
          XDG_CACHE_HOME: join(folder, "no-cache"),
          npm_config_registry: "http://127.0.0.1:9/",
          npm_config_prefer_online: "true",
        },
      });
      expect(stdout).toBe("");
      expect(stderr.split("\n")[1]).toMatch(
        /^bus-chaos needs Node 24 or newer, and this is Node 2\d\.\S+, and node-\S+@24 could not be fetched: .*ECONNREFUSED.* Type: npm i -D node-\S+@24$/u,
      );
      expect(exitCode).toBe(69);
    });

    test("fetches a Node once, runs on it, and tells a vitest on the old Node what to type", async () => {
      const call: Call = { manager: "npm", node: oldest() };
      const first = await busChaos(call, ["--version"]);
      expect(first.stderr).toMatch(/fetching node-\S+@24 once, into \S+\n$/u);
      expect(first.stdout).toBe("0.1.0\n");
      expect(await busChaos(call, ["--version"])).toEqual({ ...first, stderr: "" });
      const { stdout, stderr } = await runProgram("npx", ["vitest", "run", "--root", "chaos"], {
        folder: join(folder, "pnpm"),
        path: oldest().path,
      });
      expect(stdout + stderr).toContain("Type: npx bus-chaos vitest run");
    });

    test("ends with 130 after one Ctrl-C, which the harness hears once", async () => {
      const launcher = join(folder, "npm/node_modules/.bin/bus-chaos");
      const child = spawn(launcher, ["restart"], {
        cwd: join(folder, "npm"),
        stdio: ["ignore", "ignore", "pipe"],
        env: { ...process.env, PATH: oldest().path, XDG_CACHE_HOME: join(folder, "cache") },
      });
      let text = "";
      child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
        if (!text.includes("steady") && (text + chunk).includes("steady")) child.kill("SIGINT");
        text += chunk;
      });
      const [exitCode] = await once(child, "close");
      expect(text.match(/stopping, healing faults/gu), text).toHaveLength(1);
      expect(exitCode).toBe(130);
    });
  });

  describe("the installed package on each Node", () => {
    test.each([
      ["npm", "chaos/my-bus.ts", "my-channel"],
      ["pnpm", "esm/my-bus.ts", "my-bus"],
    ] as const)(
      "%s: a run of %s passes, and the bus is called %s",
      { timeout: matrixLimitMs },
      async (manager, bus, name) => {
        for (const node of nodes) {
          const words = ["fan-out/calm", "--bus", bus];
          const { exitCode, stderr } = await busChaos({ manager, node }, words);
          expect(exitCode, `Node ${node.major}\n${stderr}`).toBe(0);
          expect(stderr).toContain(`fan-out/calm on ${name}`);
          expect(stderr).toContain(`repeat with: npx bus-chaos`);
        }
      },
    );

    test(
      "vitest passes with a CommonJS bus and an ES module bus, installed by npm and pnpm in turns",
      async () => {
        for (const [index, node] of nodes.entries()) {
          const manager = index % 2 === 0 ? "npm" : "pnpm";
          const { exitCode, stdout, stderr } = await busChaos({ manager, node }, ["vitest", "run"]);
          expect(exitCode, `Node ${node.major}\n${stdout}${stderr}`).toBe(0);
          expect(stdout).toMatch(/Tests\s.*2 passed/u);
        }
      },
      matrixLimitMs,
    );
  });
});

function oldest(): HostNode {
  const [node] = nodes;
  if (node === undefined) throw new Error("there is no Node on this machine");
  return node;
}
