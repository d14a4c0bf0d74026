import {
  handlerShape,
  streamKeyTemplate,
  subscriptionEnd,
  transportOf,
  type BusClass,
  type Transport,
} from "../reading/bus-class.ts";
import { callText, isMissingPart, type Values } from "./call-text.ts";

/** The place of the user's class, as the bus module imports it. */
export interface ClassPlace {
  /** Relative to the folder of the project. */
  readonly file: string;
  /** The path after `from`. */
  readonly specifier: string;
  /** The name of the bus in reports. */
  readonly name: string;
}

/** Returns a bus module that calls the class. Lines that `init` had to guess have the mark "check". */
export function classModule(bus: BusClass, { file, specifier, name }: ClassPlace): string {
  const transport = transportOf(bus);
  const values = valuesFor(bus);
  const create = `new ${bus.name}(${callText(bus.constructorParameters, values, bus.source)})`;
  const end = subscriptionEnd(bus);
  return `
«import type { BusModule } from "bus-chaos";
»${clientImport(create)}${importText(bus, specifier)}

// Lets bus-chaos drive ${bus.name} of ${file}. Written by \`npx bus-chaos init\`: look at the lines that are marked with "check".

export const bus«: BusModule» = {
  name: "${name}",
${guaranteesText(bus, transport)}
${streamKeyText(bus, transport)}  async open({ ${contextNames(create)} }) {
${isMissingPart(create) ? checkLine("    ", "give the class what it needs in place of undefined.") : ""}${serviceText(bus, create)}

    return {
${publishText(bus, values)}
${subscribeText(bus, values)}
${closeText(bus, end.kind)}
    };
  },
};
`.replaceAll(/^[ \t]+$/gmu, "");
}

const checkLine = (space: string, text: string) => `${space}// check: ${text}\n`;

function importText({ name, exportedAs }: BusClass, specifier: string): string {
  return exportedAs === "name"
    ? `import { ${name} } from "${specifier}";`
    : `import ${name} from "${specifier}";`;
}

/** If the class takes no prefix, its topics carry the namespace. */
function valuesFor({ constructorParameters, source }: BusClass): Values {
  const redis = /["']ioredis["']/u.test(source)
    ? "new Redis(url)"
    : "await createClient({ url }).connect()";
  const values = { ...baseValues, redis };
  const hasPrefix = /\bnamespace\b/u.test(callText(constructorParameters, values, source));
  return { ...values, topic: hasPrefix ? "topic" : "namespace + topic" };
}

function clientImport(create: string): string {
  if (create.includes("new Redis(")) return 'import { Redis } from "ioredis";\n';
  return create.includes("createClient(") ? 'import { createClient } from "redis";\n' : "";
}

const baseValues: Values = {
  url: "url",
  prefix: "namespace",
  topic: "topic",
  payload: "payload",
  id: "crypto.randomUUID()",
  group: "group",
  consumer: "consumer",
};

function guaranteesText(bus: BusClass, transport: Transport): string {
  const shares = !bus.subscribe.parameters.some((each) => /group/iu.test(each.name + each.type));
  const delivery = transport === "pubsub" ? "at-most-once" : "at-least-once";
  const lines = [
    "  guarantees: {",
    "    // check: the claims by which the bus is judged. Leave out what it does not promise.",
    `    delivery: "${delivery}",`,
  ];
  if (transport === "streams" && !shares) {
    lines.push(
      "    // A new group gets what was published before it, as a stream keeps it.",
      "    replaysFromStart: true,",
    );
  }
  if (transport !== "pubsub" && shares) {
    lines.push("    // All subscribers share the messages.", "    groups: false,");
  }
  if (transport === "bullmq") lines.push("    redeliversWithinMs: 90_000,");
  return [...lines, "  },"].join("\n");
}

function streamKeyText(bus: BusClass, transport: Transport): string {
  if (transport !== "streams") return "";
  const template = streamKeyTemplate(bus);
  const topic = bus.constructorParameters.length > 0 ? "namespace + topic" : "topic";
  const key = template ?? topic;
  const mark = template === undefined ? " check:" : "";
  return `  //${mark} The key of the stream of a topic. With it a loss says where the message is.
  streamKey: (topic, namespace) => ${key},
`;
}

/** Returns the names of the context that the code uses. */
function contextNames(create: string): string {
  const used = ["url", "role"].filter((name) =>
    new RegExp(String.raw`\b${name}\b`, "u").test(create),
  );
  return [...used, "namespace"].join(", ");
}

function serviceText(bus: BusClass, create: string): string {
  const start = (name: string) => (bus.start ? `\n${name}.${bus.start.name}();` : "");
  if (subscriptionEnd(bus).kind !== "none") {
    return `    const service = ${create};${start("    await service")}`;
  }
  return `    // Each subscription has an instance of its own, because \`${bus.subscribe.name}\` returns nothing that ends it.
    const open = async () => {
      const created = ${create};${start("      await created")}
      return created;
    };
    const service = await open();
    const others = new Set«<typeof service>»();`;
}

function publishText(bus: BusClass, values: Values): string {
  const call = `await service.${bus.publish.name}(${callText(bus.publish.parameters, values, bus.source)})`;
  const givesId = /string/u.test(bus.publish.returns);
  const check = isMissingPart(call) ? checkLine("        ", "the arguments.") : "";
  return `      async publish(topic, payload) {
${check}        ${givesId ? "return " : ""}${call};
      },
`;
}

function subscribeText(bus: BusClass, values: Values): string {
  const end = subscriptionEnd(bus);
  const handler = handlerText(bus);
  const call = callText(bus.subscribe.parameters, { ...values, handler: "HANDLER" }, bus.source);
  const service = end.kind === "none" ? "own" : "service";
  const check = isMissingPart(call) ? checkLine("        ", "the arguments.") : "";
  const subscribed = `await ${service}.${bus.subscribe.name}(${call.replace("HANDLER", () => handler)});`;
  const options = ["group", "consumer"].filter((name) =>
    new RegExp(String.raw`\b${name}\b`, "u").test(call),
  );
  const parameter = options.length === 0 ? "_options" : `{ ${options.join(", ")} }`;
  return `      async subscribe(topic, ${parameter}, handler) {
${check}${endText(subscribed, bus)}
      },
`;
}

function endText(subscribed: string, bus: BusClass): string {
  const end = subscriptionEnd(bus);
  switch (end.kind) {
    case "method":
      return `        const subscription = ${subscribed}
        return {
          async close() {
            await subscription.${end.name}();
          },
        };`;
    case "function":
      return `        const end = ${subscribed}
        return {
          async close() {
            await end();
          },
        };`;
    case "none":
      return `        const own = await open();
        others.add(own);
        ${subscribed}
        return {
          async close() {
            others.delete(own);
            ${bus.close ? `await own.${bus.close.name}();` : "// check: end the instance."}
          },
        };`;
  }
}

/** Returns the function that takes a message of the class and gives it to the harness. */
function handlerText(bus: BusClass): string {
  const shape = handlerShape(bus);
  const message = (id: string, payload: string) =>
    `await handler({ ${field("id", id)}, topic, ${field("payload", payload)}, attempt: 1 });`;
  if (shape.kind === "texts") {
    const used = shape.roles.map((role, index) =>
      role === "id" || role === "payload" ? role : `_other${index}`,
    );
    const id = used.includes("id") ? "id" : '""';
    const payload = used.includes("payload") ? "payload" : '""';
    const text = shape.isText ? payload : `String(${payload})`;
    return `async (${used.join(", ")}) => {
          ${message(id, text)}
        }`;
  }
  const id = shape.id === undefined ? '""' : `message.${shape.id}`;
  const guess =
    shape.payload === undefined ? "          // check: the payload of the message.\n" : "";
  return `async (message) => {
${guess}          ${message(id, shape.payload === undefined ? "String(message)" : `message.${shape.payload}`)}
        }`;
}

function field(name: string, value: string): string {
  return name === value ? name : `${name}: ${value}`;
}

function closeText({ close }: BusClass, end: string): string {
  const both = end === "none" ? "await Promise.all([...others, service].map((each) => each." : "";
  if (!close) return "      // check: end every connection of the class.\n      async close() {},";
  const call = both === "" ? `await service.${close.name}();` : `${both}${close.name}()));`;
  return `      async close() {
        ${call}
      },`;
}
