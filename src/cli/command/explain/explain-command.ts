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
import { chooseRun } from "./choose-run.ts";
import type { ExplainValues } from "./explain-options.ts";

/** Explains what happened to one message of a stored run, without Redis. */
export function explainCommand({ run, message, json }: ExplainValues, output: Output): number {
  const { file, history, record } = search(findHistories(run), message, output.note);
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
 * Searches all histories for the message, one after the other. Histories can be large, so only one is kept in
 * memory. If several runs have the message, it takes the one that a user most probably means.
 *
 * @throws UsageError if no run has the message, or if the name fits several messages of a run.
 */
function search(files: readonly string[], wanted: string, note: Output["note"]): Hit {
  const found: string[] = [];
  let hit: Hit | undefined;
  let missed: Missed = { messages: 0, nearest: [] };
  for (const file of files) {
    const history = readIndexed(file);
    const record = oneMessage(history, wanted);
    if (!record) {
      missed = miss(missed, history, wanted);
      continue;
    }
    found.push(file);
    hit ??= { file, history, record };
  }
  const [first, ...others] = found;
  if (!hit || first === undefined) throw unknownMessage(missed, wanted);
  if (others.length === 0) return hit;
  const file = chooseFile([first, ...others], hit.record.key, note);
  if (file === hit.file) return hit;
  const history = readIndexed(file);
  return { file, history, record: oneMessage(history, wanted) ?? hit.record };
}

/** @throws UsageError if the name fits several messages. */
function oneMessage(history: IndexedHistory, wanted: string): MessageRecord | undefined {
  const records = findMessages(history, wanted);
  if (records.length > 1) throw severalMessages(records, wanted);
  return records[0];
}

/** Chooses a run, and says which it is and what the others are. */
function chooseFile(
  files: readonly [string, ...string[]],
  key: string,
  note: Output["note"],
): string {
  const [first, ...rest] = files;
  const { folder, verdict } = chooseRun([dirname(first), ...rest.map(dirname)], key);
  const others = files.map(dirname).filter((each) => each !== folder);
  const why = verdict === undefined ? "" : ` (${verdict})`;
  note(
    `${oneLine(key)} is in ${files.length} runs. This is ${oneLine(folder)}${why}; ` +
      `the others are ${listed(others.map(oneLine), mostListed)}.\n`,
  );
  return files.find((file) => dirname(file) === folder) ?? first;
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
