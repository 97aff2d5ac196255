/** What a translation costs: a request of Claude Code to Chat Completions, and an answer of 200 events back. */
import { NOTHING_TO_RESTORE } from '../src/wire/chat/restoration.ts';
import { TranslatingReader, type Translation } from '../src/wire/chat/translating-reader.ts';
import type { Translator } from '../src/wire/chat/translator.ts';
import { anthropicMessagesTranslator } from '../src/wire/dialects/anthropic-messages/translator.ts';
import { bedrockConverseTranslator } from '../src/wire/dialects/bedrock-converse/translator.ts';
import { geminiTranslator } from '../src/wire/dialects/gemini/translator.ts';
import { openaiChatTranslator } from '../src/wire/dialects/openai-chat/translator.ts';
import { openaiResponsesTranslator } from '../src/wire/dialects/openai-responses/translator.ts';
import type { JsonObject } from '../src/wire/json/object.ts';

const decoding = { restoration: NOTHING_TO_RESTORE, id: 'bench' };
const answering = { id: 'bench', model: 'bench', created: 0, isStrict: false, call: null };

/** `request` is a body of Anthropic's dialect, `events` a stream of it. */
export function translationPieces(request: Buffer, events: readonly Buffer[]): Record<string, () => unknown> {
  const pieces: Record<string, () => unknown> = {
    'translate the request to Chat Completions, 300 KB': () => translated(request, openaiChatTranslator),
    'translate the request to Bedrock Converse, 300 KB': () => translated(request, bedrockConverseTranslator),
  };
  for (const upstream of [
    openaiChatTranslator,
    openaiResponsesTranslator,
    geminiTranslator,
    bedrockConverseTranslator,
  ]) {
    const chunks = inDialect(upstream, events);
    pieces[`translate the stream back from ${upstream.id}, one by one`] = () => readAll(upstream, chunks);
  }
  return pieces;
}

function translated(request: Buffer, upstream: Translator): Buffer {
  const body = JSON.parse(request.toString('utf8')) as JsonObject;
  const read = anthropicMessagesTranslator.readCall(body, { model: null, stream: null });
  if (!read.ok) throw new Error(read.problem.message);
  const written = upstream.writeCall(read.call, { model: 'bench', maxOutputTokens: null, quirks: {} });
  if (!written.ok) throw new Error(written.problem.reason);
  return Buffer.from(JSON.stringify(written.body));
}

/** The same answer as the other dialect streams it. */
export function inDialect(upstream: Translator, events: readonly Buffer[]): Buffer[] {
  const decoder = anthropicMessagesTranslator.openDecoder(decoding);
  const encoder = upstream.openEncoder(answering);
  const read = events.flatMap((event) => decoder.push(event));
  return [...read, ...decoder.end()]
    .map((event) => Buffer.from(encoder.push(event)))
    .filter(({ length }) => length > 0);
}

function readAll(upstream: Translator, chunks: readonly Buffer[]): TranslatingReader {
  const translation: Translation = { upstream, client: anthropicMessagesTranslator, decoding, answering };
  const reader = new TranslatingReader(translation);
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  if (!reader.isComplete) throw new Error('The stream did not come to its end.');
  return reader;
}
