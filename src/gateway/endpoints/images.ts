/** `POST /v1/images/…`: images from words, or from other images. */
import type { AnswerFacts } from '../../wire/dialects/dialect.ts';
import { IMAGES_METER, openaiImages } from '../../wire/dialects/openai-operations/images.ts';
import { applyEdits } from '../../wire/json/edit.ts';
import { findMember, scanDocument, type JsonDocument } from '../../wire/json/scan.ts';
import type { Meters } from '../../wire/usage.ts';
import type { ImageMaking } from '../../providers/provider.ts';
import { readImagesRequest, writeImages } from '../../wire/dialects/openai-operations/read-images-request.ts';
import type { EndpointCall, Lane, UpstreamEndpoint, WholeAnswer } from './endpoint.ts';
import { countMember, formOrJson, pathEndpoint, textMember } from './path-endpoint.ts';
import { pathLane, type PathEndpoint } from './path-lane.ts';

const GENERATIONS: PathEndpoint = {
  operation: 'imageGenerate',
  asks: 'images',
  path: '/v1/images/generations',
  dialect: openaiImages,
  completeFacts: namesKind,
  mostUsed,
  keptAnswer: withoutImages,
};

/** `POST /v1/images/generations`, also where a provider makes images in another form than OpenAI's. */
export const imageGenerations: UpstreamEndpoint = {
  ...pathEndpoint(GENERATIONS),
  openLane(call, target, use) {
    const making = use.connection.images?.(target.model) ?? null;
    return making === null ? pathLane(GENERATIONS, call, { target, use }) : makingLane(making, call, use.document);
  },
};

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

const MS_PER_SECOND = 1000;

/** Throws GatewayError for what the model cannot do. */
function makingLane(making: ImageMaking, { arrivedAt }: EndpointCall, document: JsonDocument): Lane {
  const request = making.build(readImagesRequest(document));
  return {
    request,
    untoldTerms: {},
    openReader: () => null,
    readWhole: (body) => inOpenais(body, making, Math.floor(arrivedAt / MS_PER_SECOND)),
  };
}

/** What cannot be read stays as it is, and is then seen to be no answer. */
function inOpenais(body: Buffer, making: ImageMaking, created: number): WholeAnswer {
  try {
    const made = making.read(body);
    if (made.images.length === 0) return withheldBy(made.withheld);
    const answer = writeImages(made, created);
    return { body: answer, ...openaiImages.readWhole(answer) };
  } catch {
    return { body, isAnswer: false, usage: null, stopReason: null };
  }
}

/** As OpenAI says it: its clients know the code. */
function withheldBy(reasons: readonly string[]): WholeAnswer {
  const words = reasons.length === 0 ? 'The provider’s safety filter held back every image.' : reasons.join(' ');
  const error = { message: words, type: 'invalid_request_error', param: 'prompt', code: 'content_policy_violation' };
  const body = Buffer.from(JSON.stringify({ error }));
  return { body, failureStatus: 400, isAnswer: false, usage: null, stopReason: null };
}

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
