/** Which path a request would take through a config, and why; nobody is called. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { look } from '../transaction.ts';
import { checkConfig } from './check.ts';
import { findConfig } from './find.ts';
import { openConfig } from './secrets.ts';
import type { ExplanationView } from './schemas.ts';
import { ExplainConfig } from './schemas.ts';

export async function explainConfig(context: ControlContext, input: unknown): Promise<z.infer<typeof ExplanationView>> {
  requireScope(context, 'configs.read');
  const { config, request, workspace_id } = parseInput(ExplainConfig, input);
  const asked = await look(context, async (tx) => {
    const workspace = await resolveWorkspace(context, tx, workspace_id);
    if (typeof config !== 'string') return { workspaceId: workspace.id, saved: null, config };
    const saved = await findConfig(context, tx, { slug: config, workspace_id });
    return { workspaceId: workspace.id, saved: saved.id, config: openConfig(context, saved) };
  });
  checkConfig(context, asked.config, asked.saved !== null);
  return context.explain({ ...asked, request });
}
