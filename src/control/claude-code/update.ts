/** Changes what Claude Code gets. Sessions ask about once an hour; a config holds for new devices, and after a refresh. */
import type { z } from 'zod';
import type { WorkspaceId } from '../../kernel/ids.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import { lookUpConfig } from '../configs/find.ts';
import type { ControlContext } from '../context.ts';
import { invalid, parseInput, unknownReference } from '../parse.ts';
import { audit, change } from '../transaction.ts';
import { findOwned, viewOwned } from './owner.ts';
import { UpdateClaudeCodeSettings, type ClaudeCodeSettingsView } from './schemas.ts';

export async function updateClaudeCodeSettings(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof ClaudeCodeSettingsView>> {
  const wanted = parseInput(UpdateClaudeCodeSettings, input);
  return change(context, async (tx) => {
    const before = await findOwned(context, tx, { ref: wanted, action: 'update' });
    const { workspaceId, settings } = before;
    if (settings.ownerKind !== 'organisation' && wanted.login_notice) {
      throw invalid('login_notice', 'nobody has signed in when it is shown: it belongs to the organisation');
    }
    if (settings.ownerKind !== 'group' && wanted.priority) throw invalid('priority', 'is of groups only');
    const { managed_settings: managed, default_config: config, login_notice: notice, priority } = wanted;
    const after = {
      workspaceId,
      settings: {
        ...settings,
        priority: priority ?? settings.priority,
        managed: managed === undefined ? settings.managed : managed,
        defaultConfig: config === undefined ? settings.defaultConfig : await slugOf(tx, workspaceId, config),
        loginNotice: notice === undefined ? settings.loginNotice : notice,
        lastUpdatedAt: context.clock.now(),
      },
    };
    await tx.claudeCode.put(after.settings);
    await audit(context, tx, {
      action: 'claude_code.update',
      subject: { id: settings.ownerId, organisationId: tx.organisationId, workspaceId },
      before: viewOwned(before),
      after: viewOwned(after),
    });
    return viewOwned(after);
  });
}

async function slugOf(tx: TenantRecords, workspaceId: WorkspaceId | null, ref: string | null): Promise<string | null> {
  if (ref === null) return null;
  if (workspaceId === null) throw invalid('default_config', 'configs belong to workspaces: name one in workspace_id');
  const config = await lookUpConfig(tx, workspaceId, ref);
  if (config !== null) return config.slug;
  throw unknownReference('default_config', `no config "${ref}" in this workspace`);
}
