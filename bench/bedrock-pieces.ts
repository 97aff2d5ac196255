/** What Bedrock's binary frames cost on the untouched lane, beside the same answer as server-sent events. */
import { unframed } from '../src/gateway/endpoints/unframing-reader.ts';
import { awsChunks, ChunksToEvents } from '../src/wire/dialects/anthropic-messages/aws-chunks.ts';
import { anthropicMessages } from '../src/wire/dialects/anthropic-messages/index.ts';
import { bedrockConverse } from '../src/wire/dialects/bedrock-converse/index.ts';
import { bedrockConverseTranslator } from '../src/wire/dialects/bedrock-converse/translator.ts';
import { openaiChat } from '../src/wire/dialects/openai-chat/index.ts';
import { openaiChatTranslator } from '../src/wire/dialects/openai-chat/translator.ts';
import type { AnswerReader } from '../src/wire/dialects/dialect.ts';
import { scanDocument } from '../src/wire/json/scan.ts';
import { inDialect } from './translation-pieces.ts';

const DOCUMENT = scanDocument(Buffer.from('{"stream":true}'));

/** `events`: a stream of Anthropic's dialect. */
export function bedrockPieces(events: readonly Buffer[]): Record<string, () => unknown> {
  const framing = awsChunks.open();
  const frames = events.map((event) => Buffer.from(framing.push(event)));
  const converse = inDialect(bedrockConverseTranslator, events);
  const chat = inDialect(openaiChatTranslator, events);
  const native = (): AnswerReader | null => anthropicMessages.stream?.openReader(DOCUMENT) ?? null;
  return {
    'relay Messages as events, one by one': () => relayed(native(), events),
    'relay Messages in the frames of InvokeModel, for a client of Messages': () =>
      relayed(
        unframed(native(), () => new ChunksToEvents()),
        frames,
      ),
    'relay Chat Completions as events, one by one': () =>
      relayed(openaiChat.stream?.openReader(DOCUMENT) ?? null, chat),
    'relay Converse in its frames, one by one': () =>
      relayed(bedrockConverse.stream?.openReader(DOCUMENT) ?? null, converse),
  };
}

function relayed(reader: AnswerReader | null, chunks: readonly Buffer[]): AnswerReader {
  if (reader === null) throw new Error('The dialect has no streams.');
  for (const chunk of chunks) reader.push(chunk);
  reader.end();
  if (!reader.isComplete) throw new Error('The stream did not come to its end.');
  return reader;
}
