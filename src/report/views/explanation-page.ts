import type {
  ExplainedEvent,
  ExplainedFault,
  ExplainedGroup,
  ExplainedStream,
  ExplainedWire,
  Explanation,
} from "../../explain/explanation.ts";
import { atText } from "../../explain/moments.ts";
import { counted, durationText, listed } from "../../wording.ts";
import { noPaint, verdictColours, type Paint } from "../text/paint.ts";
import { oneLine, withoutCommands } from "../text/plain-text.ts";
import { verdictText } from "../text/verdict-mark.ts";
import { wrapText } from "../text/wrap-text.ts";

/** How the page looks. */
interface Page {
  readonly paint: Paint;
  /** In columns. */
  readonly width: number;
}

const usualWidth = 100;
/** A text beside a wide margin keeps this much room, even on a page that is too narrow. */
const leastTextWidth = 20;
const indent = "  ";
/** A message that is delivered again and again would fill the screen. JSON has all its events. */
const shownEvents = 100;

/** Renders the explanation of one message as a page of at most `width` columns, by default 100. */
export function renderExplanation(
  explanation: Explanation,
  { paint = noPaint, width = usualWidth }: Partial<Page> = {},
): string {
  const page = { paint, width };
  const sections = [
    heading(explanation, page),
    titled("Events, with the time since the run began and since the publish call", [
      ...storyLines(explanation, page),
      ...wireNotes(explanation.wire, page),
    ]),
    titled("In Redis after the drain", streamLines(explanation.stream, page)),
    titled("Faults near it", [
      ...hanging(page, explanation.moment),
      ...explanation.faults.flatMap((fault) => faultLines(fault, page)),
    ]),
    titled("Decision for each group", groupLines(explanation.groups, page)),
    titled("Findings about it", findingLines(explanation, page)),
  ];
  return sections.map((lines) => withoutCommands(lines.join("\n"))).join("\n\n");
}

function heading({ message, summary, run }: Explanation, { paint, width }: Page): string[] {
  const subject = `${message.key} on ${message.topic}: ${summary}`;
  const place = `${run.scenario}/${run.variant} on ${run.bus} (${run.delivery}), verdict ${run.verdict}`;
  return [
    ...wrapText(oneLine(subject), width).map((line) => paint("bold", line)),
    ...wrapText(oneLine(place), width),
    paint("dim", oneLine(run.directory)),
  ];
}

function titled(title: string, lines: readonly string[]): string[] {
  return [title, ...(lines.length > 0 ? lines : [`${indent}none`])];
}

/** Indents untrusted text, and aligns its further lines below the end of `first`. */
function hanging({ width }: Page, text: string, first = ""): string[] {
  const margin = indent + " ".repeat(first.length);
  const lines = wrapText(oneLine(text), Math.max(leastTextWidth, width - margin.length));
  return lines.map((line, at) => (at === 0 ? indent + first : margin) + line);
}

function storyLines({ story, message }: Explanation, page: Page): string[] {
  const shown = story.slice(0, shownEvents);
  const width = Math.max(0, ...shown.map(({ by }) => oneLine(by).length));
  const lines = shown.flatMap((event) => {
    const start = `${eventTime(event, message.calledAtMs)}  ${oneLine(event.by).padEnd(width)}  `;
    return hanging(page, event.text, start);
  });
  const more = story.length - shown.length;
  return more > 0 ? [...lines, `${indent}and ${more} more; --json has them all`] : lines;
}

/** Returns the time since the run began, and since the publish call: `   1.203 s     +12 ms`. */
function eventTime({ atMs }: ExplainedEvent, calledAtMs: number): string {
  const sinceMs = atMs - calledAtMs;
  const sign = sinceMs < 0 ? "-" : "+";
  return `${atText(atMs).padStart(9)} ${`${sign}${durationText(Math.abs(sinceMs))}`.padStart(9)}`;
}

function wireNotes(wire: ExplainedWire, page: Page): string[] {
  const { seen, commands, pushes, opaque, partialReplies } = wire;
  if (!seen) return [`${indent}the link saw no commands`];
  const none = commands.length + pushes.length === 0;
  const notes = [
    ...(none ? ["no command on the links carried, returned or named the message"] : []),
    ...opaque.map(
      ({ atMs, role, connection, reason }) =>
        `the link cannot read connection ${connection} of ${role} from ${atText(atMs)} on: ${reason}`,
    ),
    ...(partialReplies > 0
      ? [
          `${counted(partialReplies, "reply", "replies")} too long to search may have returned the message`,
        ]
      : []),
  ];
  return notes.flatMap((note) => hanging(page, note));
}

function streamLines(stream: ExplainedStream, page: Page): string[] {
  const { entries, groups } = stream;
  return [
    ...hanging(page, stateText(stream)),
    ...(stream.foundAt && stream.state !== "not looked at"
      ? hanging(page, searchText(stream.foundAt))
      : []),
    ...(entries.length > 1 ? hanging(page, `stored ${entries.length} times`) : []),
    ...groups.flatMap(({ name, lastDeliveredId, place, pending }) => {
      if (lastDeliveredId === null)
        return hanging(page, `${name}: the auditor saw no group of this name`);
      const held = pending
        ? `, entry ${pending.id} with ${pending.consumer}, idle for ${durationText(pending.idleMs)}, delivered ${timesText(pending.deliveries)}`
        : "";
      const where = place === "past the group's position" ? `${place}, not pending` : place;
      return hanging(page, `${name}: position ${lastDeliveredId}; ${where}${held}`);
    }),
  ];
}

function timesText(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

function searchText(foundAt: string): string {
  return foundAt === "not in Redis"
    ? "a search through the keys of the run did not find it"
    : `a search through the keys of the run found it ${foundAt}`;
}

function stateText({ state, error, key, entries, foundAt }: ExplainedStream): string {
  switch (state) {
    case "stored":
      return `stored as ${entries.join(", ")} in ${key}`;
    case "trimmed":
      return `not in ${key} any more: the stream was trimmed past the entry`;
    case "not in Redis":
      return `not in ${key}`;
    case "unreadable":
      return `${key} could not be read: ${error}`;
    case "not looked at":
      return foundAt
        ? `${searchText(foundAt)} (the bus names no stream)`
        : "not inspected: the bus names no stream, or the run ended before the audit";
  }
}

function faultLines(fault: ExplainedFault, page: Page): string[] {
  const { name, roles, injectedAtMs, healedAtMs } = fault;
  const until = healedAtMs === null ? "never healed" : `healed at ${atText(healedAtMs)}`;
  return hanging(
    page,
    `${name}: injected at ${atText(injectedAtMs)}, ${until}, on ${roles.join(", ")}; ${forceText(fault)}`,
  );
}

function forceText(fault: ExplainedFault): string {
  const { inForceAtPublish, inForceAtDeliveries, distanceMs } = fault;
  const published = inForceAtPublish
    ? "in force at the publish"
    : `${durationText(distanceMs)} from the publish`;
  if (inForceAtDeliveries === 0) return published;
  const times = inForceAtDeliveries === 1 ? "one delivery" : `${inForceAtDeliveries} deliveries`;
  return `${published}, in force at ${times}`;
}

/** Groups for which the same was decided, in the same words, have one paragraph. */
function groupLines(groups: readonly ExplainedGroup[], page: Page): string[] {
  const alike = Map.groupBy(groups, ({ name, verdict, reason }) =>
    JSON.stringify([verdict, reason.replace(`to ${name}: `, "")]),
  );
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const { name, verdict, reason } = first;
    const names = listed(same.map((each) => each.name));
    return hanging(page, reason.replace(`to ${name}: `, `to ${names}: `)).map((line) =>
      verdict === "pass" ? line : page.paint(verdictColours[verdict], line),
    );
  });
}

function findingLines({ findings }: Explanation, page: Page): string[] {
  return findings.flatMap(({ rule, verdict, summary }) =>
    hanging(page, `${verdictText(verdict)} ${rule}: ${summary}`).map((line) =>
      page.paint(verdictColours[verdict], line),
    ),
  );
}
