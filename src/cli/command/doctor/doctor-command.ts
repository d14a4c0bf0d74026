import { errorText, exitCodes, UsageError } from "../../../errors.ts";
import { cleanLeftovers } from "../../../fixtures/guardian/leftovers.ts";
import { redactSecrets } from "../../../fixtures/redact-url.ts";
import { removeLeftoverKeys } from "../../../fixtures/redis/external/leftover-keys.ts";
import { externalEndpoint } from "../../../fixtures/redis/external/redis-external.ts";
import { removeStaleProxies } from "../../../link/toxiproxy/stale-proxies.ts";
import { preflight, type PreflightCheck } from "../../../preflight/preflight.ts";
import type { Colour } from "../../../report/text/paint.ts";
import { oneLine } from "../../../report/text/plain-text.ts";
import { alignColumns } from "../../../report/text/table.ts";
import { counted } from "../../../wording.ts";
import type { Output } from "../../process/output.ts";
import type { DoctorValues } from "./doctor-options.ts";
import { notReadyBecause } from "./readiness.ts";

/**
 * Prints what this machine has for runs. The exit code is 69 if there is no Redis to run on, if a part that each
 * run needs is broken, or if leftovers could not be removed.
 */
export async function doctorCommand(values: DoctorValues, output: Output): Promise<number> {
  const { out, json } = values;
  const cleaned = values.clean ? await clean(values, output) : true;
  const checks = await preflight({ ...values, reportsDirectory: out });
  const obstacle =
    notReadyBecause(checks) ?? (cleaned ? undefined : "not everything could be removed");
  const ready = obstacle === undefined;
  if (json) output.data({ ready, checks });
  else output.data(`${checksText(checks, output)}\n\n${obstacle ?? "ready"}`);
  return ready ? exitCodes.pass : exitCodes.environment;
}

async function clean(values: DoctorValues, output: Output): Promise<boolean> {
  const { toxiproxyUrl } = values;
  const { removed, unended } = await cleanLeftovers();
  if (toxiproxyUrl !== undefined) {
    const proxies = await removeStaleProxies(toxiproxyUrl);
    output.note(`removed ${counted(proxies.length, "proxy", "proxies")} of earlier runs`);
  }
  output.note(`removed ${counted(removed.length, "leftover")} of earlier runs`);
  for (const { resource } of unended) {
    output.note(`could not remove ${oneLine(JSON.stringify(resource))}`);
  }
  return (await cleanRedis(values, output)) && unended.length === 0;
}

/** A search through 10 million keys takes some 10 s. */
const searchLimitMs = 120_000;

/** Removes the keys that killed runs left in the Redis at the URL. Returns whether that succeeded. */
async function cleanRedis(values: DoctorValues, output: Output): Promise<boolean> {
  const { redisUrl: url } = values;
  if (url === undefined) return true;
  try {
    const { tls } = externalEndpoint({ url, tlsFiles: values });
    const { keys, runs, complete } = await removeLeftoverKeys(url, { tls, limitMs: searchLimitMs });
    output.note(`removed ${counted(keys, "key")} of ${counted(runs, "killed run")} from Redis`);
    if (!complete) output.note("did not look at all keys in 2 minutes: clean again");
    return complete;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // The checks say why this Redis cannot be used.
    output.note(
      `could not look for keys of killed runs: ${redactSecrets(errorText(error), [url])}`,
    );
    return false;
  }
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
  return lines.join("\n");
}
