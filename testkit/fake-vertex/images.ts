/** Google's Imagen on the fake Vertex: what `:predict` refuses, and pictures of one pixel. */
import { isRecord, recordsIn, stringAt } from '../json-shape.ts';
import type { JsonRecord } from '../json-shape.ts';
import { status } from '../upstream/answer.ts';
import type { Answer } from '../upstream/answer.ts';
import type { EmbedRequest } from './embeddings.ts';

/** Made up: no list has its price. */
export const UNPRICED_IMAGEN = 'imagen-8.0-generate-001';

export const IMAGE_MODELS: readonly string[] = [
  'imagen-4.0-generate-001',
  'imagen-4.0-fast-generate-001',
  'imagen-4.0-ultra-generate-001',
  'imagen-3.0-generate-002',
  UNPRICED_IMAGEN,
];

const RATIOS = ['1:1', '3:4', '4:3', '9:16', '16:9'];
const MAX_IMAGES = 4;

/** The text of Google's 400; undefined when there is nothing to refuse. */
export function refuseImage({ body }: Pick<EmbedRequest, 'body'>): string | undefined {
  const unknown = Object.keys(body).find((key) => key !== 'instances' && key !== 'parameters');
  if (unknown !== undefined) return `Invalid JSON payload received. Unknown name "${unknown}": Cannot find field.`;
  const instances = recordsIn(body['instances']);
  if (instances.length !== 1) return 'Image generation takes one instance.';
  if (stringAt(instances[0] ?? {}, 'prompt') === '') return 'The prompt is empty.';
  const parameters = isRecord(body['parameters']) ? body['parameters'] : {};
  const images = countIn(parameters);
  if (!(images >= 1 && images <= MAX_IMAGES)) return `sampleCount must be between 1 and ${MAX_IMAGES}.`;
  const ratio = parameters['aspectRatio'] ?? '1:1';
  return RATIOS.includes(String(ratio)) ? undefined : `Unsupported aspect ratio: ${String(ratio)}.`;
}

const countIn = (parameters: JsonRecord): number => Number(parameters['sampleCount'] ?? 1);

/** Of one pixel. */
export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

export function imageAnswer({ body }: Pick<EmbedRequest, 'body'>): Answer {
  const parameters = isRecord(body['parameters']) ? body['parameters'] : {};
  const prompt = stringAt(recordsIn(body['instances'])[0] ?? {}, 'prompt');
  const one = { mimeType: 'image/png', bytesBase64Encoded: PNG, prompt };
  return status(200, { predictions: Array.from({ length: countIn(parameters) }, () => one) });
}

/** Every image was held back by a filter. */
export const filtered = (reason: string): Answer => status(200, { predictions: [{ raiFilteredReason: reason }] });
