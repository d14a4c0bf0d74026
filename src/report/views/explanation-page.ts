import type {
  ExplainedEvent,
  ExplainedFault,
  ExplainedGroup,
  ExplainedStream,
  ExplainedWire,
  Explanation,
} from "../../explain/explanation.ts";
import { atText } from "../../explain/moments.ts";
import { durationText } from "../../wording.ts";
import { noPaint, verdictColours, type Paint } from "../text/paint.ts";
import { oneLine, withoutCommands } from "../text/plain-text.ts";
import { verdictText } from "../text/verdict-mark.ts";
import { wrapText } from "../text/wrap-text.ts";

const pageWidth = 100;
const indent = "  ";
/** A message that comes for ever would fill the screen; JSON has them all. */
const shownEvents = 100;

/** One message's story as a page for people, at most 100 columns wide. */
export function renderExplanation(explanation: Explanation, paint: Paint = noPaint): string {
  const sections = [
    heading(explanation, paint),
    titled("Story, in seconds since the run began and from the publish call on", [
      ...storyLines(explanation),
      ...wireNotes(explanation.wire),
    ]),
    titled("In Redis after the drain", streamLines(explanation.stream)),
    titled("Faults around it", [
      ...hanging(explanation.moment),
      ...explanation.faults.flatMap(faultLines),
    ]),
    titled("What decided", groupLines(explanation.groups, paint)),
    titled("Findings that name it", findingLines(explanation, paint)),
  ];
  return sections.map((lines) => withoutCommands(lines.join("\n"))).join("\n\n");
}

function heading({ message, summary, run }: Explanation, paint: Paint): string[] {
  const subject = `${message.key} on ${message.topic}: ${summary}`;
  const place = `${run.scenario}/${run.variant} on ${run.bus} (${run.delivery}), verdict ${run.verdict}`;
  return [
    ...wrapText(oneLine(subject), pageWidth).map((line) => paint("bold", line)),
    ...wrapText(oneLine(place), pageWidth),
    paint("dim", oneLine(run.directory)),
  ];
}

function titled(title: string, lines: readonly string[]): string[] {
  return [title, ...(lines.length > 0 ? lines : [`${indent}none`])];
}

/** Untrusted text, indented, and wrapped below its own beginning. */
function hanging(text: string, first = ""): string[] {
  const margin = indent + " ".repeat(first.length);
  const lines = wrapText(oneLine(text), pageWidth - margin.length);
  return lines.map((line, at) => (at === 0 ? indent + first : margin) + line);
}

function storyLines({ story, message }: Explanation): string[] {
  const shown = story.slice(0, shownEvents);
  const width = Math.max(0, ...shown.map(({ by }) => oneLine(by).length));
  const lines = shown.flatMap((event) => {
    const start = `${eventTime(event, message.calledAtMs)}  ${oneLine(event.by).padEnd(width)}  `;
    return hanging(event.text, start);
  });
  const more = story.length - shown.length;
  return more > 0 ? [...lines, `${indent}and ${more} more; --json has them all`] : lines;
}

/** `   1.203 s     +12 ms`: when, and how long after the publish call. */
function eventTime({ atMs }: ExplainedEvent, calledAtMs: number): string {
  const sinceMs = atMs - calledAtMs;
  const sign = sinceMs < 0 ? "-" : "+";
  return `${atText(atMs).padStart(9)} ${`${sign}${durationText(Math.abs(sinceMs))}`.padStart(9)}`;
}

function wireNotes({ seen, commands, pushes, opaque, partialReplies }: ExplainedWire): string[] {
  if (!seen) return [`${indent}the link saw no commands`];
  const none = commands.length + pushes.length === 0;
  const notes = [
    ...(none ? ["no command on the links carried, returned or named it"] : []),
    ...opaque.map(
      ({ atMs, role, connection, reason }) =>
        `from ${atText(atMs)} on nothing is known of connection ${connection} of ${role}: ${reason}`,
    ),
    ...(partialReplies > 0
      ? [`replies too long to be looked through, which may have returned it: ${partialReplies}`]
      : []),
  ];
  return notes.flatMap((note) => hanging(note));
}

function streamLines(stream: ExplainedStream): string[] {
  const { entries, groups } = stream;
  return [
    ...hanging(stateText(stream)),
    ...(entries.length > 1 ? hanging(`stored ${entries.length} times`) : []),
    ...groups.flatMap(({ name, lastDeliveredId, place, pending }) => {
      if (lastDeliveredId === null)
        return hanging(`${name}: the auditor saw no group of this name`);
      const held = pending
        ? `, entry ${pending.id} with ${pending.consumer}, idle for ${durationText(pending.idleMs)}, delivered ${timesText(pending.deliveries)}`
        : "";
      const where = place === "past the group's position" ? `${place}, not pending` : place;
      return hanging(`${name}: position ${lastDeliveredId}; ${where}${held}`);
    }),
  ];
}

function timesText(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

function stateText({ state, error, key, entries }: ExplainedStream): string {
  switch (state) {
    case "stored":
      return `stored as ${entries.join(", ")} in ${key}`;
    case "trimmed":
      return `not in ${key} any more: the stream was trimmed past it`;
    case "not in Redis":
      return `not in ${key}`;
    case "unreadable":
      return `${key} could not be read: ${error}`;
    case "not looked at":
      return "not looked at: the bus keeps its messages in no stream, or the run ended before";
  }
}

function faultLines(fault: ExplainedFault): string[] {
  const { name, roles, injectedAtMs, healedAtMs } = fault;
  const until = healedAtMs === null ? "never healed" : `healed at ${atText(healedAtMs)}`;
  return hanging(
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

function groupLines(groups: readonly ExplainedGroup[], paint: Paint): string[] {
  return groups.flatMap(({ verdict, reason }) =>
    hanging(reason).map((line) =>
      verdict === "pass" ? line : paint(verdictColours[verdict], line),
    ),
  );
}

function findingLines({ findings }: Explanation, paint: Paint): string[] {
  return findings.flatMap(({ rule, verdict, summary }) =>
    hanging(`${verdictText(verdict)} ${rule}: ${summary}`).map((line) =>
      paint(verdictColours[verdict], line),
    ),
  );
}
