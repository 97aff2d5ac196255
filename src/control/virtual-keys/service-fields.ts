/** The fields of an AI service as virtual keys spell them, in camelCase, and as integrations do, in snake_case. */
import type { z } from 'zod';
import type { Provider } from '../../providers/provider.ts';
import type { CreateVirtualKey } from './schemas.ts';

/** Names of before services had prefixes, with those that they may stand for. */
const FORMER: Readonly<Record<string, readonly string[]>> = {
  resource_name: ['azure_resource_name'],
  api_version: ['azure_api_version'],
  deployment_name: ['azure_deployment_name', 'azure_deployment_id'],
};

type Deployments = z.output<typeof CreateVirtualKey>['deploymentConfig'];

/** `rest`: what the schema does not name. A field that the service does not have keeps its name, and is refused by it. */
export function toConfigurations(
  { settings }: Pick<Provider, 'settings'>,
  rest: Readonly<Record<string, unknown>>,
  deployments: Deployments,
): Record<string, unknown> {
  const known = new Set(settings.map(({ name }) => name));
  const named = Object.entries(rest)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => {
      const own = name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      return [known.has(own) ? own : (FORMER[own]?.find((one) => known.has(one)) ?? own), value] as const;
    });
  const all = deployments ?? [];
  return {
    ...Object.fromEntries(named),
    ...(all.length === 0 ? {} : { azure_deployment_config: all.map(toDeployment) }),
  };
}

const toDeployment = ({
  apiVersion,
  deploymentName,
  alias,
  is_default: isDefault,
}: NonNullable<Deployments>[number]) => ({
  azure_deployment_name: deploymentName,
  azure_api_version: apiVersion,
  ...(alias == null ? {} : { alias }),
  ...(isDefault == null ? {} : { is_default: isDefault }),
});
