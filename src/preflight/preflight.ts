import { withDeadline } from "../clock.ts";
import { errorText } from "../errors.ts";
import { redactSecrets } from "../fixtures/redact-url.ts";
import type { TlsFiles } from "../fixtures/redis/tls-files.ts";
import {
  checkDiskSpace,
  checkFileDescriptors,
  checkLoopbackPort,
  checkNodeVersion,
  checkPacketDrop,
  checkReportsFolder,
  checkTemporaryFolder,
} from "./preflight-machine.ts";
import type { PreflightResult } from "./preflight-result.ts";
import {
  checkDocker,
  checkLeftovers,
  checkRedisServer,
  checkRedisKeys,
  checkRedisUrl,
  checkToxiproxy,
} from "./preflight-servers.ts";

export interface PreflightCheck extends PreflightResult {
  readonly name: string;
}

export interface PreflightOptions extends TlsFiles {
  readonly redisUrl?: string | undefined;
  readonly toxiproxyUrl?: string | undefined;
  readonly toxiproxyListen?: string | undefined;
  readonly reportsDirectory: string;
}

/** Just above the limits of the probes, because their errors tell more than an error of this limit. */
const checkTimeoutMs = 2_000;

/** Checks everything that a run can use, all at once, in less than three seconds. */
export async function preflight(options: PreflightOptions): Promise<PreflightCheck[]> {
  const { redisUrl, toxiproxyUrl, toxiproxyListen: listenHost, reportsDirectory } = options;
  const checks: [name: string, check: () => PreflightResult | Promise<PreflightResult>][] = [
    ["node", checkNodeVersion],
    ["redis-server", checkRedisServer],
    ["docker", checkDocker],
    ["toxiproxy", () => checkToxiproxy({ url: toxiproxyUrl, listenHost })],
    ["packet drop", checkPacketDrop],
    ["loopback port", checkLoopbackPort],
    ["file descriptors", checkFileDescriptors],
    ["reports folder", () => checkReportsFolder(reportsDirectory)],
    ["disk space", () => checkDiskSpace(reportsDirectory)],
    ["temporary folder", checkTemporaryFolder],
    ["leftovers", checkLeftovers],
  ];
  if (redisUrl !== undefined) {
    const redis = { ...options, url: redisUrl };
    const checking = resultOf(() => checkRedisUrl(redis));
    checks.push(["redis url", () => checking]);
    checks.push(["redis keys", async () => checkRedisKeys(redis, await checking)]);
  }
  const secrets = [redisUrl, toxiproxyUrl].filter((url) => url !== undefined);
  return await Promise.all(
    checks.map(async ([name, check]) => {
      const result = await resultOf(check);
      return { name, ...result, detail: redactSecrets(result.detail, secrets) };
    }),
  );
}

async function resultOf(
  check: () => PreflightResult | Promise<PreflightResult>,
): Promise<PreflightResult> {
  try {
    return await withDeadline(Promise.try(check), "an answer", checkTimeoutMs);
  } catch (error) {
    return { status: "problem", detail: errorText(error), ...hintOf(error) };
  }
}

function hintOf(error: unknown): { hint?: string } {
  const hint = error instanceof Error && "hint" in error ? error.hint : undefined;
  return typeof hint === "string" ? { hint } : {};
}
