import { expect, test } from "vitest";

import { UnsupportedFaultError } from "../../errors.ts";
import { assertSupported } from "./assert-supported.ts";
import type { LinkCapability } from "./link-capability.ts";

test("throws UnsupportedFaultError with the reason if a link lacks the capability", () => {
  const link = { role: "publisher", capabilities: new Set<LinkCapability>(["cut-fin"]) };
  expect(() => assertSupported(link, { kind: "cut", how: "fin" })).not.toThrow();
  const refused = () => assertSupported(link, { kind: "cut", how: "rst" });
  expect(refused).toThrow(UnsupportedFaultError);
  expect(refused).toThrow('the link of publisher cannot do "cut-rst"');
});
