/** Which AI services an integration can be made for, and the fields that each of them takes: forms are rendered from it. */
import type { z } from 'zod';
import type { ControlContext } from '../context.ts';
import { CUSTOM_HEADERS, integrationSettings } from '../../routing/custom-headers.ts';
import { parseInput } from '../parse.ts';
import { requireScope } from '../permission.ts';
import type { AiProviderList } from './schemas.ts';
import { ListAiProviders } from './schemas.ts';

export async function listAiProviders(
  context: ControlContext,
  input: unknown,
): Promise<z.infer<typeof AiProviderList>> {
  requireScope(context, 'organisation_integrations.list', 'workspace_integrations.list');
  parseInput(ListAiProviders, input);
  const data = [...context.providers.values()].map((provider) => ({
    id: provider.id,
    name: provider.name,
    takes_key: provider.takesKey,
    settings: integrationSettings(provider).map(({ name: field, label, type, required, secret, help }) => ({
      name: field,
      label,
      type,
      required,
      // Of further headers the names come back.
      secret: secret && field !== CUSTOM_HEADERS.name,
      help,
    })),
  }));
  return {
    object: 'list',
    total: data.length,
    data: data.toSorted((one, other) => one.name.localeCompare(other.name)),
  };
}
