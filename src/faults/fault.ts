import type { CommandActKind } from "../history/struck-command.ts";
import {
  everyRole,
  type PossibleDataLoss,
  type FaultContext,
  type FaultSteps,
} from "./contract/fault-definition.ts";
import { definitionOf, type FaultSpec } from "./fault-kinds.ts";

/** A reversible disturbance that is ready to be injected. `FaultDefinition` explains the properties. */
export interface Fault extends Required<FaultSteps>, PossibleDataLoss {
  readonly name: string;
  /** The roles whose path to Redis it touches. */
  readonly roles: readonly string[];
  readonly onLinks: boolean;
  readonly instantaneous: boolean;
  readonly endsConnections: boolean;
  readonly commandAct: CommandActKind | undefined;
}

/** Prepares a fault for the roles that have a link now. The caller injects and heals it. */
export function createFault(spec: FaultSpec, context: FaultContext): Fault {
  const definition = definitionOf(spec);
  const role = definition.role(spec);
  const roles = role === everyRole ? [...context.links.keys()] : [role];
  const steps = definition.prepare(spec, roles, context);
  let ready: Promise<void> | undefined;
  const makeReady = (): Promise<void> => (ready ??= Promise.resolve(steps.makeReady?.()));
  return {
    name: definition.name(spec),
    roles,
    onLinks: definition.onLinks,
    instantaneous: definition.isInstantaneous(spec),
    ...definition.dataLoss(spec, context.persistence),
    commandAct: definition.commandAct?.(spec),
    endsConnections: definition.endsConnections ?? false,
    ...steps,
    makeReady,
    async inject(onInForce) {
      await makeReady();
      return await steps.inject(onInForce);
    },
  };
}
