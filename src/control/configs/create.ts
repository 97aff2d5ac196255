/** Saves a routing object under a slug that requests and keys can name. */
import type { z } from 'zod';
import type { ConfigRecord } from '../../storage/ports/records/configs.ts';
import type { Workspace } from '../../storage/ports/records/workspaces.ts';
import { GatewayError } from '../../kernel/errors.ts';
import type { ControlContext } from '../context.ts';
import { principalName } from '../principal.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { newId, newSlug } from '../identity.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { resolveWorkspace } from '../tenancy.ts';
import { audit, change } from '../transaction.ts';
import { checkConfig } from './check.ts';
import { requireHostPower } from './host-power.ts';
import type { CreatedConfig } from './schemas.ts';
import { CreateConfig } from './schemas.ts';
import { sealSecrets } from './secrets.ts';
import { inUsualSpelling } from '../../routing/spelling.ts';
import { detailConfig } from './view.ts';
import { insertVersion } from './version.ts';
import { warningsFor } from './warnings.ts';

export async function createConfig(context: ControlContext, input: unknown): Promise<z.infer<typeof CreatedConfig>> {
  requireScope(context, 'configs.create');
  const wanted = parseInput(CreateConfig, input, FOREIGN_FIELDS.configs);
  checkConfig(context, wanted.config);
  return change(context, async (tx) => {
    const workspace = await resolveWorkspace(context, tx, wanted.workspace_id);
    await requireHostPower(context, tx, { workspaceId: workspace.id, config: wanted.config, before: null });
    const config = build(context, workspace, wanted);
    if (await tx.configs.findBySlug(workspace.id, config.slug)) {
      throw new GatewayError('already_exists', `There is already a config "${config.slug}".`);
    }
    await tx.configs.insert(config);
    await insertVersion(tx, config);
    await audit(context, tx, { action: 'config.create', subject: config, after: detailConfig(config) });
    const warnings = await warningsFor(context, tx, { workspaceId: workspace.id, config: wanted.config });
    return { id: config.id, slug: config.slug, version_id: config.versionId, ...(warnings.length > 0 && { warnings }) };
  });
}

function build(context: ControlContext, workspace: Workspace, wanted: z.output<typeof CreateConfig>): ConfigRecord {
  const now = context.clock.now();
  const author = principalName(context.principal);
  const id = newId(context);
  return {
    id,
    slug: wanted.slug ?? newSlug(context, wanted.name, 'pc-'),
    organisationId: workspace.organisationId,
    workspaceId: workspace.id,
    name: wanted.name,
    isDefault: (wanted.is_default ?? wanted.isDefault) === 1,
    status: 'active',
    ownerId: author,
    updatedBy: author,
    createdAt: now,
    lastUpdatedAt: now,
    versionId: newId(context),
    config: sealSecrets(context, { id, config: inUsualSpelling(wanted.config), before: null }),
  };
}
