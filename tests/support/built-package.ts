import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import type { EndedProgram } from "./run-chaos.ts";

const root = join(import.meta.dirname, "../..");
const modules = join(root, "node_modules");

/** Compiles this package into the folder, with the packages that it depends on, and returns its path. */
export function buildPackage(folder: string): string {
  const target = join(folder, "bus-chaos");
  mkdirSync(target);
  const words = ["-p", "tsconfig.build.json", "--incremental", "false"];
  execFileSync(join(modules, ".bin/tsc"), [...words, "--outDir", join(target, "dist")], {
    cwd: root,
  });
  cpSync(join(root, "package.json"), join(target, "package.json"));
  symlinkSync(modules, join(target, "node_modules"));
  return target;
}

/** A project of a user, with the package and the libraries that its manifest names. */
export interface UserProject {
  readonly folder: string;
  /** Runs the installed program, as `npx bus-chaos` does. */
  readonly busChaos: (...words: string[]) => Promise<EndedProgram>;
  /** Runs a program of an installed package on the Node of this process. */
  readonly run: (script: string, ...words: string[]) => Promise<EndedProgram>;
}

/** Writes the files of a project, and links the package and the named libraries of this project into it. */
export function createProject(
  packagePath: string,
  folder: string,
  files: Readonly<Record<string, string>>,
): UserProject {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(packagePath, join(folder, "node_modules/bus-chaos"));
  for (const name of ["@types", "bullmq", "ioredis", "redis", "typescript", "vitest"]) {
    symlinkSync(join(modules, name), join(folder, "node_modules", name));
  }
  const run = (script: string, ...words: string[]) => runScript(folder, script, words);
  return {
    folder,
    run,
    busChaos: (...words) => run("bus-chaos/dist/launch/bus-chaos.mjs", ...words),
  };
}

function runScript(
  folder: string,
  script: string,
  words: readonly string[],
): Promise<EndedProgram> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join("node_modules", script), ...words], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: outsideEnvironment(),
    });
    const texts = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (texts.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (texts.stderr += text));
    child.once("error", reject);
    child.once("close", (exitCode) => resolve({ exitCode, ...texts }));
  });
}

/** Without the variables of npm and vitest, which would tell the program that it runs inside of this project. */
function outsideEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(?:npm_|VITEST|NODE_)/u.test(name),
  );
  return { ...Object.fromEntries(kept), FORCE_COLOR: undefined };
}
