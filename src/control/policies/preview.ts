/** What a policy would have met in the last 30 days, before it is saved. */
import { z } from 'zod';
import { pinnedWorkspace, type ControlContext } from '../context.ts';
import { previewPolicy, type LimitPreview } from '../limits/preview.ts';
import { toBudget, toRates } from '../limits/write.ts';
import { invalid, parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { look } from '../transaction.ts';
import { toConditions } from './create.ts';
import { CreateRatePolicy, CreateUsagePolicy } from './schemas.ts';

export const PreviewPolicy = z.strictObject({
  usage_limits: CreateUsagePolicy.optional().meta({ description: 'As `POST /v1/policies/usage-limits` takes it.' }),
  rate_limits: CreateRatePolicy.optional().meta({ description: 'As `POST /v1/policies/rate-limits` takes it.' }),
});

export async function previewWantedPolicy(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof LimitPreview>> {
  requireScope(context, 'policies.read');
  const { usage_limits: usage, rate_limits: rate } = parseInput(PreviewPolicy, input);
  const wanted = usage ?? rate;
  if (wanted === undefined || (usage !== undefined && rate !== undefined)) {
    throw invalid('usage_limits', 'give either usage_limits or rate_limits');
  }
  const isEverywhere = !wanted.workspace_id && pinnedWorkspace(context) === null;
  const workspaceId = isEverywhere
    ? null
    : await look(context, async (tx) => (await resolveWorkspace(context, tx, wanted.workspace_id)).id);
  const budget = usage === undefined ? null : toBudget(context, usage);
  const [limit = null] = rate === undefined ? [] : toRates([rate]);
  return previewPolicy(context, { workspaceId, rule: { ...toConditions(wanted), budget, rate: limit } });
}
