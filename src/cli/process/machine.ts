import { readFileSync } from "node:fs";
import { availableParallelism, platform, release } from "node:os";

/** What a report says of the machine and the versions. */
export function describeMachine() {
  return {
    nodeVersion: process.version,
    platform: `${platform()} ${release()} ${process.arch}`,
    cpus: availableParallelism(),
    busChaosVersion: packageVersion(),
  };
}

/** The version in package.json, which lies two folders above both the sources and the build. */
export function packageVersion(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
  );
  const { version } = manifest as { version?: unknown };
  return typeof version === "string" ? version : "unknown";
}
