/** Which path a request would take through a config, and why; nobody is called. */
import type { z } from 'zod';
import type { ApiKeyRecord } from '../../storage/ports/records/api-keys.ts';
import type { Workspace } from '../../storage/ports/records/workspaces.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { findApiKey } from '../api-keys/find.ts';
import type { ControlContext } from '../context.ts';
import { parseInput, unknownReference } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { look } from '../transaction.ts';
import { checkConfig } from './check.ts';
import { findConfig } from './find.ts';
import { openConfig } from './secrets.ts';
import type { ExplanationView } from './schemas.ts';
import { ExplainConfig } from './schemas.ts';

/** To have a key's defaults explained takes the scope that reads such keys. */
export async function explainConfig(context: ControlContext, input: unknown): Promise<z.infer<typeof ExplanationView>> {
  requireScope(context, 'configs.read');
  const { config, api_key, request, workspace_id } = parseInput(ExplainConfig, input);
  const asked = await look(context, async (tx) => {
    const key = api_key === undefined ? null : await findApiKey(context, tx, { id: api_key, action: 'read' });
    const workspace = await resolveWorkspace(context, tx, workspace_id ?? key?.workspaceId);
    if (key !== null) refuseCaller(key, workspace, config);
    const about = { workspaceId: workspace.id, apiKeyId: key?.id ?? null };
    const named = config ?? key?.defaults.configId ?? null;
    if (typeof named !== 'string') return { ...about, saved: null, config: named };
    const saved = await findConfig(context, tx, { slug: named, workspace_id: workspace.id });
    return { ...about, saved: saved.id, config: openConfig(context, saved) };
  });
  if (asked.config !== null) checkConfig(context, asked.config, asked.saved !== null);
  return context.explain({ ...asked, request });
}

/** As the data plane would: a key of elsewhere, and a config that the key does not allow. */
function refuseCaller({ id, workspaceId, defaults }: ApiKeyRecord, workspace: Workspace, config: unknown): void {
  if (workspaceId !== workspace.id) {
    throw unknownReference('api_key', `the workspace "${workspace.slug}" has no key "${id}"`);
  }
  if (config === undefined || defaults.allowConfigOverride || config === defaults.configId) return;
  throw new GatewayError('config_override_not_allowed', 'This key does not allow a config on the request.', {
    hint: 'Leave `config` out: the key’s own default config is explained.',
  });
}
