import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { EnvironmentError, errorText } from "../../errors.ts";
import { findExecutable } from "../../fixtures/find-executable.ts";
import { guard } from "../../fixtures/guardian/guardian.ts";
import { userCommand } from "../../user-command.ts";

const execute = promisify(execFile);
const commandTimeoutMs = 5_000;
const subnetCount = 256;
const oracleHost = 254;
const firstRoleHost = 2;

/**
 * A network of its own for Redis, joined to this machine by a virtual cable and to nothing else: it
 * has no route out, so nobody beyond this machine gets an answer from it.
 */
export interface NetworkNamespace extends AsyncDisposable {
  readonly name: string;
  /** To be put before the command line of what shall run inside. */
  readonly commandPrefix: readonly string[];
  /** An address inside that no fault is ever laid on: for probes and the auditor. */
  readonly directAddress: string;
  /** Gives the inside another address, for one role. */
  addAddress(): Promise<string>;
  removeAddress(address: string): Promise<void>;
  /** Runs a program inside and returns what it printed. */
  run(program: string, words: readonly string[]): Promise<string>;
}

/** Says why packets can't be dropped on this machine, or `undefined` if they can: it has been tried. */
export async function packetDropMissing(): Promise<string | undefined> {
  if (process.platform !== "linux") return "network namespaces are a thing of Linux";
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

/** The caller disposes of it, after everything that runs inside has ended. */
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
    // The cable would go with the namespace too, but only some time after it.
    await ip("link", "delete", outside).catch(() => {});
    await ip("netns", "delete", name);
    unguard();
  };

  try {
    await ip("link", "add", outside, "type", "veth", "peer", "name", inside, "netns", name);
    await ip("address", "add", `${address(1)}/24`, "dev", outside, "scope", "link");
    await ip("link", "set", outside, "up");
    await change("add", oracleHost);
    for (const device of [inside, "lo"]) await ip("-n", name, "link", "set", device, "up");
  } catch (error) {
    await remove();
    throw error;
  }

  const hosts = createHostNumbers();
  return {
    name,
    commandPrefix: ["ip", "netns", "exec", name],
    directAddress: address(oracleHost),
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

/** The name stands for the subnet, so that whoever could create the namespace owns the subnet too. */
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
  throw new EnvironmentError(`no network namespace could be made: ${errorText(lastError)}`, {
    hint: `It needs root (CAP_SYS_ADMIN and CAP_NET_ADMIN); \`${userCommand("doctor", "--clean")}\` removes old ones.`,
    cause: lastError,
  });
}

function namespaceName(subnet: number): string {
  return `bus-chaos-${subnet}`;
}

function createHostNumbers() {
  const free = Array.from({ length: oracleHost - firstRoleHost }, (_, at) => firstRoleHost + at);
  return {
    take: (): number => {
      const host = free.shift();
      if (host !== undefined) return host;
      throw new EnvironmentError("a network namespace has addresses for no more roles", {
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
    const said = (error as { stderr?: string }).stderr?.trim();
    const why = said === undefined || said === "" ? errorText(error) : said;
    throw new EnvironmentError(`\`ip ${words.join(" ")}\` failed: ${why}`, {
      hint: "See whether this user may change networks: it needs root.",
      cause: error,
    });
  }
}
