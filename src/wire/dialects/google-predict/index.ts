/**
 * Google's `:predict`: instances in, predictions out, whatever the model makes of them. Vectors tell their tokens, and images
 * are counted. Sources: Google's pages on text embeddings and on Imagen's API.
 */
import { findMember, membersOf, tryReadMember, type JsonDocument, type Member } from '../../json/scan.ts';
import { isObject } from '../../json/object.ts';
import { readMarked } from '../../json/read-marked.ts';
import { itemsOf, memberAt, type Located } from '../../json/locate.ts';
import { emptyUsage, isCount, METERS, noteUnread, type Meters, type Usage } from '../../usage.ts';
import { wordsOfString, type Words } from '../../words.ts';
import { gemini } from '../gemini/index.ts';
import { IMAGES_METER } from '../openai-operations/images.ts';
import { operationDialect, wordsIn } from '../openai-operations/operation.ts';

export const googlePredict = {
  ...operationDialect({
    id: 'google-predict',
    contentMembers: ['instances'],
    words: wordsIn({ instances: wordsOfInstances }),
    readWhole(body) {
      const { isAnswer, elements } = readMarked(body, { key: 'predictions', json: null, list: 'predictions' });
      const usage = emptyUsage();
      if (elements === null) {
        // Filters may have held back all that was made.
        const isRefusal = !isAnswer && isBareObject(body);
        return { isAnswer: isAnswer || isRefusal, usage: null, stopReason: null };
      }
      for (const { start } of elements) count(usage, body, start);
      return {
        isAnswer,
        usage: Object.keys(usage.meters).length > 0 || usage.unread.length > 0 ? usage : null,
        stopReason: null,
      };
    },
    untoldTerms,
  }),
  errors: gemini.errors,
};

/** The most that a call can use: images by their number, anything else by the bytes of the request. */
export function mostPredicted(document: JsonDocument): Meters {
  const instances: unknown = read(document, 'instances');
  const isImage = Array.isArray(instances) && instances.some((one) => isObject(one) && 'prompt' in one);
  if (!isImage) return { [METERS.input]: document.bytes.length };
  const parameters = read(document, 'parameters');
  const asked = isObject(parameters) ? parameters['sampleCount'] : undefined;
  return { [IMAGES_METER]: isCount(asked) && asked > 0 ? asked : DEFAULT_IMAGES };
}

/** Of a request that names no number. Source: Google's reference of Imagen's API. */
const DEFAULT_IMAGES = 4;
/** Instances may hold images. */
const MAX_READ_BYTES = 32 * 1024 * 1024;

const read = (document: JsonDocument, key: string): unknown => tryReadMember(document, key, MAX_READ_BYTES);

/** Larger images may have a price of their own, which no answer tells. */
function untoldTerms(document: JsonDocument): Readonly<Record<string, string>> {
  const parameters = read(document, 'parameters');
  const size = isObject(parameters) ? parameters['sampleImageSize'] : undefined;
  return typeof size === 'string' && size !== '1K' ? { image_size: size.slice(0, 20) } : {};
}

function wordsOfInstances(value: Located): Words[] {
  return itemsOf(value).flatMap((instance) =>
    ['content', 'prompt', 'text'].flatMap((key) => wordsOfString(memberAt(instance, key), 'user')),
  );
}

function isBareObject(body: Buffer): boolean {
  const { isAnswer: hasError } = readMarked(body, { key: 'error', json: null });
  return !hasError && body[0] === OPEN_OBJECT && isJson(body);
}

const OPEN_OBJECT = 0x7b;
const MAX_BARE_BYTES = 64 * 1024;

function isJson(body: Buffer): boolean {
  try {
    return body.length <= MAX_BARE_BYTES && isObject(JSON.parse(body.toString('utf8')));
  } catch {
    return false;
  }
}

/** Of one prediction. A vector and an image are as long as they are, and nothing of them is parsed. */
function count(usage: Usage, body: Buffer, start: number): void {
  if (body[start] !== OPEN_OBJECT) return noteUnread(usage, 'predictions');
  const members = membersOf(body, start);
  if (findMember(members, 'bytesBase64Encoded') !== undefined || findMember(members, 'gcsUri') !== undefined) {
    usage.meters[IMAGES_METER] = (usage.meters[IMAGES_METER] ?? 0) + 1;
  }
  const embeddings = findMember(members, 'embeddings');
  if (embeddings === undefined) return;
  const told = tokensIn(body, embeddings);
  if (told === null) noteUnread(usage, 'predictions.embeddings.statistics.token_count');
  else usage.meters[METERS.input] = (usage.meters[METERS.input] ?? 0) + told;
}

function tokensIn(body: Buffer, { valueStart }: Member): number | null {
  if (body[valueStart] !== OPEN_OBJECT) return null;
  const statistics = findMember(membersOf(body, valueStart), 'statistics');
  if (statistics === undefined) return null;
  const told: unknown = JSON.parse(body.toString('utf8', statistics.valueStart, statistics.end));
  const tokens = isObject(told) ? told['token_count'] : undefined;
  return isCount(tokens) ? tokens : null;
}
