/**
 * Models on Vertex AI that take OpenAI's Chat Completions: open and partner models at one endpoint, Mistral's and AI21's on
 * their publisher's path, and what a project has deployed itself. Sources: Google's pages on calling open models, on Mistral's
 * and AI21's models and on self-deployed models; the AI SDK's Vertex provider for Grok; Mistral's API reference.
 */
import { GatewayError } from '../../kernel/errors.ts';
import type { TargetQuirks } from '../../wire/chat/translator.ts';
import { MISTRAL_QUIRKS, MISTRAL_RENAMES } from '../../wire/dialects/openai-chat/quirks.ts';
import { usageOfStream } from '../../wire/dialects/openai-chat/usage-of-stream.ts';
import { applyEdits, type Edit } from '../../wire/json/edit.ts';
import { findMember, readMember, type JsonDocument } from '../../wire/json/scan.ts';
import { openaiEdits, renamedMembers } from '../../wire/dialects/openai-chat/request-edits.ts';
import type { NativeCall, UpstreamRequest } from '../provider.ts';
import { endpointUrl, publisherUrl, type VertexPlace } from './hosts.ts';
import type { VertexModel } from './publishers.ts';

export type ChatModel = Extract<VertexModel, { kind: 'partner' | 'open' | 'endpoint' }>;

/** They have the older name of the limit. */
const OLDER: TargetQuirks = { maxTokensField: 'max_tokens' };

export function quirksOfChat(model: ChatModel): TargetQuirks {
  return isMistral(model) ? MISTRAL_QUIRKS : OLDER;
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

interface BodyEdits {
  edits: Edit[];
  notes: string[];
}

/** A body that came on Vertex AI's own path has its members already. */
function bodyEdits(model: ChatModel, call: NativeCall, named: string | null): BodyEdits {
  // A deployment does not look at the name.
  if (call.raw && model.kind === 'endpoint') {
    return { edits: call.stream ? readJson(() => usageOfStream(call.document)) : [], notes: [] };
  }
  const edits = openaiEdits(call, { model: named, refusesOptions: isMistral(model) });
  if (call.raw) return { edits, notes: [] };
  const own = readJson(() => ownEdits(model, call.document));
  return { edits: [...edits, ...own.edits], notes: own.notes };
}

function ownEdits(model: ChatModel, document: JsonDocument): BodyEdits {
  if (isMistral(model)) return mistralEdits(document);
  if (!isGrok(model) || findMember(document.members, 'reasoning_effort') === undefined) return { edits: [], notes: [] };
  return { edits: [{ type: 'remove', key: 'reasoning_effort' }], notes: ['reasoning_effort dropped'] };
}

/** Usage always comes, so that the question for it is no loss. */
function mistralEdits(document: JsonDocument): BodyEdits {
  const { requiredToolChoice = 'required' } = MISTRAL_QUIRKS;
  const isRequired = readMember(document, 'tool_choice') === 'required';
  const hasOptions = findMember(document.members, 'stream_options') !== undefined;
  return {
    edits: [
      ...renamedMembers(document, { ...MISTRAL_RENAMES, max_completion_tokens: 'max_tokens' }),
      ...(isRequired ? [setText('tool_choice', requiredToolChoice)] : []),
      ...(hasOptions ? [{ type: 'remove', key: 'stream_options' } as const] : []),
    ],
    notes: [],
  };
}

const setText = (key: string, value: string): Edit => ({ type: 'set', key, json: JSON.stringify(value) });

const isMistral = (model: ChatModel): boolean => model.kind === 'partner' && model.publisher === 'mistralai';

const isGrok = (model: ChatModel): boolean => model.kind === 'open' && model.model.startsWith('xai/');

function readJson<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw new GatewayError('invalid_json', 'The body is not valid JSON.', { cause: error });
  }
}
