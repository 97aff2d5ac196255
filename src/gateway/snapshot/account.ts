/** An integration, compiled: its secrets are opened once for all providers that use it. */
import type { Connection, Provider, ProviderCredentials } from '../../providers/provider.ts';
import type { Integration } from '../../storage/ports/records/integrations.ts';
import type { Sealer } from '../../storage/ports/sealer.ts';
import { isShared } from '../../storage/ports/records/model-provisioning.ts';
import { connectAt, type ConnectionProblem } from '../../routing/compiled-provider.ts';
import type { IntegrationSecrets } from '../../routing/custom-headers.ts';
import { compileModelRules, type ModelRules } from '../../routing/model-rules.ts';
import type { WorkspaceId } from '../../kernel/ids.ts';
import { withMapped } from '../../routing/mapped-credentials.ts';
import type { SecretValues } from '../secret-references/values.ts';
import { failure, success, type Result } from '../../kernel/result.ts';

export interface Account {
  provider: Provider;
  /** null = at the host of its settings. */
  connect(customHost: string | null): Result<Connection, ConnectionProblem>;
  models: ModelRules;
  /** The same account as that workspace may use it: one that it was not given cannot be connected. */
  in(workspaceId: WorkspaceId): Account;
}

interface Opening {
  sealer: Sealer;
  secrets: Pick<SecretValues, 'use'>;
}

export function openAccount(integration: Integration, provider: Provider, { sealer, secrets }: Opening): Account {
  const unusable = ({ reason, isTemporary = false }: ConnectionProblem) =>
    failure({ isTemporary, reason: `The integration "${integration.slug}" cannot be used: ${reason}` });
  const own = openCredentials(integration, sealer);
  const opened = mapped(integration, own, secrets);
  const connect = (customHost: string | null): Result<Connection, ConnectionProblem> => {
    const connection = opened.ok ? connectAt(provider, opened.value, customHost) : opened;
    return connection.ok ? connection : unusable(connection.problem);
  };
  const usual = connect(null);
  const account: Account = {
    provider,
    connect: (customHost) => (customHost === null ? usual : connect(customHost)),
    models: compileModelRules(integration, own.ok ? own.value.modelHeaders : undefined),
    in: (workspaceId) =>
      integration.workspaceId !== null || isShared(integration.access, workspaceId) ? account : withheld,
  };
  const withheld: Account = {
    ...account,
    connect: () =>
      failure({
        reason: `The integration "${integration.slug}" is not shared with this workspace.`,
        hint: `Ask an administrator to share it: PUT /v1/integrations/${integration.slug}/workspaces.`,
      }),
  };
  return account;
}

/** Secret mappings are asked for each time: that tells the keeper of the values who uses them. */
function mapped(
  integration: Integration,
  opened: Result<ProviderCredentials, ConnectionProblem>,
  secrets: Opening['secrets'],
): Result<ProviderCredentials, ConnectionProblem> {
  if (integration.secretMappings.length === 0 || !opened.ok) return opened;
  const values = secrets.use(integration);
  return values.ok ? success(withMapped(opened.value, values.value)) : values;
}

function openCredentials(integration: Integration, sealer: Sealer): Result<IntegrationSecrets, ConnectionProblem> {
  try {
    const text = sealer.open(integration.sealedCredentials, `integration:${integration.id}`);
    return success(JSON.parse(text) as IntegrationSecrets);
  } catch (error) {
    return failure({ reason: error instanceof Error ? error.message : String(error) });
  }
}
