import type { PreflightCheck } from "../../../preflight/preflight.ts";

type CheckedPart = Pick<PreflightCheck, "name" | "status">;

/** The checks that find a Redis. A run without a URL needs only one that succeeds. */
const waysToRedis = ["redis-server", "docker"];

/** The checks that each run needs. All others are about optional parts, or only a warning. */
const neededByRuns = ["node", "loopback port", "file descriptors", "reports folder"];

/** The folder in which a Redis keeps its data that the harness starts. */
const dataFolder = "temporary folder";

/** Returns why runs cannot start, or would prove nothing; `undefined` if the machine is ready. */
export function notReadyBecause(checks: readonly CheckedPart[]): string | undefined {
  const ofUrl = checks.find(({ name }) => name === "redis url");
  if (ofUrl && ofUrl.status !== "ok") return "the Redis at --redis-url cannot be used";
  if (!ofUrl && !checks.some(({ name, status }) => waysToRedis.includes(name) && status === "ok")) {
    return "no Redis to run on: no redis-server on the PATH, no Docker, no --redis-url";
  }
  const needed = ofUrl ? neededByRuns : [...neededByRuns, dataFolder];
  const broken = checks.filter(({ name, status }) => status === "problem" && needed.includes(name));
  if (broken.length === 0) return undefined;
  return `not ready: ${broken.map(({ name }) => name).join(", ")}`;
}
