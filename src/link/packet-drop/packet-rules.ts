import type { LinkTraffic } from "../contract/link.ts";
import type { Direction } from "../contract/network-fault.ts";
import type { NetworkNamespace } from "./network-namespace.ts";

/** The purpose of a rule. It is a part of the rule's comment, by which its counter is found. */
type Purpose = "opened" | "to-server" | "to-client" | "dropped" | "rejected";

interface PacketRule {
  readonly purpose: Purpose;
  readonly chain: "INPUT" | "OUTPUT";
  readonly match: readonly string[];
  readonly target: readonly string[];
}

interface RuleCounter {
  readonly packets: number;
  readonly bytes: number;
}

/** The iptables rules for one address inside a namespace. Disposing removes exactly these rules. */
export interface PacketRules extends AsyncDisposable {
  drop(direction: Direction): Promise<void>;
  reject(): Promise<void>;
  /** Removes the rules that drop or reject packets. */
  clear(): Promise<void>;
  /** Reads the counters of the rules. The bytes include packet headers. */
  traffic(): Promise<LinkTraffic>;
}

export async function layPacketRules(
  namespace: NetworkNamespace,
  address: string,
): Promise<PacketRules> {
  const counting = countingRules(address);
  /** The counts of rules that were removed. */
  const past = { dropped: 0, rejected: 0 };
  let inForce: PacketRule[] = [];

  const change = async (verb: "-A" | "-D", rule: PacketRule) => {
    const comment = ["-m", "comment", "--comment", commentOf(rule.purpose, address)];
    const words = ["-w", verb, rule.chain, ...rule.match, ...comment, ...rule.target];
    await namespace.run("iptables", words);
  };
  const add = async (rule: PacketRule) => {
    await change("-A", rule);
    inForce.push(rule);
  };
  const count = async () => {
    const saved = await namespace.run("iptables-save", ["-c", "-t", "filter"]);
    return (purpose: Purpose) => readCounter(saved, commentOf(purpose, address));
  };

  for (const rule of counting) await change("-A", rule);

  return {
    drop: async (direction) => {
      for (const rule of dropRules(address, direction)) await add(rule);
    },
    reject: () => add(rejectRule(address)),
    clear: async () => {
      const counters = await count();
      past.dropped += counters("dropped").bytes;
      past.rejected += counters("rejected").packets;
      for (const rule of inForce.splice(0)) await change("-D", rule);
    },
    traffic: async () => {
      const counters = await count();
      return {
        open: undefined,
        connections: counters("opened").packets,
        bytesToServer: counters("to-server").bytes,
        bytesToClient: counters("to-client").bytes,
        closedByFault: undefined,
        refused: past.rejected + counters("rejected").packets,
        withheldBytes: past.dropped + counters("dropped").bytes,
      };
    },
    [Symbol.asyncDispose]: async () => {
      for (const rule of [...inForce, ...counting]) await change("-D", rule);
      inForce = [];
    },
  };
}

/** Adds up the counters of the rules with this comment in the output of `iptables-save -c`. */
export function readCounter(saved: string, comment: string): RuleCounter {
  const lines = saved.split("\n").filter((line) => line.includes(`--comment "${comment}"`));
  return lines.reduce<RuleCounter>(
    (sum, line) => {
      const [, packets = 0, bytes = 0] = /^\[(\d+):(\d+)\]/.exec(line) ?? [];
      return { packets: sum.packets + Number(packets), bytes: sum.bytes + Number(bytes) };
    },
    { packets: 0, bytes: 0 },
  );
}

function commentOf(purpose: Purpose, address: string): string {
  return `bus-chaos:${address}:${purpose}`;
}

function countingRules(address: string): PacketRule[] {
  const from = ["-s", address, "-p", "tcp"];
  const to = ["-d", address, "-p", "tcp"];
  return [
    { purpose: "opened", chain: "INPUT", match: [...to, "--syn"], target: [] },
    { purpose: "to-server", chain: "INPUT", match: to, target: [] },
    { purpose: "to-client", chain: "OUTPUT", match: from, target: [] },
  ];
}

function dropRules(address: string, direction: Direction): PacketRule[] {
  const target = ["-j", "DROP"];
  const rules: PacketRule[] = [];
  if (direction !== "to-client") {
    rules.push({
      purpose: "dropped",
      chain: "INPUT",
      match: ["-d", address, "-p", "tcp"],
      target,
    });
  }
  if (direction !== "to-server") {
    rules.push({
      purpose: "dropped",
      chain: "OUTPUT",
      match: ["-s", address, "-p", "tcp"],
      target,
    });
  }
  return rules;
}

function rejectRule(address: string): PacketRule {
  const target = ["-j", "REJECT", "--reject-with", "tcp-reset"];
  return {
    purpose: "rejected",
    chain: "INPUT",
    match: ["-d", address, "-p", "tcp"],
    target,
  };
}
