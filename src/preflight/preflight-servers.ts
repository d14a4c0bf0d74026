import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { redisImage, toxiproxyImage } from "../fixtures/docker/docker-images.ts";
import { probeDocker } from "../fixtures/docker/docker-probe.ts";
import { resourceText } from "../fixtures/guardian/guarded-resource.ts";
import { findLeftovers } from "../fixtures/guardian/leftovers.ts";
import { redactUrl } from "../fixtures/redact-url.ts";
import { inspectRedis } from "../fixtures/redis/external/inspect-redis.ts";
import { findLeftoverKeys } from "../fixtures/redis/external/leftover-keys.ts";
import { externalEndpoint } from "../fixtures/redis/external/redis-external.ts";
import { findRedisServer, redisServerHint } from "../fixtures/redis/redis-server-program.ts";
import type { TlsFiles } from "../fixtures/redis/tls-files.ts";
import { findStaleProxies } from "../link/toxiproxy/stale-proxies.ts";
import { createToxiproxyCalls } from "../link/toxiproxy/toxiproxy-calls.ts";
import { useExternalToxiproxy } from "../link/toxiproxy/toxiproxy-external.ts";
import { findToxiproxyServer } from "../link/toxiproxy/toxiproxy-process.ts";
import { isInstalled, userCommand } from "../user-command.ts";
import { counted, listed } from "../wording.ts";
import type { PreflightResult } from "./preflight-result.ts";

const run = promisify(execFile);
const probeTimeoutMs = 1_500;
/** The limit of a search for keys, which looks at every key of that Redis. */
const searchTimeoutMs = 1_200;
/** The limit of each call to Toxiproxy; a check makes several calls. */
const toxiproxyTimeoutMs = 1_000;

export async function checkRedisServer(): Promise<PreflightResult> {
  const server = findRedisServer();
  if (server === undefined) {
    return { status: "missing", detail: "not on the PATH", hint: redisServerHint };
  }
  const { stdout } = await run(server, ["--version"], { timeout: probeTimeoutMs });
  const version = /\bv=(\S+)/.exec(stdout)?.[1] ?? stdout.trim();
  return { status: "ok", detail: `${version} at ${server}` };
}

export async function checkDocker(): Promise<PreflightResult> {
  const images = [redisImage(), toxiproxyImage()];
  const { unusable, missingImages } = await probeDocker(images, { timeoutMs: probeTimeoutMs });
  if (unusable !== undefined) {
    const hint = "Start Docker, or use a redis-server on the PATH, which needs no Docker.";
    return { status: "missing", detail: unusable, hint };
  }
  if (missingImages.length === 0) {
    return { status: "ok", detail: `answers, and has ${images.join(" and ")}` };
  }
  const commands = missingImages.map((image) => `docker pull ${image}`).join(" && ");
  return {
    status: "missing",
    detail: `answers, but has no image ${missingImages.join(" and ")}`,
    hint: `Pull them with \`${commands}\`. Otherwise the first run pulls them.`,
  };
}

interface ToxiproxyChoice {
  /** `undefined` for the program on the PATH. */
  readonly url: string | undefined;
  readonly listenHost: string | undefined;
}

const toxiproxySource = isInstalled
  ? "Releases are at https://github.com/Shopify/toxiproxy/releases."
  : "`npm run setup` builds it if Go is installed.";

/** Checks the Toxiproxy at the URL, or without a URL the program on the PATH. */
export async function checkToxiproxy(choice: ToxiproxyChoice): Promise<PreflightResult> {
  const { url } = choice;
  if (url !== undefined) return await checkToxiproxyUrl({ ...choice, url });
  const program = findToxiproxyServer();
  if (program !== undefined) return { status: "ok", detail: program };
  return {
    status: "missing",
    detail: "toxiproxy-server is not on the PATH",
    hint: `The embedded link injects the same faults without it. ${toxiproxySource}`,
  };
}

/** A Redis of the user, and the files for its TLS. */
export interface RedisChoice extends TlsFiles {
  readonly url: string;
}

export async function checkRedisUrl({ url, ...tlsFiles }: RedisChoice): Promise<PreflightResult> {
  const { tls } = externalEndpoint({ url, tlsFiles });
  const { server, version } = await inspectRedis(url, { tls, timeoutMs: probeTimeoutMs });
  const how = tls === undefined ? "" : ", by TLS";
  return { status: "ok", detail: `${server} ${version} accepts writes${how}` };
}

/** Looks in the Redis of the user for keys of runs that were killed, if that Redis can be used. */
export async function checkRedisKeys(
  { url, ...tlsFiles }: RedisChoice,
  { status }: Pick<PreflightResult, "status">,
): Promise<PreflightResult> {
  if (status !== "ok") return { status: "missing", detail: "not searched" };
  const { tls } = externalEndpoint({ url, tlsFiles });
  const { keys, runs, complete } = await findLeftoverKeys(url, { tls, limitMs: searchTimeoutMs });
  const sofar = complete ? "" : ", and not all keys were looked at in time";
  if (keys === 0) return { status: "ok", detail: `none of runs that were killed${sofar}` };
  const clean = userCommand("doctor", "--clean", "--redis-url", redactUrl(url), ...words(tlsFiles));
  return {
    status: "problem",
    detail: `${counted(keys, "key")} of ${counted(runs, "run")} that ${runs === 1 ? "was" : "were"} killed${sofar}`,
    hint: `Remove them with \`${clean}\`.`,
  };
}

/** Returns the words of a command that give these files again. */
function words({ redisCa, redisCert, redisKey }: TlsFiles): readonly string[] {
  return [
    ...(redisCa === undefined ? [] : ["--redis-ca", redisCa]),
    ...(redisCert === undefined ? [] : ["--redis-cert", redisCert]),
    ...(redisKey === undefined ? [] : ["--redis-key", redisKey]),
  ];
}

export async function checkLeftovers(): Promise<PreflightResult> {
  const leftovers = await findLeftovers();
  if (leftovers.length === 0) return { status: "ok", detail: "none" };
  const named = leftovers.map(({ resource }) => resourceText(resource)).join(", ");
  return {
    status: "problem",
    detail: `left by a run that was killed: ${named}`,
    hint: `Remove it with \`${userCommand("doctor", "--clean")}\`.`,
  };
}

async function checkToxiproxyUrl({
  url,
  listenHost,
}: ToxiproxyChoice & { readonly url: string }): Promise<PreflightResult> {
  const calls = createToxiproxyCalls(url, toxiproxyTimeoutMs);
  const version = (await calls.read("/version")) ?? "";
  const stale = await findStaleProxies(url);
  if (stale.length > 0) {
    return {
      status: "problem",
      detail: `has ${counted(stale.length, "proxy", "proxies")} of runs that were killed: ${listed(stale)}`,
      hint: `Remove them with \`${userCommand("doctor", "--clean", "--toxiproxy-url", url)}\`.`,
    };
  }
  await using _server = await useExternalToxiproxy({ url, listenHost }, calls);
  return { status: "ok", detail: `counts bytes, and answers: ${version.trim().slice(0, 80)}` };
}
