import {
  fieldsOf,
  functionParameters,
  isOpaqueObject,
  roleOf,
  type Role,
} from "./parameter-role.ts";
import { readFields, readParameters, type Parameter } from "./parameter.ts";
import type { Method, SourceClass } from "./read-class.ts";
import { closingIndex, maskCode } from "./scan-code.ts";

/** A class of the user that publishes and subscribes, and the methods for it. */
export interface BusClass extends SourceClass {
  readonly publish: Method;
  readonly subscribe: Method;
  /** The method that connects, for a class that does not connect in its constructor. */
  readonly start: Method | undefined;
  readonly close: Method | undefined;
}

const publishNames = /^(?:publish|emit|send|produce|enqueue|dispatch|add|push|notify|broadcast)/iu;
const subscribeNames = /^(?:subscribe|consume|listen|on|process|receive|register|handle)/iu;
const startNames = /^(?:connect|start|init|open|initialize)$/iu;
const closeNames = /^(?:close|stop|disconnect|shutdown|quit|destroy|dispose|end)$/iu;

/** Returns the class as a bus if it has methods that look like publishing and subscribing. */
export function asBusClass(found: SourceClass): BusClass | undefined {
  const publish = found.methods.find(({ name }) => publishNames.test(name));
  const subscribe = found.methods.find(
    ({ name, parameters }) =>
      subscribeNames.test(name) && parameters.some((each) => roleOf(each) === "handler"),
  );
  if (!publish || !subscribe) return undefined;
  return {
    ...found,
    publish,
    subscribe,
    start: found.methods.find(
      ({ name, parameters }) =>
        startNames.test(name) && parameters.every(({ optional }) => optional),
    ),
    close: found.methods.find(({ name }) => closeNames.test(name)),
  };
}

/** The way in which Redis carries the messages of a class, as its source shows it. */
export type Transport = "streams" | "pubsub" | "list" | "bullmq" | "unknown";

export function transportOf({ source }: BusClass): Transport {
  const masked = maskCode(source);
  if (/\.xadd\(/iu.test(masked)) return "streams";
  if (/["']bullmq["']/u.test(source)) return "bullmq";
  if (/\.(?:[lr]push|b?[lr]pop|b?lmove)\(/iu.test(masked)) return "list";
  return /\.p?subscribe\(/iu.test(masked) ? "pubsub" : "unknown";
}

/** The message as the handler of the user's class gets it. */
export type HandlerShape =
  | {
      readonly kind: "texts";
      readonly roles: readonly (Role | undefined)[];
      /** False if the payload has another type, such as `unknown`. */
      readonly isText: boolean;
    }
  /** An object. The fields are `undefined` if the source does not show them. */
  | {
      readonly kind: "object";
      readonly payload: string | undefined;
      readonly id: string | undefined;
    };

/** Decides the shape by the handler's type, or else by the call of the handler in the source. */
export function handlerShape({ subscribe, source }: BusClass): HandlerShape {
  const handler = subscribe.parameters.find((each) => roleOf(each) === "handler");
  const declared = functionParameters(handler?.type ?? "", source);
  if (declared !== undefined) return shapeOfParameters(readParameters(declared), source);
  return shapeOfCall(handler?.name ?? "", `${subscribe.body}\n${source}`);
}

function shapeOfParameters(parameters: readonly Parameter[], source: string): HandlerShape {
  const [first] = parameters;
  const fields = first && fieldsOf(first.type, source);
  if (fields) return shapeOfFields(fields);
  if (first && isOpaqueObject(first.type))
    return { kind: "object", payload: "payload", id: undefined };
  const roles = parameters.length === 1 ? ["payload" as const] : parameters.map(roleOf);
  const payload = parameters[roles.indexOf("payload")];
  return { kind: "texts", roles, isText: payload?.type === "string" };
}

function shapeOfCall(name: string, code: string): HandlerShape {
  const masked = maskCode(code);
  const call = new RegExp(String.raw`(?<![\w.$])(?:this\.)?#?${name}\(`, "u").exec(masked);
  const open = call ? call.index + call[0].length - 1 : 0;
  const inside = call ? code.slice(open + 1, closingIndex(masked, open)).trim() : "";
  if (!inside.startsWith("{")) return { kind: "texts", roles: ["payload"], isText: true };
  return shapeOfFields(readFields(inside.slice(1, closingIndex(maskCode(inside), 0))));
}

function shapeOfFields(fields: readonly Parameter[]): HandlerShape {
  const named = (role: Role) => fields.find((field) => roleOf(field) === role)?.name;
  return { kind: "object", payload: named("payload"), id: named("id") };
}

/** The way to end one subscription: a method of the value that `subscribe` gives, or that value itself. */
export type SubscriptionEnd =
  | { readonly kind: "method"; readonly name: string }
  | { readonly kind: "function" }
  /** The source shows none, so the whole instance must be closed. */
  | { readonly kind: "none" };

export function subscriptionEnd({ subscribe }: BusClass): SubscriptionEnd {
  const { returns, body } = subscribe;
  const endNames = String.raw`(?<name>close|stop|unsubscribe|cancel|end|dispose)\b`;
  const declared = new RegExp(endNames, "u").exec(returns)?.groups?.["name"];
  if (declared !== undefined) return { kind: "method", name: declared };
  const masked = maskCode(body);
  const given = new RegExp(String.raw`return\s*\{[\s\S]*?${endNames}`, "u").exec(masked)?.groups?.[
    "name"
  ];
  if (given !== undefined) return { kind: "method", name: given };
  const isFunction = returns.includes("=>") || /return\s+(?:async\s*)?\(\s*\)\s*=>/u.test(masked);
  return isFunction ? { kind: "function" } : { kind: "none" };
}

/**
 * Returns the key of a topic's stream as a template, such as `${namespace}:${topic}`, if XADD in `publish` shows it.
 */
export function streamKeyTemplate(bus: BusClass): string | undefined {
  const argument =
    /\.xadd\(\s*(?<key>`[^`]*`|[\w.]+)/iu.exec(bus.publish.body)?.groups?.["key"] ?? "";
  const template = argument.startsWith("`") ? argument : assigned(argument, bus.publish.body);
  if (template === undefined) return undefined;
  const prefix = bus.constructorParameters.find((each) => roleOf(each) === "prefix")?.name ?? "-";
  const topic = bus.publish.parameters.find((each) => roleOf(each) === "topic")?.name ?? "-";
  const named = template
    .replaceAll(new RegExp(String.raw`\$\{(?:this\.)?[#_]?${prefix}\}`, "gu"), "${namespace}")
    .replaceAll(new RegExp(String.raw`\$\{${topic}\}`, "gu"), "${topic}");
  const unknown = named.replaceAll(/\$\{(?:namespace|topic)\}/gu, "").includes("${");
  return unknown || !named.includes("${namespace}") ? undefined : named;
}

function assigned(name: string, body: string): string | undefined {
  return new RegExp(String.raw`\b${name || "-"}\s*=\s*(?<text>\`[^\`]*\`)`, "u").exec(body)
    ?.groups?.["text"];
}
