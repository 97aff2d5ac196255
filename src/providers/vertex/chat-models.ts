/**
 * Models on Vertex AI that take OpenAI's Chat Completions: open and partner models at one endpoint, Mistral's and AI21's on
 * their publisher's path, and what a project has deployed itself. Sources: Google's pages on calling open models, on Mistral's
 * and AI21's models and on self-deployed models; the AI SDK's Vertex provider for Grok; Mistral's API reference.
 */
import { GatewayError } from '../../kernel/errors.ts';
import type { TargetQuirks } from '../../wire/chat/translator.ts';
import { quirkEdits, type QuirkEdits } from '../../wire/dialects/openai-chat/quirk-edits.ts';
import { MISTRAL_QUIRKS, OLDER_NAMES, OWN_HOST } from '../../wire/dialects/openai-chat/quirks.ts';
import { usageOfStream } from '../../wire/dialects/openai-chat/usage-of-stream.ts';
import { applyEdits } from '../../wire/json/edit.ts';
import { openaiEdits } from '../../wire/dialects/openai-chat/request-edits.ts';
import type { NativeCall, UpstreamRequest } from '../provider.ts';
import { endpointUrl, publisherUrl, type VertexPlace } from './hosts.ts';
import type { VertexModel } from './publishers.ts';

export type ChatModel = Extract<VertexModel, { kind: 'partner' | 'open' | 'endpoint' }>;

const GROK_QUIRKS: TargetQuirks = { ...OLDER_NAMES, refuses: ['reasoning_effort'] };

export function quirksOfChat(model: ChatModel): TargetQuirks {
  if (isMistral(model)) return MISTRAL_QUIRKS;
  if (model.kind === 'endpoint') return OWN_HOST;
  return isGrok(model) ? GROK_QUIRKS : OLDER_NAMES;
}

/** Throws GatewayError invalid_json, and model_not_found for a name that cannot be part of a path. */
export function buildChat(place: VertexPlace, model: ChatModel, call: NativeCall): UpstreamRequest {
  const { url, named, logged } = addressOf(place, model, call.stream);
  const { edits, notes } = bodyEdits(model, call, named);
  return {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json' },
    body: applyEdits(call.document, edits),
    model: logged,
    betasDropped: [],
    notes,
  };
}

interface Address {
  url: string;
  /** In the body; null = it names none. */
  named: string | null;
  /** For the log and the price. */
  logged: string;
}

function addressOf(place: VertexPlace, model: ChatModel, stream: boolean): Address {
  switch (model.kind) {
    case 'open':
      return { url: endpointUrl(place, 'openapi'), named: model.model, logged: model.model };
    case 'endpoint':
      return { url: endpointUrl(place, model.id), named: null, logged: `endpoints/${model.id}` };
    case 'partner': {
      const { publisher, model: name } = model;
      const url = publisherUrl(place, { publisher, model: name, verb: stream ? 'streamRawPredict' : 'rawPredict' });
      // The path has the version, and the body has not.
      return { url, named: name.replace(/@.*$/, ''), logged: name };
    }
  }
}

/** A body that came on Vertex AI's own path has its members already. */
function bodyEdits(model: ChatModel, call: NativeCall, named: string | null): QuirkEdits {
  // A deployment does not look at the name.
  if (call.raw && model.kind === 'endpoint') {
    return { edits: call.stream ? readJson(() => usageOfStream(call.document)) : [], notes: [] };
  }
  const edits = openaiEdits(call, { model: named, refusesOptions: isMistral(model) });
  if (call.raw) return { edits, notes: [] };
  const own = quirkEdits(call.document, quirksOfChat(model));
  return { edits: [...edits, ...own.edits], notes: own.notes };
}

const isMistral = (model: ChatModel): boolean => model.kind === 'partner' && model.publisher === 'mistralai';

const isGrok = (model: ChatModel): boolean => model.kind === 'open' && model.model.startsWith('xai/');

function readJson<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw new GatewayError('invalid_json', 'The body is not valid JSON.', { cause: error });
  }
}
