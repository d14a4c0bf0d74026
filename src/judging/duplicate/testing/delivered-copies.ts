import type { IndexedHistory } from "../../../history/indexed-history.ts";
import {
  scriptHistory,
  type FaultScript,
  type HistoryBuilder,
} from "../../testing/history-builder.ts";
import type { WireScript } from "../../testing/scripts.ts";
import { acknowledgesOther, key } from "./redelivered-entry.ts";

export interface CopiesScript {
  /** The commands that carried the message, from 10 ms on, each 200 ms after the one before. */
  readonly appends: readonly Partial<WireScript>[];
  readonly rest?: readonly WireScript[];
  /** The ids of the two deliveries; by default both have an id that the bus itself gave. */
  readonly ids?: readonly [string, string];
  readonly fault?: FaultScript;
  /** Adds to this run; by default to an empty one. */
  readonly run?: HistoryBuilder;
}

/** Builds the history of one message that group `a` got at 720 ms and again at 1600 ms. */
export function deliverCopies(script: CopiesScript): IndexedHistory {
  const { appends, rest = [], ids = ["own", "own"], fault } = script;
  const { run = scriptHistory({ hasCommands: true }) } = script;
  const builder = run
    .subscribe({})
    .publish(key, { at: 10, tookMs: 700 })
    .deliver(key, { at: 720, id: ids[0] })
    .deliver(key, { at: 1600, id: ids[1] })
    .drain();
  for (const [at, each] of appends.entries()) {
    builder.wire({ at: 10 + at * 200, command: "XADD", messages: [key], ...each });
  }
  for (const each of [...rest, acknowledgesOther]) builder.wire(each);
  return (fault ? builder.fault(fault) : builder).build();
}
