/** What a workspace adds to its requests and keys: guardrails and the config of users' keys, which must be there. */
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { RequestLogging } from '../../storage/ports/records/organisation-settings.ts';
import type { Workspace } from '../../storage/ports/records/workspaces.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import { lookUpConfig } from '../configs/find.ts';
import { invalid, unknownReference } from '../parse.ts';

interface Wanted {
  metadata?: Record<string, string> | undefined;
  input_guardrails?: string[] | undefined;
  output_guardrails?: string[] | undefined;
  user_api_key_config?: string | null | undefined;
  request_logging?: RequestLogging | null | undefined;
}

/** The defaults after a change; absent members are kept. Throws `invalid_request` for a guardrail or config that is not there. */
export async function nextDefaults(
  tx: TenantRecords,
  workspaceId: WorkspaceId,
  { before, wanted }: { before: Workspace['defaults']; wanted: Wanted | null | undefined },
): Promise<Workspace['defaults']> {
  const { metadata, input_guardrails: input, output_guardrails: output, user_api_key_config: config } = wanted ?? {};
  for (const name of input ?? []) await requireGuardrail(tx, workspaceId, { field: 'input_guardrails', name });
  for (const name of output ?? []) await requireGuardrail(tx, workspaceId, { field: 'output_guardrails', name });
  return {
    metadata: metadata ?? before.metadata,
    ...named('inputGuardrails', input ?? before.inputGuardrails),
    ...named('outputGuardrails', output ?? before.outputGuardrails),
    ...(config === undefined ? keptConfig(before) : await namedConfig(tx, workspaceId, config)),
    ...(await nextLogging(tx, wanted?.request_logging, before)),
  };
}

/** Throws `invalid_request` where the organisation lets no workspace decide. */
async function nextLogging(
  tx: TenantRecords,
  wanted: RequestLogging | null | undefined,
  { requestLogging: before }: Workspace['defaults'],
): Promise<Pick<Workspace['defaults'], 'requestLogging'>> {
  if (wanted === undefined) return before === undefined ? {} : { requestLogging: before };
  if (wanted === null) return {};
  if ((await tx.settings.read()).requestLogging.workspacesDecide) return { requestLogging: wanted };
  throw invalid('defaults.request_logging', 'the organisation decides it for all workspaces');
}

const keptConfig = ({ userKeyConfig }: Workspace['defaults']): Pick<Workspace['defaults'], 'userKeyConfig'> =>
  userKeyConfig === undefined ? {} : { userKeyConfig };

async function namedConfig(
  tx: TenantRecords,
  workspaceId: WorkspaceId,
  ref: string | null,
): Promise<Pick<Workspace['defaults'], 'userKeyConfig'>> {
  if (ref === null) return {};
  const config = await lookUpConfig(tx, workspaceId, ref);
  if (config !== null) return { userKeyConfig: config.slug };
  throw unknownReference('defaults.user_api_key_config', `no config "${ref}" in this workspace`);
}

/** Absent where there are none: most workspaces have none. */
const named = (field: 'inputGuardrails' | 'outputGuardrails', names: string[] = []) =>
  names.length === 0 ? {} : { [field]: names };

/** A name that means nothing would refuse every request of the workspace. */
async function requireGuardrail(
  tx: TenantRecords,
  workspaceId: WorkspaceId,
  { field, name }: { field: string; name: string },
): Promise<void> {
  const found = (await tx.guardrails.findBySlug(name)) ?? (await tx.guardrails.findById(name));
  const isThere = found?.status === 'active' && (found.workspaceId === null || found.workspaceId === workspaceId);
  if (!isThere) throw unknownReference(`defaults.${field}`, `there is no guardrail "${name}" for this workspace`);
}
