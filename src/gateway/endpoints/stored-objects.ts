/**
 * What providers keep: files, batches, fine-tuning jobs, stored responses. Bodies pass as they come; files are not held in
 * memory. Reading and deleting is free. The requests of a batch are charged when its results are there; a job is billed later by
 * the provider, so that it is unpriced.
 */
import type { ApiOperation, HttpMethod } from '../../providers/provider.ts';
import { anthropicErrors } from '../../wire/dialects/anthropic-messages/index.ts';
import { openaiInputItems, openaiResponses } from '../../wire/dialects/openai-responses/index.ts';
import { openaiErrors } from '../../wire/dialects/openai-chat/render-error.ts';
import { BinaryReader } from '../../wire/dialects/openai-operations/binary-reader.ts';
import { opaque } from '../../wire/dialects/openai-operations/opaque.ts';
import type { RequestHeaders } from '../../wire/request-headers.ts';
import type { BodyForm, UpstreamEndpoint } from './endpoint.ts';
import { pathEndpoint } from './path-endpoint.ts';
import type { PathEndpoint } from './path-lane.ts';

type Row = Omit<PathEndpoint, 'dialect' | 'openReader'> & { method: HttpMethod };
type Asks = ApiOperation | 'responses';

const read = (asks: Asks, operation: string, path: string): Row => ({
  ...FREE,
  asks,
  operation,
  path,
  method: 'GET',
  stored: 'none',
});
/** Somewhere in what it reads are answers of models, and no check can find them. */
const readUnseen = (asks: Asks, operation: string, path: string): Row => ({
  ...read(asks, operation, path),
  stored: 'unreadable',
});
const remove = (asks: Asks, operation: string, path: string): Row => ({
  ...FREE,
  asks,
  operation,
  path,
  method: 'DELETE',
  stored: 'none',
});
/** Its body, where it has one at all, says nothing of a model. */
const act = (asks: Asks, operation: string, path: string): Row => ({
  ...read(asks, operation, path),
  bodyOf: ({ 'content-length': length, 'transfer-encoding': coding }) =>
    (length === undefined || length === '0') && coding === undefined ? 'none' : 'opaque',
  method: 'POST',
});

const FREE = { isFree: true, lacksModel: 'none', bodyOf: (): BodyForm => 'none' } as const;

/** Which models it runs stands inside of its requests, or in a file. */
const making = (asks: Asks, operation: string, path: string): Row => ({
  asks,
  operation,
  path,
  method: 'POST',
  lacksModel: 'hidden',
  // Its requests are looked at by themselves; its answer is the batch.
  stored: 'none',
});

/** Anthropic's library sends a flag for files, and for some features of batches. */
const passedHeaders = (headers: RequestHeaders): string[] =>
  Object.keys(headers).filter((name) => name === 'anthropic-beta' || name === 'anthropic-version');

const OF_ANTHROPIC = { errorsFor: () => anthropicErrors, passedHeaders };

/** Both vendors have files at the same paths; Anthropic's clients name a version. */
const OF_EITHER = {
  errorsFor: (headers: RequestHeaders) => (headers['anthropic-version'] === undefined ? openaiErrors : anthropicErrors),
  passedHeaders,
};

const MESSAGE_BATCHES: readonly Row[] = [
  {
    ...making('message-batches', 'createBatch', '/v1/messages/batches'),
    batches: { api: 'message-batches', does: 'make' } as const,
  },
  read('message-batches', 'listBatches', '/v1/messages/batches'),
  {
    ...read('message-batches', 'retrieveBatch', '/v1/messages/batches/{id}'),
    batches: { api: 'message-batches', does: 'read' } as const,
  },
  readUnseen('message-batches', 'getBatchOutput', '/v1/messages/batches/{id}/results'),
  act('message-batches', 'cancelBatch', '/v1/messages/batches/{id}/cancel'),
  remove('message-batches', 'deleteBatch', '/v1/messages/batches/{id}'),
].map((row) => ({ ...row, ...OF_ANTHROPIC }));

const FILES: readonly Row[] = [
  read('files', 'listFiles', '/v1/files'),
  { ...act('files', 'uploadFile', '/v1/files'), bodyOf: () => 'stream', batches: { api: 'batches', does: 'upload' } },
  read('files', 'retrieveFile', '/v1/files/{id}'),
  remove('files', 'deleteFile', '/v1/files/{id}'),
  readUnseen('files', 'retrieveFileContent', '/v1/files/{id}/content'),
];

const ROWS: readonly Row[] = [
  ...FILES.map((row) => ({ ...row, ...OF_EITHER })),
  {
    ...making('batches', 'createBatch', '/v1/batches'),
    batches: { api: 'batches', does: 'make' },
  },
  read('batches', 'listBatches', '/v1/batches'),
  { ...read('batches', 'retrieveBatch', '/v1/batches/{id}'), batches: { api: 'batches', does: 'read' } },
  act('batches', 'cancelBatch', '/v1/batches/{id}/cancel'),
  { ...readUnseen('files', 'getBatchOutput', '/v1/batches/{id}/output'), batches: { api: 'batches', does: 'output' } },
  ...MESSAGE_BATCHES,
  { asks: 'fine-tuning', operation: 'createFinetune', path: '/v1/fine_tuning/jobs', method: 'POST' },
  read('fine-tuning', 'listFinetunes', '/v1/fine_tuning/jobs'),
  read('fine-tuning', 'retrieveFinetune', '/v1/fine_tuning/jobs/{id}'),
  act('fine-tuning', 'cancelFinetune', '/v1/fine_tuning/jobs/{id}/cancel'),
  act('fine-tuning', 'pauseFinetune', '/v1/fine_tuning/jobs/{id}/pause'),
  act('fine-tuning', 'resumeFinetune', '/v1/fine_tuning/jobs/{id}/resume'),
  read('fine-tuning', 'listFinetuneEvents', '/v1/fine_tuning/jobs/{id}/events'),
  read('fine-tuning', 'listFinetuneCheckpoints', '/v1/fine_tuning/jobs/{id}/checkpoints'),
  { ...read('responses', 'getModelResponse', '/v1/responses/{id}'), stored: openaiResponses },
  remove('responses', 'deleteModelResponse', '/v1/responses/{id}'),
  {
    ...read('responses', 'listResponseInputItems', '/v1/responses/{id}/input_items'),
    stored: openaiInputItems,
  },
  { ...act('responses', 'cancelModelResponse', '/v1/responses/{id}/cancel'), stored: openaiResponses },
];

export const STORED_OBJECTS: readonly UpstreamEndpoint[] = ROWS.map((row) =>
  pathEndpoint({ ...row, dialect: opaque, openReader: () => new BinaryReader(() => null) }),
);
