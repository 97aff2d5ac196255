/** The limits that a token carries (contract#tokens). They are this very token's: the next one of the same person has its own. */
import { z } from 'zod';
import type { JWTPayload } from 'jose';
import { RateLimits, UsageLimits } from '../../control/limits/schemas.ts';
import { toBudgets, toRates } from '../../control/limits/write.ts';
import { parseInput } from '../../control/parse.ts';
import type { OrganisationId } from '../../kernel/ids.ts';
import { compileLimits, NO_LIMITS, type CompiledLimits } from '../../routing/compiled-limits.ts';

/** What the published ones say beside: it changes nothing here. */
const BESIDE = { id: z.unknown().optional(), status: z.unknown().optional() };

const Limits = z.object({
  usage_limits: z.array(UsageLimits.extend(BESIDE)).max(3).nullish(),
  rate_limits: z.array(RateLimits.extend(BESIDE)).max(10).nullish(),
});

export interface TokenOwner {
  /** The token's own; part of the names of its accounts, so without colons. */
  id: string;
  /** As people know whose it is. */
  name: string;
  organisationId: OrganisationId;
}

/** Throws `invalid_request` for limits that mean nothing: a token served without them would spend without bounds. */
export function tokenLimits(claims: JWTPayload, { id, name, organisationId }: TokenOwner): CompiledLimits {
  const { usage_limits: usage = null, rate_limits: rates } = parseInput(Limits, claims);
  if (usage === null && (rates ?? null) === null) return NO_LIMITS;
  // Days that are counted from no date are counted from when it was made: the same at every process.
  const madeAt = (claims.iat ?? claims.nbf ?? 0) * 1000;
  const budgets = toBudgets({ clock: { now: () => madeAt } }, usage);
  const owner = { ownerKind: 'api_key', ownerId: id, organisationId } as const;
  return compileLimits({ ...owner, budgets, rates: toRates(rates ?? []) }, name);
}
