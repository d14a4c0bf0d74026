/**
 * Does the recorded command show that a fault at one command struck it? For example, a fault that cuts
 * the connection after Redis executed the second XADD and before its reply:
 *
 *     20000  the fault strikes XADD number 2 of publisher-0, position before-reply, act rst
 *     20000  the link records XADD number 2: forwarded, executed, and the whole reply forwarded too
 *
 * The reply passed although the fault must have stopped it. The fault did not do what it claims:
 * `no-evidence`, and the verdict is `unknown`.
 */
import type { StruckCommand } from "../../../src/history/struck-command.ts";
import { scriptedCommand, stream, type CommandScript } from "../../run-scripts/command-script.ts";
import type { RunScript, ScriptedFault } from "../../run-scripts/run-script.ts";
import { eitherWay, handledByBoth, oneMemberEach } from "../../run-scripts/script-parts.ts";
import { product } from "../enumerate.ts";
import type { ProofScope } from "../proof-scope.ts";

const injectedMs = 20_000;
const delayMs = 100;
/** Timers may fire early, so the judge asks for four fifths of a delay. */
const delayedMs = injectedMs + 80;
const healCallMs = 20_200;

const positions = ["before-forwarding", "mid-request", "before-reply", "mid-reply"] as const;
const acts = ["fin", "rst", "blackhole", "stall", "delay", "error", "kill", "kill-redis"] as const;
const moments = [null, injectedMs, delayedMs - 1, delayedMs, healCallMs - 1, healCallMs];

const place = { connectionName: "commands", command: "XADD", key: stream, occurrence: 2 };
const roles = ["publisher-0", "subscriber-0"];

interface FaultAtCommand {
  readonly command: Partial<StruckCommand>;
  /** The command that the link recorded; `undefined` for none. */
  readonly sent: Partial<CommandScript> | undefined;
  readonly marks?: Partial<ScriptedFault>;
}

/** A fault at a command in a run without any other finding. */
function scriptOf({ command, sent, marks = {} }: FaultAtCommand): RunScript {
  const struck = { ...place, position: "mid-reply", act: "rst", ...command } as const;
  const fault = { at: injectedMs, healAt: healCallMs + 1, roles, command: struck, ...marks };
  const recorded = { at: injectedMs, process: "publisher-0", ...place, ...sent };
  const extraOperations = sent ? [scriptedCommand(recorded)] : [];
  const script = { guarantees: {}, members: oneMemberEach, messages: [handledByBoth(1000)], fault };
  return { ...script, extraOperations, drain: "complete", hasCommands: true };
}

export const struckCommands: ProofScope = {
  name: "a fault at a command: every position and act, and everything that the link can record of it",
  size: 5184,
  *scripts() {
    for (const [position, act, executedAt] of product(positions, acts, [null, injectedMs])) {
      for (const [forwardedAt, repliedAt, hasCommands] of product(moments, moments, eitherWay)) {
        // A delay without a length, and one of 0 ms.
        const delays = act === "delay" && hasCommands ? [delayMs, undefined, 0] : [delayMs];
        for (const ms of delays) {
          const length = act === "delay" && ms !== undefined && { delayMs: ms };
          const command = { position, act, ...length };
          const sent = { forwardedAt, executedAt, repliedAt };
          yield { ...scriptOf({ command, sent }), hasCommands };
        }
      }
    }
  },
};

/** Each way in which a recorded command can differ from the command that the fault names. */
const differences: readonly (Partial<CommandScript> | undefined)[] = [
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
const answered = { forwardedAt: injectedMs, executedAt: injectedMs, repliedAt: injectedMs };
const notForwarded = { forwardedAt: null, executedAt: null, repliedAt: null };

export const commandsThatWereNotStruck: ProofScope = {
  name: "a fault at a command, while the link recorded that command, another one, or none",
  size: 1920,
  *scripts() {
    const traces = [answered, notForwarded, { ...answered, repliedAt: null }];
    for (const [position, act, difference, trace] of product(
      positions,
      acts,
      differences,
      traces,
    )) {
      for (const evidence of ["seen", "not seen"] as const) {
        const sent = difference && { ...trace, ...difference };
        yield scriptOf({ command: { position, act, delayMs }, sent, marks: { evidence } });
      }
    }
  },
};
