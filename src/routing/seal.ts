/** Sealed secrets in a stored config: a sealed member, with its mask, replaces the secret. */
import { isObject, type JsonObject } from '../wire/json/object.ts';
import type { Sealer } from '../storage/ports/sealer.ts';
import { mapNodes } from './walk.ts';

const SEALED = '$sealed';

export interface SealedMember {
  /** See sealer.ts; context `config:<id>`, so that it does not open in another config. */
  [SEALED]: string;
  /** What is shown in its place. */
  mask: string;
}

export function isSealed(value: unknown): value is SealedMember {
  return isObject(value) && typeof value[SEALED] === 'string';
}

export function sealMember(value: unknown, mask: string, { configId, sealer }: OfConfig): SealedMember {
  return { [SEALED]: sealer.seal(JSON.stringify(value), contextOf(configId)), mask };
}

interface OfConfig {
  configId: string;
  sealer: Sealer;
}

/** The routing object as its author wrote it. Throws when a secret does not open. */
export function openSecrets(config: JsonObject, { configId, sealer }: OfConfig): JsonObject {
  return mapSealed(config, (member) => JSON.parse(sealer.open(member[SEALED], contextOf(configId))));
}

/** The same secrets, sealed with another master key. Throws when one does not open. */
export function resealSecrets(
  config: JsonObject,
  configId: string,
  { from, to }: { from: Sealer; to: Sealer },
): JsonObject {
  return mapSealed(config, (member) => ({
    ...member,
    [SEALED]: to.seal(from.open(member[SEALED], contextOf(configId)), contextOf(configId)),
  }));
}

/** The routing object as it may be shown. */
export function maskSealed(config: JsonObject): JsonObject {
  return mapSealed(config, ({ mask }) => mask);
}

function mapSealed(config: JsonObject, replace: (member: SealedMember) => unknown): JsonObject {
  const member = ([key, value]: [string, unknown]) => [key, isSealed(value) ? replace(value) : value] as const;
  return mapNodes(config, (node) => Object.fromEntries(Object.entries(node).map(member)));
}

const contextOf = (configId: string): string => `config:${configId}`;
