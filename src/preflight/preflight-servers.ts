import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { redisImage, toxiproxyImage } from "../fixtures/docker/docker-images.ts";
import { probeDocker } from "../fixtures/docker/docker-probe.ts";
import { resourceText } from "../fixtures/guardian/guarded-resource.ts";
import { findLeftovers } from "../fixtures/guardian/leftovers.ts";
import { probeWritable } from "../fixtures/redis/redis-readiness.ts";
import { findRedisServer, redisServerHint } from "../fixtures/redis/redis-server-program.ts";
import { findToxiproxyServer } from "../link/toxiproxy/toxiproxy-process.ts";
import { userCommand } from "../user-command.ts";
import type { PreflightResult } from "./preflight-result.ts";

const run = promisify(execFile);
const probeTimeoutMs = 1_500;

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

/** Checks the Toxiproxy at the URL, or without a URL the program on the PATH. */
export async function checkToxiproxy(url: string | undefined): Promise<PreflightResult> {
  if (url !== undefined) return await checkToxiproxyUrl(url);
  const program = findToxiproxyServer();
  if (program !== undefined) return { status: "ok", detail: program };
  return {
    status: "missing",
    detail: "toxiproxy-server is not on the PATH",
    hint: "The embedded link works without it. `npm run setup` builds it if Go is installed.",
  };
}

export async function checkRedisUrl(url: string): Promise<PreflightResult> {
  const { server, version } = await probeWritable(url, { timeoutMs: probeTimeoutMs });
  return { status: "ok", detail: `${server} ${version} accepts writes` };
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

async function checkToxiproxyUrl(url: string): Promise<PreflightResult> {
  const version = new URL("/version", url);
  const response = await fetch(version, { signal: AbortSignal.timeout(probeTimeoutMs) });
  if (!response.ok)
    return { status: "problem", detail: `answers ${response.status} at ${version.href}` };
  return { status: "ok", detail: `answers: ${(await response.text()).trim().slice(0, 80)}` };
}
