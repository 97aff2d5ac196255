/** What a routing object must satisfy before it is saved. */
import { GatewayError } from '../../kernel/errors.ts';
import type { JsonObject } from '../../wire/json/object.ts';
import type { ControlContext } from '../context.ts';

/** Throws `invalid_request` naming every issue the data plane has with it. Secrets stand in it as they were written. */
export function checkConfig(context: ControlContext, config: JsonObject, isSaved = true): void {
  const issues = context.validateConfig(config, { isSaved });
  if (issues.length === 0) return;
  const lines = issues.map(({ path, message }) => `config${joint(path)}${path}: ${message}`);
  throw new GatewayError('invalid_request', lines.join('; '));
}

function joint(path: string): string {
  return path === '' || path.startsWith('[') ? '' : '.';
}
