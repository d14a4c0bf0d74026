import type { Operation } from "../../src/history/operation.ts";
import type { WireCommand } from "../../src/history/operations/wire-operations.ts";
import { realJudge, type Judge } from "../compare-judges.ts";
import { judgeThatMisreads } from "./judge-that-misreads.ts";

/**
 * Broken judges for the rules about recorded commands, about faults at one command, and about a bus that
 * does not move again. The names complete the sentence "a judge that ...".
 */
export const brokenCommandJudges: Readonly<Record<string, Judge>> = {
  "ignores that a command waits at the server": judgeThatMisreads((each) => {
    if (each.kind !== "wire" || !each.blocks) return each;
    const { blocks: _blocks, ...rest } = each;
    return rest;
  }),
  "takes a read that returns nothing for a handshake": judgeThatMisreads((each) =>
    each.kind === "wire" && !each.messages && !each.returned && !each.ids
      ? { ...each, handshake: true }
      : each,
  ),
  "takes every idle event loop for one at rest": judgeThatMisreads((each) =>
    each.kind === "sample" && each.sample === "idle-work" ? [] : each,
  ),
  "ignores the processor time of an event loop": judgeThatMisreads((each) =>
    each.kind === "sample" && each.sample === "idle-work"
      ? { ...each, values: { ...each.values, processorMs: 1000 } }
      : each,
  ),
  "takes the size of every key for zero": judgeThatMisreads((each) =>
    each.kind === "sample" && each.sample === "sizes" ? [] : each,
  ),
  "takes every removal for one that removed something": judgeThatMisreads((each) =>
    each.kind === "wire" && each.command === "ZREM" ? { ...each, reply: "1" } : each,
  ),
  "ignores failed attempts to connect": judgeThatMisreads((each) =>
    each.kind === "sample" && each.sample === "failed-connects" ? [] : each,
  ),
  "ignores all commands": (run) =>
    realJudge({ ...run, header: { ...run.header, hasCommands: false } }),
  "treats every forwarded command as executed": judgeThatMisreadsCommands((each) =>
    each.forwardedMs === undefined ? each : { executedMs: each.forwardedMs, ...each },
  ),
  "treats a command that did not reach Redis as perhaps executed": judgeThatMisreadsCommands(
    (each) => ({ forwardedMs: each.timeMs, ...each }),
  ),
  "treats a command without a reply as not forwarded": judgeThatMisreadsCommands((each) =>
    each.executedMs === undefined ? without(each, "forwardedMs") : each,
  ),
  "ignores error replies": judgeThatMisreadsCommands((each) => without(each, "error")),
  "assumes that a script that failed did nothing": judgeThatMisreadsCommands((each) =>
    each.error === undefined ? each : { ...each, command: "XADD" },
  ),
  "assumes that no reply was lost": judgeThatMisreadsCommands((each) =>
    each.executedMs === undefined ? each : { repliedMs: each.executedMs, ...each },
  ),
  "assumes that every reply was lost": judgeThatMisreadsCommands((each) =>
    without(each, "repliedMs"),
  ),
  "treats a nil reply like any other reply": judgeThatMisreadsCommands((each) =>
    each.reply === "nil" ? without(each, "reply") : each,
  ),
  "dates the execution of a command by when it was forwarded": judgeThatMisreadsCommands((each) =>
    each.executedMs === undefined ? each : { ...each, executedMs: each.forwardedMs ?? 0 },
  ),
  "ignores the second XADD of a publish": judgeThatMisreadsCommands((each) =>
    each.command === "XADD" && each.reply?.endsWith("-1") ? [] : each,
  ),
  "takes a command of another role that carries a message for its publish":
    judgeThatMisreadsCommands((each) =>
      each.messages ? { ...each, process: "publisher-0" } : each,
    ),
  "ignores XADDs with unreadable payloads": judgeThatMisreadsCommands((each) =>
    each.command === "XADD" && !each.messages ? [] : each,
  ),
  "ignores that a connection is unreadable": judgeThatMisreads((each) =>
    each.kind === "wire-opaque" ? [] : each,
  ),
  "treats a reply that was read in part as complete": judgeThatMisreadsCommands((each) =>
    without(each, "partial"),
  ),
  "ignores acknowledgements to Redis": judgeThatMisreadsCommands((each) =>
    each.command.startsWith("XACK") ? [] : each,
  ),
  "ignores acknowledgements to Redis without a reply": judgeThatMisreadsCommands((each) =>
    each.command.startsWith("XACK") && each.executedMs === undefined ? [] : each,
  ),
  "ignores that an XACK acknowledged no entry": judgeThatMisreadsCommands((each) =>
    each.reply === "0" ? { ...each, reply: "1" } : each,
  ),
  "assigns every XACK to the first entry": judgeThatMisreadsCommands((each) =>
    each.ids ? { ...each, ids: ["100-0"] } : each,
  ),
  "assigns every command of a group to group a": judgeThatMisreadsCommands((each) =>
    each.group === undefined ? each : { ...each, group: "a" },
  ),
  "treats an id of the bus as a stream id": judgeThatMisreads((each) =>
    "id" in each ? { ...each, id: each.id.replace(/^own.*/, "9-9") } : each,
  ),
  "ignores on which connection a command was sent": judgeThatMisreadsCommands((each) => ({
    ...each,
    connection: 0,
  })),
  "takes every command for a batch of its own": judgeThatMisreadsCommands((each) => ({
    ...each,
    connection: each.index,
  })),
  "ignores which key a command names": judgeThatMisreadsCommands((each) =>
    each.key === undefined ? each : { ...each, key: "stream:orders" },
  ),
  "treats every answered EXEC as executed": judgeThatMisreadsCommands((each) =>
    each.command === "EXEC" ? without(each, "reply") : each,
  ),
  "treats PING as a command that may publish": judgeThatMisreadsCommands((each) =>
    each.command === "PING" ? { ...each, command: "GET" } : each,
  ),
  "sees only the first message of an entry": judgeThatMisreadsCommands((each) =>
    each.messages ? { ...each, messages: each.messages.slice(0, 1) } : each,
  ),
  "ignores that a stream was read": judgeThatMisreadsCommands((each) =>
    each.command === "XREADGROUP" && !each.noAck ? { ...each, command: "GET" } : each,
  ),
  "ignores scripts, transactions and deletions that may acknowledge": judgeThatMisreadsCommands(
    (each) => (/^(EVAL|MULTI|X?DEL)$/.test(each.command) ? { ...each, command: "GET" } : each),
  ),
  "ignores NOACK": judgeThatMisreadsCommands((each) => without(each, "noAck")),
  "ignores which messages a read returns": judgeThatMisreadsCommands((each) =>
    each.noAck ? each : without(each, "returned"),
  ),
  "ignores from which stream a read returned a message": judgeThatMisreadsCommands((each) =>
    each.returned ? without(without(each, "keys"), "key") : each,
  ),
  "ignores that a connection was reset": judgeThatMisreads((each) =>
    each.kind === "wire-end" ? [] : each,
  ),
  "treats a claim as an ordinary read": judgeThatMisreadsCommands((each) =>
    each.command.endsWith("CLAIM") ? { ...each, command: "XREADGROUP" } : each,
  ),
  "assumes that every fault at a command struck it": judgeThatMisreads((each) => {
    if (each.kind !== "fault" || each.type !== "invoke") return each;
    const { command: _command, ...rest } = each;
    return rest;
  }),
  "treats a fault at a reply as a fault at the request": judgeThatMisreads((each) => {
    if (each.kind !== "fault" || each.type !== "invoke" || !each.command) return each;
    return { ...each, command: { ...each.command, position: "mid-request" } };
  }),
  "accepts any command as the one that was struck": judgeThatMisreads((each) => {
    if (each.kind !== "wire") return each;
    const { key: _key, ...rest } = each;
    return { ...rest, command: "XADD", occurrence: 2, connectionName: "commands" };
  }),
  "ignores that the harness was late": judgeThatMisreads((each) =>
    each.kind === "sample" ? [] : each,
  ),
};

function judgeThatMisreadsCommands(read: (command: WireCommand) => WireCommand | []): Judge {
  return judgeThatMisreads((each): Operation | [] => (each.kind === "wire" ? read(each) : each));
}

type Optional =
  | "forwardedMs"
  | "repliedMs"
  | "error"
  | "reply"
  | "partial"
  | "noAck"
  | "returned"
  | "key"
  | "keys";

function without(command: WireCommand, field: Optional): WireCommand {
  if (!(field in command)) return command;
  const { [field]: _field, ...rest } = command;
  return rest;
}
