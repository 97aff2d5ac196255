/** Gemini on Vertex AI: Google's own publisher. Source: Google's page on the generateContent method of Vertex AI. */
import type { NativeCall, UpstreamRequest } from '../provider.ts';
import { publisherUrl, type VertexPlace } from './hosts.ts';

const SPELLING = /^(?:(?:publishers\/google\/)?models\/|google[./])?(gemini-.+)$/;

export function isGemini(model: string): boolean {
  return SPELLING.test(model.trim());
}

/** Without `alt=sse` a stream is one JSON array, which nobody can read event by event. */
export function buildGemini(place: VertexPlace, { document, model, stream }: NativeCall): UpstreamRequest {
  const name = SPELLING.exec(model.trim())?.[1] ?? model;
  const verb = stream ? 'streamGenerateContent' : 'generateContent';
  const url = publisherUrl(place, { publisher: 'google', model: name, verb });
  return {
    method: 'POST',
    url: stream ? `${url}?alt=sse` : url,
    headers: { 'content-type': 'application/json' },
    body: [document.bytes],
    model: name,
    betasDropped: [],
    notes: [],
  };
}
