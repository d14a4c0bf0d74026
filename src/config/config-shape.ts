import { z } from "zod";

import { UsageError } from "../errors.ts";
import { nearestName } from "../suggest.ts";
import { typedDurationMs } from "../typed-duration.ts";
import { bounds, keptNames, linkNames, providerNames, toxiproxyListenNames } from "./bounds.ts";
import type { ChaosConfig } from "./chaos-config.ts";

const text = z.string("must be a text").trim().min(1, "must not be empty");
const names = z.array(text, "must be a list of names");
const ruleName = z
  .string("must be a rule or a kind of finding")
  .regex(
    /^[a-z-]+(?:\/[a-z-]+)?$/u,
    "must be a rule such as lost/never-received, or a kind such as lost",
  );
const flag = z.boolean("must be true or false");

interface Range {
  readonly from: number;
  readonly to: number;
}

function count({ from, to }: Range) {
  const message = `must be a whole number from ${from} to ${to}`;
  return z.int(message).min(from, message).max(to, message);
}

function oneOf<const Names extends readonly string[]>(values: Names) {
  return z.enum(values, `must be ${values.map((name) => `"${name}"`).join(" or ")}`);
}

const recoveryMessage = 'must be a duration from "1ms" to "60m", such as "500ms", "30s" or "2m"';

const configShape = z.strictObject(
  {
    bus: z.union([text, z.custom(isObject)], "must be the path of a module or a bus"),
    scenarios: z.union([z.literal("all"), names], 'must be "all" or a list of names'),
    variants: names,
    thorough: flag,
    seed: count(bounds.seed),
    repeat: count(bounds.repeat),
    recoveryWithin: z
      .string(recoveryMessage)
      .refine((value) => isWithin(typedDurationMs(value), bounds.recoveryLimitMs), recoveryMessage),
    messages: count(bounds.messages),
    rate: count(bounds.ratePerSecond),
    subscribers: count(bounds.subscribers),
    provider: oneOf(providerNames),
    redisUrl: text,
    redisCa: text,
    redisCert: text,
    redisKey: text,
    allowRemote: flag,
    link: oneOf(linkNames),
    toxiproxyUrl: text,
    toxiproxyListen: oneOf(toxiproxyListenNames),
    accepted: z.array(
      z.strictObject({ rule: ruleName, in: text.optional(), reason: text }),
      'must be a list such as [{ rule: "lost/never-received", reason: "…" }]',
    ),
    out: text,
    keepReports: count(bounds.keepReports),
    keep: oneOf(keptNames),
    junit: text,
    ctrf: text,
  } satisfies { readonly [Name in keyof ChaosConfig]-?: z.ZodType },
  'must be an object such as { scenarios: ["restart"] }',
);

const partialShape = configShape.partial();

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function isWithin(ms: number | undefined, { from, to }: Range): boolean {
  return ms !== undefined && ms >= from && ms <= to;
}

/**
 * Returns the configuration if it has the right keys and types.
 *
 * @param origin the path of the file, for messages.
 * @throws UsageError that names the first wrong key.
 */
export function checkConfig(candidate: unknown, origin: string): ChaosConfig {
  const { error } = partialShape.safeParse(candidate);
  const issue = error?.issues[0];
  if (issue === undefined) return candidate as ChaosConfig;
  if (issue.code === "unrecognized_keys") throw unknownKey(issue.keys[0] ?? "", origin);
  const path = issue.path.map((part, index) => keyText(part, index)).join("");
  throw new UsageError(`${origin}: ${path === "" ? "the configuration" : path} ${issue.message}`, {
    hint: "docs/testing-your-bus.md lists the keys; `defineConfig` lets TypeScript check them.",
  });
}

function keyText(part: PropertyKey, index: number): string {
  if (typeof part === "number") return `[${part}]`;
  return index === 0 ? String(part) : `.${String(part)}`;
}

function unknownKey(key: string, origin: string): UsageError {
  const known = Object.keys(configShape.shape);
  const nearest = nearestName(key, known);
  return new UsageError(`${origin}: there is no key "${key}"`, {
    hint: nearest === undefined ? `There is: ${known.join(", ")}.` : `Did you mean ${nearest}?`,
  });
}
