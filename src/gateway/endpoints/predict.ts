/**
 * `POST /v1beta/models/{model}:predict`, and Vertex AI's path of that name: Google's models that make vectors or images, asked in
 * Google's own form, which passes as it is.
 */
import { googlePredict, mostPredicted } from '../../wire/dialects/google-predict/index.ts';
import { applyEdits } from '../../wire/json/edit.ts';
import { scanDocument } from '../../wire/json/scan.ts';
import type { UpstreamEndpoint } from './endpoint.ts';
import { factsOfMethods } from './google-path.ts';
import { pathEndpoint } from './path-endpoint.ts';

const METHODS = new Map([['predict', { stream: false }]]);

export const predict: UpstreamEndpoint = {
  ...pathEndpoint({
    operation: 'predict',
    asks: 'predict',
    path: '/v1beta/models/{model}:predict',
    dialect: googlePredict,
    errorsFor: () => googlePredict.errors,
    isModelInPath: true,
    mostUsed: mostPredicted,
    keptAnswer: withoutPredictions,
  }),
  match: (path) => factsOfMethods(path, METHODS),
};

/** The log keeps neither vectors nor images. */
function withoutPredictions(answer: Buffer): Buffer {
  try {
    return Buffer.concat(applyEdits(scanDocument(answer), [{ type: 'set', key: 'predictions', json: '[]' }]));
  } catch {
    return answer;
  }
}
