/** `POST /v1/images/…`: images from words, or from other images. */
import type { AnswerFacts } from '../../wire/dialects/dialect.ts';
import { IMAGES_METER, openaiImages } from '../../wire/dialects/openai-operations/images.ts';
import { applyEdits } from '../../wire/json/edit.ts';
import { findMember, scanDocument, type JsonDocument } from '../../wire/json/scan.ts';
import type { Meters } from '../../wire/usage.ts';
import { countMember, formOrJson, pathEndpoint, textMember } from './path-endpoint.ts';

/** `POST /v1/images/generations`. */
export const imageGenerations = pathEndpoint({
  operation: 'imageGenerate',
  asks: 'images',
  path: '/v1/images/generations',
  dialect: openaiImages,
  completeFacts: namesKind,
  mostUsed,
  keptAnswer: withoutImages,
});

/** `POST /v1/images/edits`: a form with the images, or JSON that names them. */
export const imageEdits = pathEndpoint({
  operation: 'imageEdit',
  asks: 'images',
  path: '/v1/images/edits',
  dialect: openaiImages,
  bodyOf: formOrJson,
  completeFacts: namesKind,
  mostUsed,
  keptAnswer: withoutImages,
});

/** `POST /v1/images/variations`. The contract knows it as any path that is passed on. */
export const imageVariations = pathEndpoint({
  operation: 'proxy',
  asks: 'images',
  path: '/v1/images/variations',
  dialect: openaiImages,
  bodyOf: formOrJson,
  completeFacts: namesKind,
  mostUsed,
  keptAnswer: withoutImages,
});

/** Output tokens of the largest image at the highest quality. Source: OpenAI's guide to image generation. */
const TOKENS_OF_IMAGE = 6240;
/** Of an image that is looked at. Source: the same, high fidelity. */
const TOKENS_OF_INPUT = 6500;

/** As they are billed where no tokens are reported: `images_hd_1024x1792`. */
function kindOf(document: JsonDocument): string {
  const quality = textMember(document, 'quality');
  const size = textMember(document, 'size');
  return `${IMAGES_METER}_${quality === '' ? 'standard' : quality}_${size === '' ? '1024x1024' : size}`;
}

/** Images are counted by their kind. */
function namesKind(document: JsonDocument): (facts: AnswerFacts) => AnswerFacts {
  const kind = kindOf(document);
  return (facts) => {
    const { [IMAGES_METER]: images, ...meters } = facts.usage?.meters ?? {};
    if (facts.usage === null || images === undefined) return facts;
    return { ...facts, usage: { ...facts.usage, meters: { ...meters, [kind]: images } } };
  };
}

/** By tokens for models that report them, by the image for the others: a price is found for one of the two. */
function mostUsed(document: JsonDocument): Meters {
  const images = countMember(document, 'n', 1);
  const model = textMember(document, 'model');
  if (!/(?:^|\/)(?:gpt|chatgpt)-/.test(model)) return { [kindOf(document)]: images };
  const isEdit = ['image', 'image[]', 'images'].some((name) => findMember(document.members, name) !== undefined);
  return {
    input_tokens: document.bytes.length,
    output_image_tokens: images * TOKENS_OF_IMAGE,
    ...(isEdit ? { input_image_tokens: 16 * TOKENS_OF_INPUT } : {}),
  };
}

/** The log keeps what was said of the images, and not the images. */
function withoutImages(answer: Buffer): Buffer {
  try {
    return Buffer.concat(applyEdits(scanDocument(answer), [{ type: 'set', key: 'data', json: '[]' }]));
  } catch {
    return answer;
  }
}
