import type { StruckCommand } from "../../../src/history/struck-command.ts";
import { scriptedCommand, stream, type CommandScript } from "../../run-scripts/command-script.ts";
import type { RunScript, ScriptedFault } from "../../run-scripts/run-script.ts";
import { claims, handledByBoth, oneEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const injectedMs = 20_000;
const delayMs = 100;
/** Of that a delay must show four fifths. */
const delayedMs = injectedMs + 80;
const healCallMs = 20_200;

const positions = ["before-forwarding", "mid-request", "before-reply", "mid-reply"] as const;
const acts = ["fin", "rst", "blackhole", "stall", "delay", "error"] as const;
const moments = [null, injectedMs, delayedMs - 1, delayedMs, healCallMs - 1, healCallMs];

const place = { connectionName: "commands", command: "XADD", key: stream, occurrence: 2 };
const roles = ["publisher-0", "subscriber-0"];

interface Struck {
  readonly command: Partial<StruckCommand>;
  readonly sent: Partial<CommandScript> | undefined;
  readonly marks?: Partial<ScriptedFault>;
}

/** A fault at a command in the middle of a run that is well. */
function tell({ command, sent, marks = {} }: Struck): RunScript {
  const struck = { ...place, position: "mid-reply", act: "rst", ...command } as const;
  const fault = { at: injectedMs, healAt: healCallMs + 1, roles, command: struck, ...marks };
  const extraOperations = sent
    ? [scriptedCommand({ at: injectedMs, process: "publisher-0", ...place, ...sent })]
    : [];
  const script = {
    guarantees: {},
    members: oneEach,
    messages: [handledByBoth(1000)],
    fault,
    extraOperations,
  };
  return { ...script, drain: "complete", hasCommands: true };
}

export const struckCommands: ProofScope = {
  name: "a fault at a command: every position and act, and all that the wire can show of it",
  size: 4032,
  *scripts() {
    for (const [position, act, executedAt] of product(positions, acts, [null, injectedMs])) {
      for (const [forwardedAt, repliedAt, hasCommands] of product(moments, moments, claims)) {
        // Nothing is delayed by no time at all.
        const delays = act === "delay" && hasCommands ? [delayMs, undefined, 0] : [delayMs];
        for (const ms of delays) {
          const late = act === "delay" && ms !== undefined && { delayMs: ms };
          const command = { position, act, ...late };
          yield { ...tell({ command, sent: { forwardedAt, executedAt, repliedAt } }), hasCommands };
        }
      }
    }
  },
};

/** Each way in which a command of the wire can be another than that which was struck. */
const others: readonly (Partial<CommandScript> | undefined)[] = [
  {},
  undefined,
  { process: "publisher-1" },
  { process: "subscriber-0" },
  { connectionName: "reader" },
  { connectionName: null },
  { command: "XACK" },
  { key: "elsewhere" },
  { key: null },
  { occurrence: 1 },
];
const passed = { forwardedAt: injectedMs, executedAt: injectedMs, repliedAt: injectedMs };
const gone = { forwardedAt: null, executedAt: null, repliedAt: null };

export const mistakenCommands: ProofScope = {
  name: "a fault at a command, and on the wire that command, another, or none",
  size: 1440,
  *scripts() {
    const traces = [passed, gone, { ...passed, repliedAt: null }];
    for (const [position, act, other, trace] of product(positions, acts, others, traces)) {
      for (const evidence of ["seen", "not seen"] as const) {
        const sent = other && { ...trace, ...other };
        yield tell({ command: { position, act, delayMs }, sent, marks: { evidence } });
      }
    }
  },
};
