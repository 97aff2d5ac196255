/** Every check by its ids. Written by scripts/generate-registry.ts: do not edit. */
import { contains } from './checks/contains/index.ts';
import { pii } from './checks/pii/index.ts';
import { regexMatch } from './checks/regex-match/index.ts';
import { secrets } from './checks/secrets/index.ts';
import { webhook } from './checks/webhook/index.ts';
import type { Check } from './check.ts';

export const CHECKS: ReadonlyMap<string, Check> = new Map(
  [contains, pii, regexMatch, secrets, webhook].flatMap((check) => [check.id, ...check.aliases].map((id): [string, Check] => [id, check])),
);
