/** Reads a body that is no JSON object: a form by its fields, anything else not at all. */
import { GatewayError } from '../../kernel/errors.ts';
import type { NextTurn } from '../../kernel/slices.ts';
import { FormError, formDocument, parseForm, type Form } from '../../wire/framing/multipart.ts';
import { LARGE_BYTES } from '../../wire/json/scan-slices.ts';
import { scanDocument, type JsonDocument } from '../../wire/json/scan.ts';
import type { BodyForm, SentBody } from '../endpoints/endpoint.ts';
import type { Arrived, BodyRead, Decoded } from '../exchange.ts';
import { readLargeRequest, readRequest, requestIn } from './read-request.ts';

const NOTHING: SentBody = { form: null, source: null, bytes: null };

/** Throws GatewayError invalid_request | missing_model. */
export function readOther(exchange: Arrived & BodyRead, form: Exclude<BodyForm, 'opaque'>): Decoded {
  const { body, client, headers } = exchange;
  switch (form) {
    case 'json':
      return readRequest(exchange);
    case 'none':
      return { ...requestIn(exchange, nothingSaid()), sent: NOTHING };
    case 'stream':
      return { ...requestIn(exchange, nothingSaid()), sent: { ...NOTHING, source: client.bodySource() } };
    case 'socket':
      return { ...requestIn(exchange, saidInQuery(exchange.url)), sent: { ...NOTHING, source: client.bodySource() } };
    case 'form': {
      const parsed = formIn(body, headers['content-type'] ?? '');
      return { ...requestIn(exchange, formDocument(parsed)), sent: { ...NOTHING, form: parsed } };
    }
  }
}

/** A body that says nothing that the gateway could read. */
const nothingSaid = (): JsonDocument => scanDocument(Buffer.from('{}'));

function saidInQuery(url: string): JsonDocument {
  const model = new URLSearchParams(url.split('?')[1] ?? '').get('model');
  return scanDocument(Buffer.from(JSON.stringify(model === null ? {} : { model })));
}

function formIn(body: Buffer, contentType: string): Form {
  try {
    return parseForm(body, contentType);
  } catch (error) {
    if (!(error instanceof FormError)) throw error;
    throw new GatewayError('invalid_request', `The body is no multipart form: ${error.message}.`, { cause: error });
  }
}

/** What is an object is read like any other; a list or a text goes on as it is. */
export async function readOpaque(exchange: Arrived & BodyRead, nextTurn: NextTurn): Promise<Decoded> {
  const { body } = exchange;
  try {
    return body.length < LARGE_BYTES ? readRequest(exchange) : await readLargeRequest(exchange, nextTurn);
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== 'invalid_json') throw error;
    return { ...requestIn(exchange, nothingSaid()), sent: { ...NOTHING, bytes: body } };
  }
}
