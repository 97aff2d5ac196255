/** An integration, ready: its secrets opened once for however many providers use it. */
import type { Connection, Provider, ProviderCredentials } from '../../providers/provider.ts';
import type { Integration } from '../../storage/ports/records/integrations.ts';
import type { Sealer } from '../../storage/ports/sealer.ts';
import { connectAt, type Problem } from '../../routing/compiled-provider.ts';

export interface Account {
  provider: Provider;
  /** null = at the host of its settings. */
  connect(customHost: string | null): Connection | Problem;
}

export function openAccount(integration: Integration, provider: Provider, sealer: Sealer): Account {
  const blame = ({ problem }: Problem): Problem => ({
    problem: `The integration "${integration.slug}" cannot be used: ${problem}`,
  });
  const opened = openCredentials(integration, sealer);
  const connect = (customHost: string | null): Connection | Problem => {
    const connection = 'problem' in opened ? opened : connectAt(provider, opened, customHost);
    return 'problem' in connection ? blame(connection) : connection;
  };
  const usual = connect(null);
  return { provider, connect: (customHost) => (customHost === null ? usual : connect(customHost)) };
}

function openCredentials(integration: Integration, sealer: Sealer): ProviderCredentials | Problem {
  try {
    const text = sealer.open(integration.sealedCredentials, `integration:${integration.id}`);
    return JSON.parse(text) as ProviderCredentials;
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
