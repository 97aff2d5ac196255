/** The translated lane: the upstream speaks another dialect than the client, so the call and its answer pass through the inner language. */
import type { Connection } from '../../providers/provider.ts';
import { TranslatingReader, type Translation } from '../../wire/chat/translating-reader.ts';
import { translateWhole } from '../../wire/chat/translate-whole.ts';
import type { ChatCall } from '../../wire/chat/call.ts';
import type { FieldProblem, Translator, Warning, WrittenCall } from '../../wire/chat/translator.ts';
import type { Dialect } from '../../wire/dialects/dialect.ts';
import { GatewayError } from '../../kernel/errors.ts';
import { isObject, type JsonObject } from '../../wire/json/object.ts';
import { scanDocument, type JsonDocument } from '../../wire/json/scan.ts';
import type { Target } from '../route/plan.ts';
import type { EndpointCall, Lane, LaneUse } from './endpoint.ts';

/** What is needed of the two dialects between which a call is translated. */
export interface TranslationPair {
  client: Translator;
  upstream: Dialect & { translator: Translator };
}

/** null = the provider speaks no dialect that this client's calls can be written in. */
export function pairFor(
  { translator: client }: Dialect,
  connection: Connection,
  model: string,
): TranslationPair | null {
  const upstream = connection.speaks(model).find(hasTranslator);
  return client === null || upstream === undefined ? null : { client, upstream };
}

function hasTranslator(dialect: Dialect): dialect is TranslationPair['upstream'] {
  return dialect.translator !== null;
}

interface At {
  target: Target;
  use: LaneUse;
}

/** Throws GatewayError where the call is malformed, or has a constraint that this upstream cannot keep. */
export function translatedLane(pair: TranslationPair, call: EndpointCall, at: At): Lane {
  try {
    return openTranslation(pair, call, at);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new GatewayError('invalid_request', 'The body is nested too deeply to be translated.', { cause: error });
  }
}

function openTranslation({ client, upstream }: TranslationPair, call: EndpointCall, { target, use }: At): Lane {
  const { model } = target;
  const { connection, facts, document, refused } = use;
  const read = client.readCall(parsed(document), { model, stream: call.stream });
  if (!read.ok) throw malformed(client, read.problem);
  const asked = { ...read.call, model, stream: call.stream };
  const written = upstream.translator.writeCall(asked, {
    model,
    maxOutputTokens: facts.maxOutputTokens,
    quirks: connection.quirks(model, facts),
  });
  if (!written.ok) throw unkept(client, written.problem);
  const sent = scanDocument(Buffer.from(JSON.stringify(written.body)), upstream.turns ?? undefined);
  const request = connection.build({
    dialect: upstream.id,
    operation: 'generate',
    model,
    stream: call.stream,
    document: sent,
    headers: call.headers,
    forwarded: call.forwarded,
    facts,
    refused,
    raw: false,
  });
  const notes = [...read.warnings, ...written.warnings].map((warning) => noteOf(client, warning));
  const translation = translationOf({ client, upstream: upstream.translator, asked, written, call });
  return {
    request: { ...request, notes: [...request.notes, ...notes] },
    untoldTerms: upstream.untoldTerms(sent, model),
    openReader: () => (call.stream ? new TranslatingReader(translation) : null),
    readWhole: (body) => translateWhole(body, translation),
  };
}

/** Throws GatewayError invalid_json. */
function parsed({ bytes }: JsonDocument): JsonObject {
  try {
    const body: unknown = JSON.parse(bytes.toString('utf8'));
    if (isObject(body)) return body;
  } catch (error) {
    throw new GatewayError('invalid_json', 'The body is not valid JSON.', { cause: error });
  }
  throw new GatewayError('invalid_json', 'The body is not a JSON object.');
}

/** In the words of the vendor whose dialect the client speaks. */
function malformed(client: Translator, { field, message, code }: FieldProblem): GatewayError {
  return new GatewayError('invalid_request', message, {
    native: { dialect: client.id, type: 'invalid_request_error', code, param: field },
  });
}

function unkept(client: Translator, problem: Extract<WrittenCall, { ok: false }>['problem']): GatewayError {
  const field = client.fieldName(problem.field);
  return new GatewayError('invalid_request', `${field}: ${problem.reason}`, {
    hint: 'Leave it out, or send the request to a model that takes it.',
    native: { dialect: client.id, type: 'invalid_request_error', code: 'unsupported_parameter', param: field },
  });
}

/** A path of the client's own body stays as it is; an inner field gets the name that the client knows. */
function noteOf(client: Translator, { field, reason }: Warning): string {
  return `${client.fieldName(field)}: ${reason}`;
}

interface Parts {
  client: Translator;
  upstream: Translator;
  asked: ChatCall;
  written: Extract<WrittenCall, { ok: true }>;
  call: EndpointCall;
}

const MS_PER_SECOND = 1000;
/** Official clients of the contract say `false`; others must ask for OpenAI's members and no more. */
const STRICT_HEADER = 'x-portkey-strict-open-ai-compliance';

function translationOf({ client, upstream, asked, written, call }: Parts): Translation {
  const id = call.id.replaceAll(/[^a-zA-Z0-9]/g, '');
  return {
    client,
    upstream,
    decoding: { restoration: written.restoration, id },
    answering: {
      id,
      model: asked.model,
      created: Math.floor(call.arrivedAt / MS_PER_SECOND),
      isStrict: call.headers[STRICT_HEADER] === 'true',
      call: asked,
    },
  };
}
