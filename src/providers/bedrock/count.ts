/** Bedrock's counter of tokens. Source: Amazon Bedrock API reference, CountTokens. */
import { anthropicMessages } from '../../wire/dialects/anthropic-messages/index.ts';
import { applyEdits } from '../../wire/json/edit.ts';
import { findMember, scanDocument, type JsonDocument } from '../../wire/json/scan.ts';
import type { NativeCall, UpstreamRequest } from '../provider.ts';
import { buildInvoke } from './invoke.ts';

/** Of a cross-region profile, which the counter does not know: `us.anthropic.claude-…`. */
const PROFILE = /^[a-z-]+\.(?=anthropic\.)/;
/** The members of Converse that it takes. */
const COUNTED = new Set(['messages', 'system', 'toolConfig', 'additionalModelRequestFields']);

export function buildCount(host: string, name: string, call: NativeCall): UpstreamRequest {
  const model = name.replace(PROFILE, '');
  const isMessages = call.dialect === anthropicMessages.id;
  const input = isMessages ? { invokeModel: { body: invokeBody(call) } } : null;
  const converse =
    input === null ? [Buffer.from('{"input":{"converse":'), ...converseBody(call), Buffer.from('}}')] : [];
  return {
    method: 'POST',
    url: `${host}/model/${encodeURIComponent(model)}/count-tokens`,
    headers: { 'content-type': 'application/json' },
    body: input === null ? converse : [Buffer.from(JSON.stringify({ input }))],
    model,
    betasDropped: [],
    notes: [],
  };
}

/** As InvokeModel would get it, in base64: it must say how long an answer may be. */
function invokeBody(call: NativeCall): string {
  const { body } = buildInvoke('', { ...call, stream: false, document: withLimit(call.document) });
  return Buffer.concat(body).toString('base64');
}

function withLimit(document: JsonDocument): JsonDocument {
  if (findMember(document.members, 'max_tokens') !== undefined) return document;
  return scanDocument(Buffer.concat(applyEdits(document, [{ type: 'set', key: 'max_tokens', json: '1' }])), 'messages');
}

function converseBody({ document }: NativeCall): Buffer[] {
  const others = document.members.filter(({ key }) => !COUNTED.has(key));
  return applyEdits(
    document,
    others.map(({ key }) => ({ type: 'remove', key })),
  );
}
