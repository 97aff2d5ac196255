/** Gemini on Vertex AI: Google's own publisher. Source: Google's page on the generateContent method of Vertex AI. */
import { applyEdits } from '../../wire/json/edit.ts';
import type { JsonDocument } from '../../wire/json/scan.ts';
import type { NativeCall, UpstreamRequest } from '../provider.ts';
import { labelEdits } from './labels.ts';
import { publisherUrl, type VertexPlace } from './hosts.ts';

/** `name` is Vertex's own. Without `alt=sse` a stream is one JSON array; a client that wants one gets it from the events. */
export function buildGemini(place: VertexPlace, name: string, call: NativeCall): UpstreamRequest {
  const { document, stream, operation } = call;
  const isCount = operation === 'count-tokens';
  const verb = isCount ? 'countTokens' : stream ? 'streamGenerateContent' : 'generateContent';
  const url = publisherUrl(place, { publisher: 'google', model: name, verb });
  return {
    method: 'POST',
    url: stream ? `${url}?alt=sse` : url,
    headers: { 'content-type': 'application/json' },
    body: isCount ? countBody(document) : labelled(document, call.labels),
    model: name,
    betasDropped: [],
    notes: [],
  };
}

/** The very bytes that came, where there is nothing to say. */
function labelled(document: JsonDocument, labels: NativeCall['labels']): Uint8Array[] {
  const edits = labelEdits(document, labels);
  return edits.length === 0 ? [document.bytes] : applyEdits(document, edits);
}

/** The members that the counter takes. */
const COUNTED = new Set(['contents', 'systemInstruction', 'system_instruction', 'tools']);

function countBody(document: JsonDocument): Buffer[] {
  const others = document.members.filter(({ key }) => !COUNTED.has(key));
  return applyEdits(
    document,
    others.map(({ key }) => ({ type: 'remove', key })),
  );
}
