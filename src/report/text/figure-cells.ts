import { countText, durationText } from "../../wording.ts";
import type { Result } from "../model/run-report.ts";
import { recoveryText, spokeText } from "./result-text.ts";

/** Returns `12`, `12 (3 allowed)` or `3 (allowed)`: a count, with the part that does not count against the bus. */
export function allowedText(count: number, allowed: number): string {
  if (allowed === 0) return countText(count);
  const part = allowed === count ? "allowed" : `${countText(allowed)} allowed`;
  return `${countText(count)} (${part})`;
}

/** Returns the figures of one run for a line on a terminal. */
export function figureCells(result: Result): string[] {
  const { lost, lostAllowed, duplicates, duplicatesAllowed, inDoubt } = result.counts;
  return [
    `lost ${allowedText(lost, lostAllowed)}`,
    `duplicated ${allowedText(duplicates, duplicatesAllowed)}`,
    `in doubt ${countText(inDoubt)}`,
    `recovery ${recoveryText(result.recovery)}`,
    slowestDeliveryText(result),
    spokeText(result),
  ];
}

function slowestDeliveryText({ latency }: Result): string {
  const slowestMs = latency?.deliverySlowestMs;
  return slowestMs === undefined ? "" : `slowest delivery ${durationText(slowestMs)}`;
}

/** Returns all counts and latencies of one run, each with its unit. */
export function figureSentence(result: Result): string {
  const { acknowledged, inDoubt, rejected, delivered, canaries } = result.counts;
  const counts = [
    `${countText(acknowledged)} acknowledged`,
    ...(inDoubt > 0 ? [`${countText(inDoubt)} in doubt`] : []),
    ...(rejected > 0 ? [`${countText(rejected)} rejected`] : []),
    `${countText(delivered)} delivered`,
    ...(canaries > 0 ? [`canaries ${countText(canaries)}`] : []),
  ];
  return [counts.join(", "), ...latencyTexts(result)].join("; ");
}

/** Returns `publish p50 1 ms, p99 4 ms, slowest 20 ms`, and the same of the delivery. */
function latencyTexts({ latency }: Result): string[] {
  if (!latency) return [];
  const { publishP50Ms, publishP99Ms, deliveryP50Ms, deliveryP99Ms } = latency;
  return [
    `publish ${spreadText(publishP50Ms, publishP99Ms, latency.publishSlowestMs)}`,
    `delivery ${spreadText(deliveryP50Ms, deliveryP99Ms, latency.deliverySlowestMs)}`,
  ];
}

function spreadText(p50: number, p99: number, slowest: number | undefined): string {
  const end = slowest === undefined ? "" : `, slowest ${durationText(slowest)}`;
  return `p50 ${durationText(p50)}, p99 ${durationText(p99)}${end}`;
}
