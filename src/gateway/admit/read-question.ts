/** What is asked, from a scan of the body's top level. The body as a whole is never parsed. Shared with `explain`. */
import { isUtf8 } from 'node:buffer';
import { parseBetaFlags } from '../../wire/dialects/anthropic-messages/beta-flags.ts';
import { GatewayError } from '../../wire/errors.ts';
import { findMember, readMember, JsonScanError, scanDocument, type JsonDocument } from '../../wire/json-scan.ts';
import type { Arrived, BodyRead, Decoded } from '../exchange.ts';

type Sent = Pick<Arrived & BodyRead, 'body' | 'route' | 'headers'>;

/** Throws GatewayError invalid_json | missing_model. */
export function readQuestion({ body, route, headers }: Sent): Decoded {
  const document = scan(body);
  const requestedModel = route.raw?.model ?? readModel(document);
  const flags = headers['x-portkey-anthropic-beta'] ?? headers['anthropic-beta'];
  return {
    document,
    requestedModel,
    // Embeddings and counts of tokens come in one piece, whatever the body says.
    stream: route.operation === 'messages' && (route.raw?.stream ?? read(document, 'stream') === true),
    betas: parseBetaFlags(flags === undefined ? [] : [flags], read(document, 'anthropic_beta')),
  };
}

function scan(body: Buffer): JsonDocument {
  if (body.length === 0) throw new GatewayError('invalid_json', 'The request has no body; a JSON object was expected.');
  if (!isUtf8(body)) {
    throw new GatewayError('invalid_json', `The body is not valid UTF-8 (${positionOfBadUtf8(body)}).`, {
      hint: 'Encode the JSON as UTF-8; half a surrogate pair or Latin-1 text is the usual cause.',
    });
  }
  try {
    return scanDocument(body, 'messages');
  } catch (error) {
    if (!(error instanceof JsonScanError)) throw error;
    throw new GatewayError('invalid_json', `The body is not valid JSON: ${error.message}.`, { cause: error });
  }
}

function positionOfBadUtf8(body: Buffer): string {
  const good = Buffer.from(body.toString('utf8').split('�')[0] ?? '').length;
  return `first bad byte near ${good}`;
}

/** null = none: a config may still name one. */
function readModel(document: JsonDocument): string | null {
  const member = findMember(document.members, 'model');
  if (member === undefined) return null;
  const model = read(document, 'model');
  if (typeof model === 'string' && model !== '') return model;
  // As it was sent: what is nested too deep could be parsed, but not be written again.
  const found = document.bytes.subarray(member.valueStart, member.end).toString('utf8', 0, 160).slice(0, 40);
  throw new GatewayError('missing_model', `model: expected the name of a model as a string, but it is ${found}.`);
}

/** Only for small members. */
function read(document: JsonDocument, key: string): unknown {
  try {
    return readMember(document, key);
  } catch (error) {
    throw new GatewayError('invalid_json', `${key}: the value is not valid JSON.`, { cause: error });
  }
}
