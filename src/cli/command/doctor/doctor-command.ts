import { exitCodes } from "../../../errors.ts";
import { cleanLeftovers } from "../../../fixtures/guardian/leftovers.ts";
import { preflight, type PreflightCheck } from "../../../preflight/preflight.ts";
import { oneLine } from "../../../report/text/plain-text.ts";
import { alignColumns } from "../../../report/text/table.ts";
import type { Colour } from "../../../report/views/terminal.ts";
import type { Output } from "../../process/output.ts";

export interface DoctorOptions {
  readonly clean: boolean;
  readonly json: boolean;
  readonly out: string;
  readonly redisUrl: string | undefined;
  readonly toxiproxyUrl: string | undefined;
}

/** Says what runs can stand on here. Not ready if there is no way at all to a Redis. */
export async function doctorCommand(options: DoctorOptions, output: Output): Promise<number> {
  const cleaned = options.clean ? await clean(output) : true;
  const { redisUrl, toxiproxyUrl, out } = options;
  const checks = await preflight({ redisUrl, toxiproxyUrl, reportsDirectory: out });
  const ready = hasRedis(checks) && cleaned;
  if (options.json) output.data({ ready, checks });
  else output.data(checksText(checks, output));
  return ready ? exitCodes.pass : exitCodes.environment;
}

/** The checks of which one is enough. */
const waysToRedis = ["redis-server", "docker", "redis url"];

/** Exported for its test. */
export function hasRedis(checks: readonly Pick<PreflightCheck, "name" | "status">[]): boolean {
  return checks.some(({ name, status }) => waysToRedis.includes(name) && status === "ok");
}

async function clean(output: Output): Promise<boolean> {
  const { removed, unended } = await cleanLeftovers();
  output.note(`removed ${removed.length} leftovers of runs that are gone`);
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
  const missing = "no Redis to run on: neither a redis-server on the PATH, nor Docker, nor a URL";
  return [...lines, "", hasRedis(checks) ? "ready" : missing].join("\n");
}
