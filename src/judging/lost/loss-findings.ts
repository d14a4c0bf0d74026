import type { IndexedHistory } from "../../history/indexed-history.ts";
import { counted, durationText, countText, listed, tally } from "../../wording.ts";
import { factsOf } from "../facts/facts.ts";
import { momentText } from "../facts/fault-windows.ts";
import type { Group } from "../facts/groups.ts";
import { createFinding } from "../finding/create-finding.ts";
import type { Finding, RuleId } from "../finding/finding.ts";
import { intervalsOf, intervalText } from "./intervals.ts";
import { lossesOf, type Loss } from "./losses.ts";

/** Lost, dropped and late messages, and what an at-most-once bus may miss. One finding for each. */
export function judgeLosses(history: IndexedHistory): readonly Finding[] {
  const { losses } = lossesOf(history);
  const atMostOnce = history.header.guarantees.delivery === "at-most-once";
  const lost = losses.filter(({ kind }) => kind === "lost");
  const tolerated = lost.filter(({ allowed }) => allowed);
  const forgotten = lost.filter((each) => !each.allowed && each.forgotten);
  const forbidden = lost.filter((each) => !each.allowed && !each.forgotten);
  const { wiped = [], avoidable = [] } = Object.groupBy(forbidden, (each) =>
    each.wiped ? "wiped" : "avoidable",
  );
  const dropped = losses.filter(({ kind }) => kind === "dropped");
  const late = losses.filter(({ kind }) => kind === "late");
  const told = (some: readonly Loss[]): string => describe(some, history);
  const rows: readonly Row[] = [
    ...[wiped, avoidable].map((some): Row => ({
      rule: some === wiped ? "lost/redis-came-back-empty" : "lost/never-received",
      losses: some,
      verdict: "fail",
      summary: () => `${told(some)}; ${silence(history)}`,
      unavoidable: some === wiped,
    })),
    {
      rule: "lost/redis-may-have-lost-it",
      losses: forgotten,
      verdict: "unknown",
      summary: () => `${told(forgotten)}; ${forgetting}`,
    },
    {
      rule: "lost/while-disconnected",
      losses: tolerated,
      verdict: "pass",
      summary: () => lossWindow(tolerated),
    },
    {
      rule: "dropped/reported-by-the-bus",
      losses: dropped,
      verdict: atMostOnce ? "pass" : "fail",
      summary: () => told(dropped),
    },
    {
      rule: "late/not-decided-by-the-drain",
      losses: late,
      verdict: "unknown",
      summary: () => `${told(late)}; ${undecided(history)}`,
    },
  ];
  return rows.flatMap(rowFinding);
}

const forgetting =
  "Redis itself may have forgotten them: with appendfsync everysec a SIGKILL can cost the last seconds";

interface Row {
  readonly rule: RuleId;
  readonly losses: readonly Loss[];
  readonly verdict: Finding["verdict"];
  readonly summary: () => string;
  readonly unavoidable?: boolean;
}

function rowFinding({ rule, losses, verdict, summary, unavoidable }: Row): readonly Finding[] {
  const [first] = losses;
  if (!first) return [];
  const messages = losses.map(({ message }) => message.key);
  const operations = losses.map(({ message }) => message.invokeIndex);
  const found = { verdict, summary: summary(), messages, operations, unavoidable };
  return [createFinding(rule, found)];
}

function describe(losses: readonly Loss[], history: IndexedHistory): string {
  const perGroup = byGroup(losses);
  const [worst] = perGroup;
  const total = counted(lossesOf(history).expected, "message");
  const spread =
    factsOf(history).groups.length === 1
      ? ""
      : `, counted for each group: ${listed(perGroup.map(([{ name }, of]) => `${name} ${countText(of.length)}`))}`;
  const places = tally(losses.map(({ place }) => placeText(place)));
  const intervals = worst ? listed(intervalsOf(...worst).map(intervalText)) : "";
  const first = losses.reduce((early, each) => (invoked(each) < invoked(early) ? each : early));
  const moment = momentText(history.faults, invoked(first));
  return `${first.kind} ${countText(losses.length)} of ${total}${spread}; ${places}; ${intervals}; the first was published ${moment}`;
}

function invoked({ message }: Loss): number {
  return message.invokedMs;
}

function placeText(place: Loss["place"]): string {
  return place === "unknown" ? "in an unknown place" : place;
}

/** Groups with what they miss, the worst first. */
function byGroup(losses: readonly Loss[]): readonly [Group, readonly Loss[]][] {
  const groups = Map.groupBy(losses, ({ group }) => group);
  return [...groups].toSorted(([, left], [, right]) => right.length - left.length);
}

function silence({ notices }: IndexedHistory): string {
  const spoke = notices.some(({ notice }) => notice === "gap" || notice === "dropped");
  return spoke ? "the bus reported a gap without naming them" : "the bus said nothing";
}

function undecided({ drain }: IndexedHistory): string {
  if (!drain) return "there was no drain";
  if (drain.outcome === "progressing") return `the drain was still progressing: ${drain.detail}`;
  return "they may still have been on their way when the drain ended";
}

/** What an at-most-once subscriber missed while it was cut off. */
function lossWindow(losses: readonly Loss[]): string {
  const windows = byGroup(losses).map(([{ name }, missed]) => {
    const ordered = missed.toSorted((left, right) => invoked(left) - invoked(right));
    const [first] = ordered;
    const last = ordered.at(-1);
    if (!first || !last) return name;
    const span = durationText(invoked(last) - invoked(first));
    return `${name} missed ${countText(missed.length)} from ${first.message.key} to ${last.message.key} within ${span}`;
  });
  return `loss window of disconnections, allowed for at-most-once: ${listed(windows)}`;
}
