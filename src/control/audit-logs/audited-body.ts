/** The body of an admin request as the audit trail keeps it: JSON, without secrets, and not longer than an event may be. */
import { maskText, type KnownSecrets } from '../../kernel/secrets/mask.ts';
import { redactedJson } from '../../kernel/secrets/redact.ts';
import type { ControlContext } from '../context.ts';

const MAX_CHARACTERS = 10_000;

/** '' where there was none. */
export function auditedBody(
  { providers }: Pick<ControlContext, 'providers'>,
  body: object,
  known: KnownSecrets,
): string {
  if (Object.keys(body).length === 0) return '';
  const settings = [...providers.values()].flatMap((provider) => provider.settings);
  const secrets = new Set(settings.filter(({ secret }) => secret).map(({ name }) => name));
  const text = maskText(redactedJson(body, secrets), known);
  return text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS)}… (${text.length} characters)`;
}
