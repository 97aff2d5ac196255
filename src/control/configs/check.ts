/** What a routing object must satisfy before it is saved. */
import { isObject } from '../../wire/json-object.ts';
import { GatewayError } from '../../wire/errors.ts';
import type { ControlContext } from '../context.ts';
import { invalid } from '../parse.ts';

/**
 * Throws `invalid_request` naming every issue the data plane has with it. Credentials inside are refused: configs are
 * stored and shown in plain text, and an integration keeps them sealed.
 */
export function checkConfig(context: ControlContext, config: Record<string, unknown>): void {
  const secret = findSecret(config, secretNames(context), 'config');
  if (secret) throw invalid(secret, 'credentials belong into an integration; name its provider here as "@slug"');
  const issues = context.validateConfig(config);
  if (issues.length === 0) return;
  const lines = issues.map(({ path, message }) => `config${joint(path)}${path}: ${message}`);
  throw new GatewayError('invalid_request', lines.join('; '));
}

function joint(path: string): string {
  return path === '' || path.startsWith('[') ? '' : '.';
}

function secretNames(context: ControlContext): Set<string> {
  const settings = [...context.providers.values()].flatMap((provider) => provider.settings);
  return new Set(['api_key', ...settings.filter((field) => field.secret).map((field) => field.name)]);
}

/** Path of the first secret in the routing object or its targets; `*_params` hold the request's own fields. */
function findSecret(node: Record<string, unknown>, secrets: ReadonlySet<string>, path: string): string | null {
  const own = Object.keys(node).find((key) => secrets.has(key));
  if (own !== undefined) return `${path}.${own}`;
  const targets: unknown[] = Array.isArray(node['targets']) ? node['targets'] : [];
  for (const [index, target] of targets.entries()) {
    const found = isObject(target) ? findSecret(target, secrets, `${path}.targets[${index}]`) : null;
    if (found !== null) return found;
  }
  return null;
}
