import { expect, test } from "vitest";

import { asBusClass } from "../reading/bus-class.ts";
import { readClasses } from "../reading/read-class.ts";
import { classModule } from "./class-module.ts";
import { sourceText } from "./source-text.ts";

const place = { file: "src/bus.ts", specifier: "../src/bus", name: "the-bus" };

/** Returns the bus module for the first class of the source, on one line. */
function moduleFor(source: string): string {
  const bus = readClasses(source).flatMap((each) => asBusClass(each) ?? [])[0];
  if (!bus) throw new Error("no class publishes and subscribes");
  const style = { typescript: true, commonJs: false };
  return sourceText(classModule(bus, place), style).replaceAll(/\s+/gu, " ");
}

const streamsClass = `
import Redis from "ioredis";
export interface Message { id: string; body: string; }
export type Handler = (message: Message) => Promise<void> | void;
/** Publishes { and subscribes. */
export class RedisBus {
  private readonly commands: Redis;
  private loops: Promise<void>[] = [];
  constructor(private readonly url: string, private readonly prefix = "mysvc") {
    this.commands = new Redis(url);
  }
  async publish(topic: string, body: string): Promise<string> {
    return (await this.commands.xadd(\`\${this.prefix}:\${topic}\`, "*", "body", body)) as string;
  }
  async subscribe(topic: string, group: string, consumer: string, handler: Handler) {
    await this.commands.xgroup("CREATE", topic, group, "0");
    return { close: async () => { await Promise.all(this.loops); } };
  }
  async close() { this.commands.disconnect(); }
}`;

test("classModule drives a class of Redis Streams with groups by its own methods", () => {
  const text = moduleFor(streamsClass);
  expect(text).toContain('import { RedisBus } from "../src/bus";');
  expect(text).toContain('delivery: "at-least-once", // A new group');
  expect(text).toContain("replaysFromStart: true");
  expect(text).toContain("streamKey: (topic, namespace) => `${namespace}:${topic}`");
  expect(text).toContain(
    "async open({ url, namespace }) { const service = new RedisBus(url, namespace);",
  );
  expect(text).toContain("return await service.publish(topic, payload);");
  expect(text).toContain("service.subscribe(topic, group, consumer, async (message) => {");
  expect(text).toContain("handler({ id: message.id, topic, payload: message.body, attempt: 1 })");
  expect(text).toContain("await subscription.close();");
  expect(text).toContain("await service.close();");
  expect(text).not.toContain("undefined");
});

const optionsClass = `
interface BusOptions { redisUrl: string; keyPrefix?: string; retries: number; log?: () => void }
export default class EventQueue {
  #client;
  constructor({ redisUrl, keyPrefix }: BusOptions) {}
  async connect(): Promise<void> {}
  async send(event: { channel: string; data: unknown }): Promise<void> { await this.#client.lpush("a", "b"); }
  consume(channel: string, onMessage: (data: unknown, messageId: string) => void): Promise<() => Promise<void>> {}
  async stop() {}
}`;

test("classModule fills in the fields of option objects, and marks a value that it does not know", () => {
  const text = moduleFor(optionsClass);
  expect(text).toContain('import EventQueue from "../src/bus";');
  expect(text).toContain("// check: give the class what it needs in place of undefined.");
  expect(text).toContain(
    "new EventQueue({ redisUrl: url, keyPrefix: namespace, retries: undefined as never }); await service.connect();",
  );
  expect(text).toContain("await service.send({ channel: topic, data: payload });");
  expect(text).toContain("const end = await service.consume(topic, async (payload, id) => {");
  expect(text).toContain("handler({ id, topic, payload: String(payload), attempt: 1 })");
  expect(text).toContain("groups: false");
  expect(text).toContain("await end();");
  expect(text).toContain("await service.stop();");
});

const plainClass = `
const { createClient } = require("redis");
class PubSub {
  constructor(client) { this.client = client; }
  publish(channel, message) { return this.client.publish(channel, message); }
  subscribe(channel, callback) { return this.client.subscribe(channel, (text) => callback({ text, channel })); }
}
module.exports = { PubSub };`;

test("classModule opens an instance for each subscription if the class returns nothing that ends it", () => {
  const text = moduleFor(plainClass);
  expect(text).toContain('delivery: "at-most-once"');
  expect(text).toContain("new PubSub(await createClient({ url }).connect())");
  expect(text).toContain("const own = await open();");
  // The class takes no prefix, so its topics carry the namespace.
  expect(text).toContain("await service.publish(namespace + topic, payload);");
  expect(text).toContain("await own.subscribe(namespace + topic, async (message) => {");
  expect(text).toContain("payload: message.text");
  expect(text).toContain("// check: end every connection of the class. async close() {},");
});

test("classModule gives an options object the fields that the class reads from it", () => {
  const text = moduleFor(`
    export class Bus {
      constructor(options) { this.options = options; this.prefix = options.prefix; }
      async connect() { const { url, retries = 3 } = this.options; }
      publish(topic, body) { return this.redis.rpush(topic, body); }
      async subscribe(topic, handler) { return async () => {}; }
      close() {}
    }`);
  expect(text).toContain("new Bus({ prefix: namespace, url })");
  expect(text).toContain("await service.connect();");
  expect(text).not.toContain("undefined");
});

test.each<[string, string]>([
  ["no class", "export function publish(topic, body) {}"],
  ["a class that is not exported", "class A { publish(a) {} subscribe(a, handler) {} }"],
  ["a class that only publishes", "export class A { publish(topic, body) {} }"],
  ["a subscribe that takes no handler", "export class A { publish(t, b) {} subscribe(topic) {} }"],
  ["private methods", "export class A { private publish(t) {} private subscribe(t, handler) {} }"],
  ["a comment", "// export class A { publish(t) {} subscribe(t, handler) {} }"],
])("asBusClass takes %s for no bus", (_what, source) => {
  expect(readClasses(source).flatMap((each) => asBusClass(each) ?? [])).toEqual([]);
});

test.each<[string, string]>([
  ["export class A", "name"],
  ["export default class A", "default"],
  ["export abstract class A extends B<C> implements D", "name"],
])("readClasses reads `%s`, exported as %s", (start, exportedAs) => {
  expect(readClasses(`${start} { publish(a: string) {} }`)).toMatchObject([
    { name: "A", exportedAs, methods: [{ name: "publish" }] },
  ]);
});

test.each<[string, string]>([
  ["module.exports = A;", "module.exports"],
  ["module.exports = { A, b };", "name"],
  ["exports.A = A;", "name"],
  ["export { A };", "name"],
  ["export default A;", "default"],
])("readClasses reads a class that `%s` exports as %s", (end, exportedAs) => {
  expect(readClasses(`class A { publish(a) {} }\n${end}`)).toMatchObject([{ exportedAs }]);
});
