/** What a Messages request says in its headers: the version of the API and the beta flags. */
import { GatewayError } from '../../../kernel/errors.ts';
import { readMember, type JsonDocument } from '../../json/scan.ts';
import type { RequestHeaders } from '../../request-headers.ts';
import { parseBetaFlags } from './beta-flags.ts';

/** The version of Anthropic's API that the caller asks for; null = it names none. The contract's own header wins (contract#request-headers). */
export const anthropicVersion = (headers: RequestHeaders): string | null =>
  headers['x-portkey-anthropic-version'] ?? headers['anthropic-version'] ?? null;

/** The beta flags of header and body, in the order of first mention. Throws GatewayError invalid_json. */
export function requestedBetas(headers: RequestHeaders, document: JsonDocument): string[] {
  const flags = headers['x-portkey-anthropic-beta'] ?? headers['anthropic-beta'];
  return parseBetaFlags(flags === undefined ? [] : [flags], readFlags(document));
}

function readFlags(document: JsonDocument): unknown {
  try {
    return readMember(document, 'anthropic_beta');
  } catch (error) {
    throw new GatewayError('invalid_json', 'anthropic_beta: the value is not valid JSON.', { cause: error });
  }
}
