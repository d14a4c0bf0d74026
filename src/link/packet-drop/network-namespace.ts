import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { EnvironmentError, errorText } from "../../errors.ts";
import { findExecutable } from "../../fixtures/find-executable.ts";
import { guard } from "../../fixtures/guardian/guardian.ts";
import { userCommand } from "../../user-command.ts";

const execute = promisify(execFile);
const commandTimeoutMs = 5_000;
const subnetCount = 256;
const directHost = 254;
const firstRoleHost = 2;

/**
 * A network namespace for Redis. A virtual cable connects it to this machine. It has no other route, so
 * no other machine gets an answer from it.
 */
export interface NetworkNamespace extends AsyncDisposable {
  readonly name: string;
  /** The words in front of the command line of a program that runs inside. */
  readonly commandPrefix: readonly string[];
  /** The address inside for probes and the auditor. No fault ever acts on it. */
  readonly directAddress: string;
  /** Adds an address inside, for one role. */
  addAddress(): Promise<string>;
  removeAddress(address: string): Promise<void>;
  /** Runs a program inside and returns its output. */
  run(program: string, words: readonly string[]): Promise<string>;
}

/** Returns why packets cannot be dropped on this machine, or `undefined` after a test that worked. */
export async function packetDropMissing(): Promise<string | undefined> {
  if (process.platform !== "linux") return "network namespaces exist only on Linux";
  if (process.getuid?.() !== 0) return "network namespaces need root";
  for (const program of ["ip", "iptables", "iptables-save", "ss"]) {
    if (findExecutable(program) === undefined) return `${program} is not on the PATH`;
  }
  try {
    await using namespace = await createNetworkNamespace();
    await namespace.run("iptables", ["-w", "-A", "INPUT", "-p", "tcp", "-j", "DROP"]);
    return undefined;
  } catch (error) {
    return errorText(error);
  }
}

/** Creates a namespace. The caller disposes of it after everything inside has ended. */
export async function createNetworkNamespace(): Promise<NetworkNamespace> {
  const subnet = await reserveSubnet();
  const name = namespaceName(subnet);
  const unguard = guard({ kind: "namespace", name });
  const outside = `bc-${subnet}-out`;
  const inside = `bc-${subnet}-in`;
  const address = (host: number) => `10.231.${subnet}.${host}`;
  const change = (verb: "add" | "del", host: number) =>
    ip("-n", name, "address", verb, `${address(host)}/24`, "dev", inside, "scope", "link");
  const remove = async () => {
    // The cable would be removed with the namespace too, but only some time later.
    await ip("link", "delete", outside).catch(() => {});
    await ip("netns", "delete", name);
    unguard();
  };

  try {
    await ip("link", "add", outside, "type", "veth", "peer", "name", inside, "netns", name);
    await ip("address", "add", `${address(1)}/24`, "dev", outside, "scope", "link");
    await ip("link", "set", outside, "up");
    await change("add", directHost);
    for (const device of [inside, "lo"]) await ip("-n", name, "link", "set", device, "up");
  } catch (error) {
    await remove();
    throw error;
  }

  const hosts = createHostNumbers();
  return {
    name,
    commandPrefix: ["ip", "netns", "exec", name],
    directAddress: address(directHost),
    addAddress: async () => {
      const host = hosts.take();
      await change("add", host);
      return address(host);
    },
    removeAddress: async (used) => {
      const host = Number(used.slice(used.lastIndexOf(".") + 1));
      await change("del", host);
      hosts.giveBack(host);
    },
    run: (program, words) => ip("netns", "exec", name, program, ...words),
    [Symbol.asyncDispose]: remove,
  };
}

/** Reserves a subnet by its namespace: both have one number, and only one run can create the name. */
async function reserveSubnet(): Promise<number> {
  const routes = await ip("-4", "route", "show", "table", "all");
  let lastError: unknown;
  for (let tried = 0; tried < subnetCount; tried += 1) {
    const subnet = (process.pid + tried) % subnetCount;
    if (routes.includes(`10.231.${subnet}.`)) continue;
    try {
      await ip("netns", "add", namespaceName(subnet));
      return subnet;
    } catch (error) {
      lastError = error;
      if (!/File exists/.test(errorText(error))) break;
    }
  }
  throw new EnvironmentError(`a network namespace could not be created: ${errorText(lastError)}`, {
    hint:
      "Run as root (CAP_SYS_ADMIN and CAP_NET_ADMIN), or remove the namespaces that earlier runs left " +
      `behind with \`${userCommand("doctor", "--clean")}\`.`,
    cause: lastError,
  });
}

function namespaceName(subnet: number): string {
  return `bus-chaos-${subnet}`;
}

function createHostNumbers() {
  const free = Array.from({ length: directHost - firstRoleHost }, (_, at) => firstRoleHost + at);
  return {
    take: (): number => {
      const host = free.shift();
      if (host !== undefined) return host;
      throw new EnvironmentError("the network namespace has no address left for another role", {
        hint: "Use fewer subscribers, or --link embedded.",
      });
    },
    giveBack: (host: number) => void free.push(host),
  };
}

async function ip(...words: readonly string[]): Promise<string> {
  try {
    return (await execute("ip", words, { timeout: commandTimeoutMs })).stdout;
  } catch (error) {
    const output = (error as { stderr?: string }).stderr?.trim();
    const why = output === undefined || output === "" ? errorText(error) : output;
    throw new EnvironmentError(`\`ip ${words.join(" ")}\` failed: ${why}`, {
      hint: "Run as root: only root may change networks.",
      cause: error,
    });
  }
}
