/** `POST /v1/audio/…`: words as sound, and sound as words. */
import { BinaryReader } from '../../wire/dialects/openai-operations/binary-reader.ts';
import { openaiSpeech } from '../../wire/dialects/openai-operations/speech.ts';
import { readMember, type JsonDocument } from '../../wire/json/scan.ts';
import type { Usage } from '../../wire/usage.ts';
import { emptyUsage, noteUnread } from '../../wire/usage.ts';
import { pathEndpoint, textMember } from './path-endpoint.ts';

/** `POST /v1/audio/speech`. */
export const speech = pathEndpoint({
  operation: 'createSpeech',
  asks: 'speech',
  path: '/v1/audio/speech',
  dialect: openaiSpeech,
  asksForStream: (document) => readMember(document, 'stream_format') === 'sse',
  openReader: (document) => {
    const usage = usageOf(document);
    return new BinaryReader(() => usage);
  },
  completeFacts(document) {
    const usage = usageOf(document);
    return (facts) => (facts.isAnswer ? { ...facts, usage } : facts);
  },
  mostUsed(document) {
    const characters = textMember(document, 'input').length;
    return isByCharacter(document) ? { characters } : { input_tokens: characters, output_tokens: 25 * characters };
  },
  keptAnswer: () => Buffer.alloc(0),
});

/** `tts-1` and its like are billed by the character. Source: OpenAI's page of prices. */
const isByCharacter = (document: JsonDocument): boolean => /(?:^|\/)tts-/.test(textMember(document, 'model'));

/** Sound tells no usage. Of models that are billed by tokens it is then not known. */
function usageOf(document: JsonDocument): Usage {
  const usage = emptyUsage();
  if (isByCharacter(document)) usage.meters['characters'] = Array.from(textMember(document, 'input')).length;
  else noteUnread(usage, 'usage');
  return usage;
}
