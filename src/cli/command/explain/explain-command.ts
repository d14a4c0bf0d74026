import { dirname } from "node:path";

import { exitCodes, UsageError } from "../../../errors.ts";
import { explain } from "../../../explain/explain.ts";
import { findMessages, nearestKeys } from "../../../explain/find-message.ts";
import type { IndexedHistory, MessageRecord } from "../../../history/indexed-history.ts";
import { oneLine } from "../../../report/text/plain-text.ts";
import { renderExplanation } from "../../../report/views/explanation-page.ts";
import { widthOf } from "../../../report/views/terminal.ts";
import { readIndexed } from "../../../run/judge-run.ts";
import { listed } from "../../../wording.ts";
import type { Output } from "../../process/output.ts";
import { findHistories } from "../find-run.ts";
import type { ExplainValues } from "./explain-options.ts";

/** Explains what happened to one message of a stored run, without Redis. */
export function explainCommand({ run, message, json }: ExplainValues, output: Output): number {
  const { file, history, record } = search(findHistories(run), message);
  const explanation = explain(history, record, dirname(file));
  const page = { paint: output.paintData, ...widthOf(output.columns?.data) };
  output.data(json ? explanation : renderExplanation(explanation, page));
  return exitCodes.pass;
}

interface Hit {
  readonly file: string;
  readonly history: IndexedHistory;
  readonly record: MessageRecord;
}

const mostListed = 8;

/**
 * Searches all histories for the message, one after the other. Histories can be large, so only the one
 * with the message is kept in memory.
 *
 * @throws UsageError if no run has the message, or if the name fits several messages or runs.
 */
function search(files: readonly string[], wanted: string): Hit {
  const folders: string[] = [];
  let hit: Hit | undefined;
  let missed: Missed = { messages: 0, nearest: [] };
  for (const file of files) {
    const history = readIndexed(file);
    const records = findMessages(history, wanted);
    const [record] = records;
    if (!record) {
      missed = miss(missed, history, wanted);
      continue;
    }
    if (records.length > 1) throw severalMessages(records, wanted);
    folders.push(dirname(file));
    hit ??= { file, history, record };
  }
  if (!hit) throw unknownMessage(missed, wanted);
  if (folders.length > 1) throw severalRuns(folders, wanted);
  return hit;
}

/** The messages of the histories that were searched without success. */
interface Missed {
  readonly messages: number;
  readonly nearest: readonly string[];
}

function miss({ messages, nearest }: Missed, history: IndexedHistory, wanted: string): Missed {
  return {
    messages: messages + history.messages.size,
    nearest: nearest.length > 0 ? nearest : nearestKeys(history, wanted),
  };
}

function unknownMessage({ messages, nearest }: Missed, wanted: string): UsageError {
  const total = messages === 1 ? "there is 1 message" : `there are ${messages} messages`;
  return new UsageError(`there is no message ${oneLine(wanted)}; ${total}`, {
    hint:
      nearest.length === 0
        ? "Name a run in which something was published."
        : `The nearest keys are ${nearest.map(oneLine).join(", ")}.`,
  });
}

function severalMessages(records: readonly MessageRecord[], wanted: string): UsageError {
  return new UsageError(`${oneLine(wanted)} can be ${records.length} messages`, {
    hint: `Name one by its key: ${listed(
      records.map(({ key }) => oneLine(key)),
      mostListed,
    )}.`,
  });
}

function severalRuns(folders: readonly string[], wanted: string): UsageError {
  return new UsageError(`${oneLine(wanted)} is in ${folders.length} runs`, {
    hint: `Name the folder of one: ${listed(folders.map(oneLine), mostListed)}.`,
  });
}
