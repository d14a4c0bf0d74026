import { z } from "zod";

import { errorText, UsageError } from "../errors.ts";
import {
  type Bus,
  type BusModule,
  deliveryGuarantees,
  type Guarantees,
  orderingGuarantees,
  type Subscription,
} from "./contract.ts";

const method = (name: string) =>
  z.custom<(...args: never[]) => unknown>((value) => typeof value === "function", {
    message: `${name} must be a function`,
  });

const guaranteesShape = z.object(
  {
    delivery: z.enum(deliveryGuarantees, {
      message: 'must be "at-least-once", "at-most-once" or "best-effort"',
    }),
    ordering: z
      .enum(orderingGuarantees, { message: 'must be "per-publisher" or "none"' })
      .optional(),
    deduplicates: z.boolean("must be true or false").optional(),
    replaysFromStart: z.boolean("must be true or false").optional(),
    groups: z.boolean("must be true or false").optional(),
    sharesWork: z.boolean("must be true or false").optional(),
    confirmsPublish: z.boolean("must be true or false").optional(),
    durableOutbox: z.boolean("must be true or false").optional(),
    redeliversWithinMs: z
      .number("must be a number of milliseconds")
      .nonnegative("must not be negative")
      .optional(),
    reclaimsWithinMs: z
      .number("must be a number of milliseconds")
      .nonnegative("must not be negative")
      .optional(),
    anyTopicName: z.boolean("must be true or false").optional(),
    retries: z
      .object(
        {
          maxAttempts: z
            .int("must be a whole number of attempts")
            .positive("must be at least 1; leave retries out if the bus has no limit"),
        },
        "must be an object such as { maxAttempts: 3 }",
      )
      .optional(),
    deadLetters: z.boolean("must be true or false").optional(),
  } satisfies { readonly [Name in keyof Guarantees]-?: z.ZodType<Guarantees[Name]> },
  'must be an object such as { delivery: "at-least-once" }',
);

const moduleShape = z.object(
  {
    name: z.string("must be a text").min(1, "must not be empty"),
    guarantees: guaranteesShape,
    streamKey: method("streamKey").optional(),
    keyPattern: method("keyPattern").optional(),
    deadLetterKey: method("deadLetterKey").optional(),
    isolate: z.boolean("must be true or false").optional(),
    open: method("open"),
  },
  "must be an object",
);

const busShape = z.object(
  { publish: method("publish"), subscribe: method("subscribe"), close: method("close") },
  "must be an object",
);

const subscriptionShape = z.object({ close: method("close") }, "must be an object");

/**
 * Raises a UsageError if a user's module is not a bus.
 * @param origin where the candidate comes from, such as a path. The message names it.
 */
export function assertBusModule(
  candidate: unknown,
  origin: string,
): asserts candidate is BusModule {
  const problem =
    typeof candidate === "function"
      ? "it is a function or a class, and must be an object"
      : (firstProblem(moduleShape, candidate) ?? deadLetterProblem(candidate as BusModule));
  if (problem === undefined) return;
  throw new UsageError(`the bus of ${origin} is malformed: ${problem}`, {
    hint: "A bus is { name, guarantees: { delivery }, open(context) }; see docs/testing-your-bus.md.",
  });
}

/** Returns what a claim of dead letters lacks; `undefined` if it is whole. */
function deadLetterProblem({ guarantees, deadLetterKey }: BusModule): string | undefined {
  if (guarantees.deadLetters !== true) return undefined;
  if (guarantees.retries === undefined)
    return "guarantees.deadLetters needs guarantees.retries, such as { maxAttempts: 3 }, which says when a message becomes a dead letter";
  return deadLetterKey === undefined
    ? "guarantees.deadLetters needs deadLetterKey(topic, namespace), so that the auditor can read the dead letters"
    : undefined;
}

/** Returns the stream key of a topic. Raises a UsageError if `streamKey` throws or returns no text. */
export function streamKeyOf(module: BusModule, topic: string, namespace: string): string {
  const { streamKey } = module;
  const what = { method: "streamKey", holds: "a topic", without: "uses no stream" };
  return keyOf(module, what, () => streamKey?.call(module, topic, namespace));
}

/** Returns the key of the dead letters of a topic. Raises a UsageError if `deadLetterKey` throws or returns no text. */
export function deadLetterKeyOf(module: BusModule, topic: string, namespace: string): string {
  const { deadLetterKey } = module;
  const holds = "the dead letters of a topic";
  const what = { method: "deadLetterKey", holds, without: "claims no dead letters" };
  return keyOf(module, what, () => deadLetterKey?.call(module, topic, namespace));
}

function keyOf(
  { name }: BusModule,
  { method: named, holds, without }: Readonly<Record<"method" | "holds" | "without", string>>,
  ask: () => unknown,
): string {
  let key: unknown;
  let problem = "it must return a text";
  try {
    key = ask();
  } catch (error) {
    problem = errorText(error);
  }
  if (typeof key === "string") return key;
  throw new UsageError(`${named}() of the bus ${name} failed: ${problem}`, {
    hint: `It must return the key of the stream that holds ${holds}. Leave ${named}() out if the bus ${without}.`,
  });
}

/** Returns the patterns of keys outside of the namespace. Raises a UsageError if `keyPattern` throws or returns none. */
export function keyPatternsOf(module: BusModule, namespace: string): readonly string[] {
  if (!module.keyPattern) return [];
  let problem = "it must return a text or a list of texts, none of them empty";
  try {
    const patterns: unknown[] = [module.keyPattern(namespace)].flat();
    if (patterns.every((each) => typeof each === "string" && each !== "")) {
      return patterns as string[];
    }
  } catch (error) {
    problem = errorText(error);
  }
  throw new UsageError(`keyPattern() of the bus ${module.name} failed: ${problem}`, {
    hint: "It must return the Redis glob patterns of its keys that do not begin with the namespace, such as `q:${namespace}*`.",
  });
}

/** Checks the result of `open` at once, because a missing method would look like a lost message later. */
export function assertBus(candidate: unknown, origin: string): asserts candidate is Bus {
  const problem = firstProblem(busShape, candidate);
  if (problem === undefined) return;
  throw new UsageError(`open() of the bus ${origin} returned no valid bus: ${problem}`, {
    hint: "It must resolve with { publish(topic, payload), subscribe(topic, options, handler), close() }.",
  });
}

/** Checks the result of `subscribe` at once, for the same reason. */
export function assertSubscription(candidate: unknown): asserts candidate is Subscription {
  const problem = firstProblem(subscriptionShape, candidate);
  if (problem === undefined) return;
  throw new UsageError(`subscribe() returned no valid subscription: ${problem}`, {
    hint: "It must resolve with { close() }.",
  });
}

/** The first thing that is wrong with the candidate; `undefined` if it has the shape. */
function firstProblem(shape: z.ZodType, candidate: unknown): string | undefined {
  let issue: z.core.$ZodIssue | undefined;
  try {
    issue = shape.safeParse(candidate).error?.issues[0];
  } catch (error) {
    return `it cannot be read: ${errorText(error)}`;
  }
  if (issue === undefined) return undefined;
  const path = issue.path.join(".");
  return path === "" || issue.message.startsWith(path) ? issue.message : `${path} ${issue.message}`;
}
