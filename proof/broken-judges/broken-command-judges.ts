import type { Operation } from "../../src/history/operation.ts";
import type { WireCommand } from "../../src/history/operations/wire-operations.ts";
import { realJudge, type Judge } from "../compare-judges.ts";
import { judgeThatMisreads } from "./judge-that-misreads.ts";

/** The same for the rules of the wire, of faults at a command, and of a bus that does not come back. */
export const brokenCommandJudges: Readonly<Record<string, Judge>> = {
  "overlooks the wire": (run) =>
    realJudge({ ...run, header: { ...run.header, hasCommands: false } }),
  "takes a command that was sent for one that was executed": judgeThatMisreadsCommands((each) =>
    each.forwardedMs === undefined ? each : { executedMs: each.forwardedMs, ...each },
  ),
  "takes a command that did not reach Redis for one that may have been executed":
    judgeThatMisreadsCommands((each) => ({ forwardedMs: each.timeMs, ...each })),
  "takes a command that may have been executed for one that did not reach Redis":
    judgeThatMisreadsCommands((each) =>
      each.executedMs === undefined ? without(each, "forwardedMs") : each,
    ),
  "takes a refusal for a reply": judgeThatMisreadsCommands((each) => without(each, "error")),
  "takes a script that failed for one that did nothing": judgeThatMisreadsCommands((each) =>
    each.error === undefined ? each : { ...each, command: "XADD" },
  ),
  "takes a lost reply for one that came": judgeThatMisreadsCommands((each) =>
    each.executedMs === undefined ? each : { repliedMs: each.executedMs, ...each },
  ),
  "takes every reply for a lost one": judgeThatMisreadsCommands((each) =>
    without(each, "repliedMs"),
  ),
  "takes nil for an entry": judgeThatMisreadsCommands((each) =>
    each.reply === "nil" ? without(each, "reply") : each,
  ),
  "dates what Redis executes by when it was sent": judgeThatMisreadsCommands((each) =>
    each.executedMs === undefined ? each : { ...each, executedMs: each.forwardedMs ?? 0 },
  ),
  "looks at the first attempt of a publish only": judgeThatMisreadsCommands((each) =>
    each.command === "XADD" && each.reply?.endsWith("-1") ? [] : each,
  ),
  "takes what others pass on for publishes": judgeThatMisreadsCommands((each) =>
    each.messages ? { ...each, process: "publisher-0" } : each,
  ),
  "overlooks commands that it cannot read": judgeThatMisreadsCommands((each) =>
    each.command === "XADD" && !each.messages ? [] : each,
  ),
  "overlooks connections that it cannot read": judgeThatMisreads((each) =>
    each.kind === "wire-opaque" ? [] : each,
  ),
  "takes a reply that it read in part for a whole one": judgeThatMisreadsCommands((each) =>
    without(each, "partial"),
  ),
  "overlooks acknowledgements": judgeThatMisreadsCommands((each) =>
    each.command.startsWith("XACK") ? [] : each,
  ),
  "overlooks acknowledgements that got no reply": judgeThatMisreadsCommands((each) =>
    each.command.startsWith("XACK") && each.executedMs === undefined ? [] : each,
  ),
  "takes an acknowledgement of nothing for one of an entry": judgeThatMisreadsCommands((each) =>
    each.reply === "0" ? { ...each, reply: "1" } : each,
  ),
  "takes an acknowledgement of one entry for one of another": judgeThatMisreadsCommands((each) =>
    each.ids ? { ...each, ids: ["100-0"] } : each,
  ),
  "takes what is acknowledged for one group as acknowledged for all": judgeThatMisreadsCommands(
    (each) => (each.group === undefined ? each : { ...each, group: "a" }),
  ),
  "takes an id of the bus for one of a stream": judgeThatMisreads((each) =>
    "id" in each ? { ...each, id: each.id.replace(/^own.*/, "9-9") } : each,
  ),
  "takes what goes to another place for sent again": judgeThatMisreadsCommands((each) =>
    each.key === undefined ? each : { ...each, key: "stream:orders" },
  ),
  "takes an answer to EXEC for its execution": judgeThatMisreadsCommands((each) =>
    each.command === "EXEC" ? without(each, "reply") : each,
  ),
  "takes a question whether Redis is there for work": judgeThatMisreadsCommands((each) =>
    each.command === "PING" ? { ...each, command: "GET" } : each,
  ),
  "takes an entry of several messages for one of the first": judgeThatMisreadsCommands((each) =>
    each.messages ? { ...each, messages: each.messages.slice(0, 1) } : each,
  ),
  "overlooks that a stream was read": judgeThatMisreadsCommands((each) =>
    each.command === "XREADGROUP" && !each.noAck ? { ...each, command: "GET" } : each,
  ),
  "overlooks what may acknowledge without saying so": judgeThatMisreadsCommands((each) =>
    /^(EVAL|MULTI|X?DEL)$/.test(each.command) ? { ...each, command: "GET" } : each,
  ),
  "overlooks reads that need no acknowledgement": judgeThatMisreadsCommands((each) =>
    without(each, "noAck"),
  ),
  "overlooks what reads return": judgeThatMisreadsCommands((each) =>
    each.noAck ? each : without(each, "returned"),
  ),
  "takes a claim for a read": judgeThatMisreadsCommands((each) =>
    each.command.endsWith("CLAIM") ? { ...each, command: "XREADGROUP" } : each,
  ),
  "believes a fault that says it struck at a command": judgeThatMisreads((each) => {
    if (each.kind !== "fault" || each.type !== "invoke") return each;
    const { command: _command, ...rest } = each;
    return rest;
  }),
  "takes a fault at a reply for one at its command": judgeThatMisreads((each) => {
    if (each.kind !== "fault" || each.type !== "invoke" || !each.command) return each;
    return { ...each, command: { ...each.command, position: "mid-request" } };
  }),
  "takes any command for the one that was struck": judgeThatMisreads((each) => {
    if (each.kind !== "wire") return each;
    const { key: _key, ...rest } = each;
    return { ...rest, command: "XADD", occurrence: 2, connectionName: "commands" };
  }),
  "blames a bus for a harness that was late": judgeThatMisreads((each) =>
    each.kind === "sample" ? [] : each,
  ),
};

function judgeThatMisreadsCommands(read: (command: WireCommand) => WireCommand | []): Judge {
  return judgeThatMisreads((each): Operation | [] => (each.kind === "wire" ? read(each) : each));
}

type Optional = "forwardedMs" | "repliedMs" | "error" | "reply" | "partial" | "noAck" | "returned";

function without(command: WireCommand, field: Optional): WireCommand {
  if (!(field in command)) return command;
  const { [field]: _field, ...rest } = command;
  return rest;
}
