import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import type { EndedProgram } from "../run-chaos.ts";
import { hostPath } from "./nodes.ts";

const project = join(import.meta.dirname, "../../..");

/** Programs of npm may take this long on a machine that is short of CPU. */
const programLimitMs = 120_000;

/** The files of a service in TypeScript: CommonJS, and in a folder of its own an ES module. */
const serviceFiles = (exampleBus: string, exampleClient: string): Record<string, string> => ({
  "tsconfig.json": `{ "compilerOptions": { "target": "es2021", "module": "commonjs" } }`,
  "src/names.ts": `
    export enum Part { Channel = "channel" }
    export class Names {
      readonly start = this.prefix + Part.Channel;
      constructor(private readonly prefix: string) {}
    }`,
  "chaos/example.ts": exampleBus,
  "chaos/stream-bus.ts": exampleClient,
  "chaos/my-bus.ts": commonJsBus,
  "chaos/bus.test.ts": vitestFile("./my-bus"),
  "esm/package.json": `{ "type": "module" }`,
  "esm/my-bus.ts": exampleBus,
  "esm/stream-bus.ts": exampleClient,
  "esm/bus.test.ts": vitestFile("./my-bus.ts"),
});

/** A bus module as people write it for a CommonJS project. Only TypeScript of a compiler can give its name. */
const commonJsBus = `
  import { Names } from "../src/names";
  import { bus as example } from "./example";
  export const bus = { ...example, name: new Names("my-").start };`;

function vitestFile(bus: string): string {
  return `import { describeScenarios } from "bus-chaos/vitest";
    import { bus } from "${bus}";
    describeScenarios(bus, { scenarios: ["fan-out"], variants: ["calm"] });`;
}

/** Returns why no package can be installed here, and `undefined` if the npm registry answers. */
export async function missingRegistry(): Promise<string | undefined> {
  const words = ["view", "redis", "version", "--fetch-retries=0", "--fetch-timeout=10000"];
  const { exitCode } = await runProgram("npm", words, { folder: project });
  return exitCode === 0 ? undefined : "the npm registry does not answer";
}

/** Packs this package into the folder, and returns the path of the archive and the names of the files in it. */
export async function packInto(folder: string) {
  const words = ["pack", "--json", "--pack-destination", folder];
  const { stdout } = await runProgram("npm", words, { folder: project });
  const start = stdout.search(/^\[/mu);
  const [packed] = JSON.parse(stdout.slice(start)) as [
    { filename: string; files: { path: string }[] },
  ];
  return { archive: join(folder, packed.filename), files: packed.files.map(({ path }) => path) };
}

/** Writes the service, without its packages, into a folder. */
export function writeService(folder: string): void {
  const exampleText = (name: string): string =>
    readFileSync(join(project, "tests/examples", name), "utf8").replace(
      "../../src/bus/contract.ts",
      "bus-chaos",
    );
  const files = serviceFiles(exampleText("my-bus.ts"), exampleText("stream-bus.ts"));
  const manifest = { name: "service", version: "1.0.0", private: true, type: "commonjs" };
  for (const [name, text] of Object.entries({
    "package.json": JSON.stringify(manifest),
    ...files,
  })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

const ofThisProject = /^(?:npm_|INIT_CWD|NODE|VITEST|VITE|BUS_CHAOS|TEST|PROD|DEV|MODE)/u;

/** The host may name its registry in the environment. */
function isOfRegistry(name: string): boolean {
  return /^npm_config_(?:registry|cafile|cache|userconfig|.*proxy)$/u.test(name);
}

interface ProgramOptions {
  readonly folder: string;
  readonly path?: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Runs a program as a user of the host would. Rejects if it does not end by itself. */
export function runProgram(
  program: string,
  words: readonly string[],
  { folder, path = hostPath, environment = {} }: ProgramOptions,
): Promise<EndedProgram> {
  const inherited = Object.entries(process.env).filter(
    // Variables of npm and vitest would tell the programs that they run within this project.
    ([name]) => isOfRegistry(name) || !ofThisProject.test(name),
  );
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: programLimitMs,
      env: { ...Object.fromEntries(inherited), FORCE_COLOR: undefined, PATH: path, ...environment },
    });
    const texts = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (texts.stderr += text));
    child.once("error", reject);
    child.once("close", (exitCode, signal) => {
      if (signal === null) resolve({ exitCode, ...texts });
      else reject(new Error(`${program} ${words.join(" ")} ended by ${signal}: ${texts.stderr}`));
    });
  });
}
