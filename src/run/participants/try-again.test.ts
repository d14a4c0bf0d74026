import { expect, test } from "vitest";

import { BusRefusal } from "../record/bus-refusal.ts";
import { tryAgain } from "./try-again.ts";

const { signal } = new AbortController();

/** Returns a function that refuses `times` times, and then returns how often it was called. */
function refusing(times: number) {
  let asked = 0;
  return async (): Promise<number> => {
    asked++;
    if (asked <= times) throw new BusRefusal(`refusal ${asked}`);
    return asked;
  };
}

test("tryAgain asks a bus that refuses again, and throws the refusal of the last attempt", async () => {
  await expect(tryAgain(3, refusing(2), signal)).resolves.toBe(3);
  await expect(tryAgain(3, refusing(3), signal)).rejects.toThrow("refusal 3");
  await expect(tryAgain(1, refusing(1), signal)).rejects.toThrow("refusal 1");
});

test("tryAgain does not repeat work after an error that is no refusal of the bus", async () => {
  let asked = 0;
  const broken = async (): Promise<void> => {
    asked++;
    throw new Error("no disk");
  };
  await expect(tryAgain(3, broken, signal)).rejects.toThrow("no disk");
  expect(asked).toBe(1);
});
