/** Body members that change the answer and that Vertex has nothing for: refused, because without them it would be another. */
import { GatewayError } from '../../kernel/errors.ts';
import { findMember, readMember, type JsonDocument } from '../../wire/json/scan.ts';

/** Source: Google's list of what its offering of Claude lacks. */
const UNSERVED: readonly [member: string, why: string][] = [
  ['mcp_servers', 'Vertex AI has no MCP connector'],
  ['container', 'Vertex AI has no containers, and no skills in them'],
  ['thread', 'Vertex AI keeps no threads'],
  ['fallbacks', 'Vertex AI has no fallbacks of its own (a config’s fallback may name `refusal` as a reason)'],
];

/** Places where data may be processed, by the regions of Vertex that are inside. */
const GEOGRAPHIES: Readonly<Record<string, RegExp>> = { us: /^us\b/, eu: /^(eu|europe)\b/, global: /^/ };

/** Throws GatewayError operation_not_supported, with the member's name in front. */
export function refuseUnserved(document: JsonDocument, { region }: { region: string }): void {
  for (const [member, why] of UNSERVED) if (isAsked(document, member)) throw refusal(`${member}: ${why}.`);
  if (!isAsked(document, 'inference_geo')) return;
  const geography: unknown = readMember(document, 'inference_geo');
  const places = typeof geography === 'string' ? GEOGRAPHIES[geography] : undefined;
  if (places?.test(region) === true) return;
  throw refusal(
    `inference_geo: ${JSON.stringify(geography)} cannot be promised, because this provider's region is "${region}", ` +
      'and on Vertex AI the region says where data is processed.',
  );
}

/** What has been refused by now where it asks for anything that Vertex does not give by itself. */
export const isServedOtherwise = (path: string): boolean =>
  path === 'inference_geo' || UNSERVED.some(([member]) => member === path);

/** Not what is null, an empty list, or whatever the platform does by default. */
function isAsked(document: JsonDocument, key: string): boolean {
  if (findMember(document.members, key) === undefined) return false;
  const value: unknown = readMember(document, key);
  return value !== null && value !== 'default' && !(Array.isArray(value) && value.length === 0);
}

/** 400, as the upstream's own refusal would be: a fallback goes on to a provider that has it. */
function refusal(message: string): GatewayError {
  return new GatewayError('operation_not_supported', message, {
    status: 400,
    hint: 'Leave it out, or send the request to Anthropic’s own API.',
  });
}
