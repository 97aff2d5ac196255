/** Makes a new version of a config, which is live at once; the older ones stay readable. */
import type { z } from 'zod';
import type { ConfigRecord } from '../../storage/ports/records/configs.ts';
import type { TenantRecords } from '../../storage/ports/records/records.ts';
import type { JsonObject } from '../../wire/json/object.ts';
import type { ControlContext } from '../context.ts';
import { principalName } from '../principal.ts';
import { FOREIGN_FIELDS } from '../foreign-fields.ts';
import { newId } from '../identity.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import { audit, change } from '../transaction.ts';
import { archiveConfig } from './archive.ts';
import { checkConfig } from './check.ts';
import { requireHostPower } from './host-power.ts';
import { findConfig } from './find.ts';
import type { UpdatedConfig } from './schemas.ts';
import { UpdateConfig } from './schemas.ts';
import { openConfig, sealSecrets } from './secrets.ts';
import { inUsualSpelling } from '../../routing/spelling.ts';
import { insertVersion } from './version.ts';
import { detailConfig } from './view.ts';
import { warningsFor } from './warnings.ts';

export async function updateConfig(context: ControlContext, input: unknown): Promise<z.infer<typeof UpdatedConfig>> {
  requireScope(context, 'configs.update');
  const wanted = parseInput(UpdateConfig, input, FOREIGN_FIELDS.configs);
  if (wanted.status === 'archived') requireScope(context, 'configs.delete');
  return change(context, async (tx) => {
    const before = await findConfig(context, tx, wanted);
    const after: ConfigRecord = {
      ...before,
      name: wanted.name ?? before.name,
      config: wanted.config ? await nextConfig(context, tx, { before, config: wanted.config }) : before.config,
      isDefault: wanted.isDefault === undefined ? before.isDefault : wanted.isDefault === 1,
      versionId: newId(context),
      updatedBy: principalName(context.principal),
      lastUpdatedAt: context.clock.now(),
    };
    await tx.configs.replace(after);
    await insertVersion(tx, after);
    await audit(context, tx, {
      action: 'config.update',
      subject: after,
      before: detailConfig(before),
      after: detailConfig(after),
    });
    if (wanted.status === 'archived') await archiveConfig(context, tx, after);
    const warnings = await warningsFor(context, tx, after);
    return { version_id: after.versionId, ...(warnings.length > 0 && { warnings }) };
  });
}

/** As it is stored: checked with the secrets that its masks stand for. */
async function nextConfig(
  context: ControlContext,
  tx: TenantRecords,
  { before, config }: { before: ConfigRecord; config: JsonObject },
): Promise<JsonObject> {
  const sealed = sealSecrets(context, { id: before.id, config: inUsualSpelling(config), before });
  checkConfig(context, openConfig(context, { ...before, config: sealed }));
  await requireHostPower(context, tx, { workspaceId: before.workspaceId, config, before: before.config });
  return sealed;
}
