import { dirname } from "node:path";

import { exitCodes, UsageError } from "../../../errors.ts";
import { explain } from "../../../explain/explain.ts";
import { findMessages, nearestKeys } from "../../../explain/find-message.ts";
import type { IndexedHistory, MessageRecord } from "../../../history/indexed-history.ts";
import { oneLine } from "../../../report/text/plain-text.ts";
import { renderExplanation } from "../../../report/views/explanation.ts";
import { readIndexed } from "../../../run/judge-run.ts";
import type { Output } from "../../process/output.ts";
import { findHistories } from "../find-run.ts";

export interface ExplainOptions {
  /** The folder of a run or of a whole command, or a `history.jsonl`. */
  readonly run: string;
  /** A key, a number if there is one publisher, or an id that the bus or Redis gave it. */
  readonly message: string;
  readonly json: boolean;
}

/** Tells one message's story from a stored history, without Redis. */
export function explainCommand({ run, message, json }: ExplainOptions, output: Output): number {
  const { file, history, record } = search(findHistories(run), message);
  const explanation = explain(history, record, dirname(file));
  output.data(json ? explanation : renderExplanation(explanation, output.paintData));
  return exitCodes.pass;
}

interface Hit {
  readonly file: string;
  readonly history: IndexedHistory;
  readonly record: MessageRecord;
}

const mostListed = 8;

/** Histories can be large, so only the one with the message is kept while the others are read. */
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

interface Missed {
  /** In all the histories together. */
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
    hint: `Name one by its key: ${listed(records.map(({ key }) => key))}.`,
  });
}

function severalRuns(folders: readonly string[], wanted: string): UsageError {
  return new UsageError(`${oneLine(wanted)} is in ${folders.length} runs`, {
    hint: `Name the folder of one: ${listed(folders)}.`,
  });
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostListed).map(oneLine).join(", ");
  const more = names.length - mostListed;
  return more > 0 ? `${shown} and ${more} more` : shown;
}
