/** Archives a policy: no request counts against it from then on. */
import type { z } from 'zod';
import type { PolicyKind } from '../../storage/ports/records/policies.ts';
import type { ControlContext } from '../context.ts';
import type { Nothing } from '../fields.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { findPolicy } from './find.ts';
import { PolicyRef } from './schemas.ts';

const archive =
  (kind: PolicyKind) =>
  async (context: ControlContext, input: unknown): Promise<z.infer<typeof Nothing>> => {
    requireScope(context, 'policies.delete');
    const { id } = parseInput(PolicyRef, input);
    return change(context, async (tx) => {
      const before = await findPolicy(context, tx, { kind, id });
      const after = { ...before, status: 'archived' as const, lastUpdatedAt: context.clock.now() };
      await tx.policies.replace(after);
      const views = { before: { status: before.status }, after: { status: after.status } };
      await audit(context, tx, { action: 'policy.delete', subject: after, ...views });
      return {};
    });
  };

export const deleteUsagePolicy = archive('usage_limits');
export const deleteRatePolicy = archive('rate_limits');
