/** What Claude Code gets from the organisation, or from one workspace. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { parseInput } from '../parse.ts';
import { look } from '../transaction.ts';
import { findOwned, viewOwned } from './owner.ts';
import { GetClaudeCodeSettings, type ClaudeCodeSettingsView } from './schemas.ts';

export async function getClaudeCodeSettings(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof ClaudeCodeSettingsView>> {
  const { workspace_id: ref } = parseInput(GetClaudeCodeSettings, input);
  return look(context, async (tx) => viewOwned(await findOwned(context, tx, { ref, action: 'read' })));
}
