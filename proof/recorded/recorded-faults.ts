import type { Evidence } from "../../src/history/operations/fault-operations.ts";
import type { StruckCommand } from "../../src/history/struck-command.ts";
import { oncePerRun } from "./once-per-run.ts";
import { ofKind, type Call, type RecordedRun } from "./recorded-run.ts";

/** A fault with the times of its injection and its healing. */
export interface RecordedFault {
  readonly roles: readonly string[];
  /** True if the fault acts on links. */
  readonly network: boolean;
  readonly losesAll: boolean;
  readonly losesLastMs: number;
  readonly injectCallMs: number;
  /** When the harness verified that the fault was in force; `undefined` if it could not. */
  readonly injectedMs: number | undefined;
  readonly healCallMs: number | undefined;
  /** When the harness verified that the fault was healed; `undefined` if it could not. */
  readonly healedMs: number | undefined;
  readonly evidence: readonly Evidence[];
  /** The command that the fault struck, for a fault at one command. */
  readonly struck: StruckCommand | undefined;
}

type FaultCall = Call<"fault", "invoke">;

/** The faults of a run; each number is injected once. */
export const faultsOf = oncePerRun((run: RecordedRun): readonly RecordedFault[] => {
  const calls = ofKind(run, "fault").filter((each) => each.type === "invoke");
  return calls.filter(({ action }) => action === "inject").map((call) => fault(run, call));
});

function fault(run: RecordedRun, call: FaultCall): RecordedFault {
  const own = ofKind(run, "fault").filter((each) => each.fault === call.fault);
  const at = (action: "inject" | "heal", type: "invoke" | "ok"): number | undefined =>
    own.find((each) => each.action === action && each.type === type)?.timeMs;
  return {
    roles: call.roles,
    network: call.network ?? false,
    losesAll: call.losesAll ?? false,
    losesLastMs: call.losesLastMs ?? 0,
    injectCallMs: call.timeMs,
    injectedMs: at("inject", "ok"),
    healCallMs: at("heal", "invoke"),
    healedMs: at("heal", "ok"),
    evidence: own.flatMap((each) => ("evidence" in each ? each.evidence : [])),
    struck: call.command,
  };
}

/** True if the fault affects the path of one of these roles. */
export function isTouched({ roles }: RecordedFault, processes: readonly string[]): boolean {
  return processes.some((process) => roles.includes(process));
}

/** When the harness began to take the message out of Redis, as the evidence of a fault says. */
export function removedAt(run: RecordedRun, message: string): number | undefined {
  const remover = faultsOf(run).find(({ evidence }) =>
    evidence.some(({ removed = [] }) => removed.includes(message)),
  );
  return remover?.injectCallMs;
}
