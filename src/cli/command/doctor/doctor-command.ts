import { exitCodes } from "../../../errors.ts";
import { cleanLeftovers } from "../../../fixtures/guardian/leftovers.ts";
import { removeStaleProxies } from "../../../link/toxiproxy/stale-proxies.ts";
import { preflight, type PreflightCheck } from "../../../preflight/preflight.ts";
import type { Colour } from "../../../report/text/paint.ts";
import { oneLine } from "../../../report/text/plain-text.ts";
import { alignColumns } from "../../../report/text/table.ts";
import { counted } from "../../../wording.ts";
import type { Output } from "../../process/output.ts";
import type { DoctorValues } from "./doctor-options.ts";

/**
 * Prints what this machine has for runs. The exit code is 69 if there is no Redis to run on, or if
 * leftovers could not be removed.
 */
export async function doctorCommand(values: DoctorValues, output: Output): Promise<number> {
  const { redisUrl, toxiproxyUrl, toxiproxyListen, out, json } = values;
  const cleaned = values.clean ? await clean(toxiproxyUrl, output) : true;
  const checks = await preflight({
    redisUrl,
    toxiproxyUrl,
    toxiproxyListen,
    reportsDirectory: out,
  });
  const ready = hasRedis(checks) && cleaned;
  if (json) output.data({ ready, checks });
  else output.data(checksText(checks, output));
  return ready ? exitCodes.pass : exitCodes.environment;
}

/** The checks that find a Redis. A run needs only one that succeeds. */
const waysToRedis = ["redis-server", "docker", "redis url"];

/** Returns true if runs can start or reach a Redis. */
export function hasRedis(checks: readonly Pick<PreflightCheck, "name" | "status">[]): boolean {
  return checks.some(({ name, status }) => waysToRedis.includes(name) && status === "ok");
}

async function clean(toxiproxyUrl: string | undefined, output: Output): Promise<boolean> {
  const { removed, unended } = await cleanLeftovers();
  if (toxiproxyUrl !== undefined) {
    const proxies = await removeStaleProxies(toxiproxyUrl);
    output.note(`removed ${counted(proxies.length, "proxy", "proxies")} of earlier runs`);
  }
  output.note(`removed ${counted(removed.length, "leftover")} of earlier runs`);
  for (const { resource } of unended) {
    output.note(`could not remove ${oneLine(JSON.stringify(resource))}`);
  }
  return unended.length === 0;
}

const colours: Record<PreflightCheck["status"], Colour> = {
  ok: "green",
  missing: "dim",
  problem: "yellow",
};

function checksText(checks: readonly PreflightCheck[], { paintData }: Output): string {
  const rows = checks.map(({ status, name, detail }) => [status, name, oneLine(detail)]);
  const aligned = alignColumns(rows);
  const lines = checks.flatMap(({ status, hint }, index) => {
    const line = paintData(colours[status], aligned[index] ?? "");
    return status === "ok" || hint === undefined ? [line] : [line, `         ${oneLine(hint)}`];
  });
  const missing = "no Redis to run on: no redis-server on the PATH, no Docker, no --redis-url";
  return [...lines, "", hasRedis(checks) ? "ready" : missing].join("\n");
}
