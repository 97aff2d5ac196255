/** What Claude Code gets from the organisation, from one workspace, or from one group of the directory. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { look } from '../transaction.ts';
import { findOwned, viewOwned } from './owner.ts';
import {
  GetClaudeCodeSettings,
  ListClaudeCodeGroups,
  type ClaudeCodeGroupList,
  type ClaudeCodeSettingsView,
} from './schemas.ts';

export async function getClaudeCodeSettings(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof ClaudeCodeSettingsView>> {
  const ref = parseInput(GetClaudeCodeSettings, input);
  return look(context, async (tx) => viewOwned(await findOwned(context, tx, { ref, action: 'read' })));
}

/** The groups that have settings, those without a policy left out. */
export async function listClaudeCodeGroups(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof ClaudeCodeGroupList>> {
  requireScope(context, 'organisation_settings.read');
  parseInput(ListClaudeCodeGroups, input);
  const groups = (await look(context, (tx) => tx.claudeCode.listGroups())).filter(({ managed }) => managed !== null);
  const data = groups.map((settings) => viewOwned({ workspaceId: null, settings }));
  return { object: 'list', total: data.length, data };
}
