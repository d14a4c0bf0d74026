import { accessSync, constants, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, resolve } from "node:path";

import { EnvironmentError } from "../errors.ts";
import { findExecutable } from "../fixtures/find-executable.ts";
import { findFreePort } from "../fixtures/free-port.ts";
import { freeBytesOf } from "../fixtures/server/free-space.ts";
import type { PreflightResult } from "./preflight-result.ts";

const oldestNode = 24;
/** A run with many subscribers and links has a few hundred connections, each with two ends. */
const fewestDescriptors = 1_024;
const leastFreeBytes = 200_000_000;

export function checkNodeVersion(): PreflightResult {
  const version = process.versions.node;
  if (Number.parseInt(version, 10) >= oldestNode) return { status: "ok", detail: version };
  return {
    status: "problem",
    detail: `${version} is older than ${oldestNode}`,
    hint: `Install Node ${oldestNode} or newer.`,
  };
}

/** Checks root and the two programs that a packet-drop link needs. */
export function checkPacketDrop(): PreflightResult {
  const lacking = ["ip", "iptables"].filter((program) => findExecutable(program) === undefined);
  const needed = [
    ...(process.platform === "linux" ? [] : ["Linux"]),
    ...(process.getuid?.() === 0 ? [] : ["root"]),
    ...lacking,
  ];
  if (needed.length === 0) return { status: "ok", detail: "root, ip and iptables are there" };
  return {
    status: "missing",
    detail: `needs ${needed.join(", ")}`,
    hint: "Only packet-drop links need this. All other links work without it.",
  };
}

export async function checkLoopbackPort(): Promise<PreflightResult> {
  return { status: "ok", detail: `127.0.0.1:${await findFreePort()} is free` };
}

export function checkFileDescriptors(): PreflightResult {
  const limit = descriptorLimit();
  if (limit >= fewestDescriptors) return { status: "ok", detail: `limit ${limit}` };
  return { status: "problem", detail: lowLimit(limit), hint: higherLimit };
}

/**
 * Refuses runs with fewer file descriptors than a run may need. Beyond the limit the system closes new connections
 * without an error, which would look like a failure of the bus.
 *
 * @throws EnvironmentError that says how to raise the limit.
 */
export function requireFileDescriptors(): void {
  const limit = descriptorLimit();
  if (limit >= fewestDescriptors) return;
  throw new EnvironmentError(`too few file descriptors for a run: ${lowLimit(limit)}`, {
    hint: higherLimit,
  });
}

function lowLimit(limit: number): string {
  return `the limit is ${limit}, below ${fewestDescriptors}`;
}

const higherLimit = `Raise it with \`ulimit -n ${fewestDescriptors * 4}\`.`;

interface ResourceReport {
  /** Absent on Windows, which has no such limits. */
  readonly userLimits?: { readonly open_files?: { readonly soft: number | "unlimited" } };
}

/** The types of Node lack this property, which leaves out the look-up of the names of peers. */
interface ProcessReport {
  excludeNetwork: boolean;
  getReport(): ResourceReport;
}

/** Asks Node, which has raised the soft limit to the hard one when it started. No other program is needed. */
function descriptorLimit(): number {
  const report = process.report as unknown as ProcessReport;
  const { excludeNetwork } = report;
  report.excludeNetwork = true;
  const { userLimits } = report.getReport();
  report.excludeNetwork = excludeNetwork;
  const limit = userLimits?.open_files?.soft ?? "unlimited";
  return limit === "unlimited" ? Number.POSITIVE_INFINITY : limit;
}

export function checkReportsFolder(directory: string): PreflightResult {
  const folder = nearestFolder(directory);
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return { status: "ok", detail: `${resolve(directory)} can be written` };
  } catch {
    return {
      status: "problem",
      detail: `${folder} cannot be written`,
      hint: "Choose another folder with --out.",
    };
  }
}

export async function checkDiskSpace(directory: string): Promise<PreflightResult> {
  const freeBytes = await freeBytesOf(nearestFolder(directory));
  const detail = `${Math.round(freeBytes / 1e6)} MB free`;
  if (freeBytes >= leastFreeBytes) return { status: "ok", detail };
  return {
    status: "problem",
    detail,
    hint: `Free ${leastFreeBytes / 1e6} MB, or choose a folder on another disk with --out.`,
  };
}

/** Checks the folder in which a Redis that the harness starts keeps its data. */
export async function checkTemporaryFolder(): Promise<PreflightResult> {
  const folder = tmpdir();
  const hint = `Redis keeps its data there. Set TMPDIR to a folder with ${leastFreeBytes / 1e6} MB of space.`;
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch {
    return { status: "problem", detail: `${folder} cannot be written`, hint };
  }
  const freeBytes = await freeBytesOf(folder);
  const detail = `${folder} has ${Math.round(freeBytes / 1e6)} MB free`;
  return freeBytes >= leastFreeBytes
    ? { status: "ok", detail }
    : { status: "problem", detail, hint };
}

/** Returns the folder, or its nearest parent folder that exists. */
function nearestFolder(directory: string): string {
  let folder = resolve(directory);
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}
