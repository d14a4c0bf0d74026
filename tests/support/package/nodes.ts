import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { delimiter, join, sep } from "node:path";

import { fetchPackage } from "../../../src/launch/fetch-node.mjs";
import { nodePackage } from "../../../src/launch/find-node.mjs";

const project = join(import.meta.dirname, "../../..");

/** The PATH of the host, without the programs that npm adds for the scripts of this project. */
export const hostPath = (process.env["PATH"] ?? "")
  .split(delimiter)
  .filter((folder) => !folder.includes(`${sep}node_modules${sep}`))
  .join(delimiter);

/** A Node on which the package is tried. */
export interface HostNode {
  readonly major: number;
  /** A PATH on which `node` is this Node. */
  readonly path: string;
}

/** Returns the Node of the host, the Node of this process, and a Node 22 of the npm registry. */
export async function hostNodes(folder: string): Promise<readonly HostNode[]> {
  const cached = join(project, ".cache", `${nodePackage}-22`);
  if (!existsSync(cached)) await fetchPackage(`${nodePackage}@22`, cached);
  const programs = [join(cached, "bin", "node"), process.execPath, hostNode()];
  return programs
    .map((program) => hostNodeAt(program, folder))
    .filter(({ major }, index, all) => all.findIndex((one) => one.major === major) === index)
    .toSorted((one, other) => one.major - other.major);
}

function hostNode(): string {
  return execFileSync("sh", ["-c", "command -v node"], {
    encoding: "utf8",
    env: { ...process.env, PATH: hostPath },
  }).trim();
}

function hostNodeAt(program: string, folder: string): HostNode {
  const version = execFileSync(program, ["--version"], { encoding: "utf8" });
  const major = Number.parseInt(version.slice(1), 10);
  const bin = join(folder, `node-${major}`);
  if (!existsSync(bin)) {
    mkdirSync(bin);
    symlinkSync(program, join(bin, "node"));
  }
  return { major, path: [bin, hostPath].join(delimiter) };
}
