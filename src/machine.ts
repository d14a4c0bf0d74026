import { readFileSync } from "node:fs";
import { availableParallelism, platform, release } from "node:os";

/** Returns what a report tells about the machine and the versions. */
export function describeMachine() {
  return {
    nodeVersion: process.version,
    platform: `${platform()} ${release()} ${process.arch}`,
    cpus: availableParallelism(),
    busChaosVersion: packageVersion(),
  };
}

/** Reads the version from package.json, which is one folder up in the sources and in the build. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  );
  const { version } = manifest as { version?: unknown };
  return typeof version === "string" ? version : "unknown";
}
