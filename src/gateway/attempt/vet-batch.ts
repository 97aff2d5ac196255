/**
 * Target: holds the requests of a batch, one by one, to the models that the provider may serve and to the guardrails of the input
 * side, and works out what they may use at most. Those in the body are looked at here; those in a file while it passes, and what
 * is remembered of the file holds when a batch of it is made.
 */
import type { CompiledGuardrail } from '../../guardrails/definition.ts';
import type { BatchFile } from '../../storage/ports/records/batches.ts';
import { applyEdits, type Edit } from '../../wire/json/edit.ts';
import { readMember, scanDocument, type JsonDocument } from '../../wire/json/scan.ts';
import { requestsInBody } from '../batches/batch-requests.ts';
import { BatchWorth, type BatchSize } from '../batches/batch-worth.ts';
import { endpointOf } from '../batches/endpoint-of.ts';
import { vettedSource } from '../batches/upload.ts';
import { guardrailKey } from '../../guardrails/guardrail-key.ts';
import { unreadRequest, vetRequest, type Vetting } from '../batches/vet-request.ts';
import type { GatewayDeps } from '../dependencies.ts';
import { guardrailsFor } from '../guard/guardrails-for.ts';
import { needsReading } from '../guard/run-on-input.ts';
import { refuseDeniedModel } from '../route/model-access.ts';
import type { Stage } from '../stage.ts';
import type { TargetRequest, Written } from './target-request.ts';

type Vetted = TargetRequest & Written;

/** Throws GatewayError guardrail_denied, guardrail_unusable, model_not_allowed. */
export const vetBatch: Stage<Vetted, Written, GatewayDeps> = {
  name: 'vet-batch',
  run(request) {
    const { document, exchange } = request;
    const { batches } = exchange.endpoint;
    if (batches?.does === 'upload') return vetUpload(request);
    if (batches?.does !== 'make') return { document };
    return batches.api === 'message-batches' ? vetBody(request) : vetFile(request);
  },
};

function vettingOf(request: Vetted, noun: string): Vetting {
  return { request, guardrails: guardrailsFor(request, 'input'), worth: new BatchWorth(), noun };
}

/** How many are looked at in one turn of the event loop, and how many bytes of them: 20 may be the whole body. */
const REQUESTS_A_TURN = 20;
const BYTES_A_TURN = 256 * 1024;

async function vetBody(request: Vetted): Promise<Written> {
  const { document, outcome, deps } = request;
  const vetting = vettingOf(request, 'Request');
  const endpoint = endpointOf('/v1/messages');
  if (endpoint === null) throw new Error('There is no endpoint of messages.');
  const edits: Edit[] = [];
  let number = 0;
  let bytes = 0;
  for (const one of requestsInBody(document, endpoint)) {
    number += 1;
    const after = await vetRequest(vetting, one, number);
    if (one !== null && after !== null && after !== one.document) {
      edits.push({ type: 'splice', start: one.start, end: one.end, replacement: after.bytes.toString() });
    }
    bytes += one?.document.bytes.length ?? 0;
    if (number % REQUESTS_A_TURN !== 0 && bytes < BYTES_A_TURN) continue;
    bytes = 0;
    await deps.nextTurn();
  }
  outcome.batch = vetting.worth;
  if (edits.length === 0) return { document };
  const changed = scanDocument(Buffer.concat(applyEdits(document, edits)));
  outcome.maskedRequest = changed;
  return { document: changed };
}

function vetUpload(request: Vetted): Written {
  const { exchange, outcome, document } = request;
  const { source } = exchange.sent;
  if (source === null) return { document };
  const vetting = vettingOf(request, 'Line');
  if (!runsFiles(request.target.provider)) {
    const guardrail = vetting.guardrails.find(needsReading);
    if (guardrail !== undefined) throw unreadRequest(guardrail, 'the texts of a file are not looked at');
    return { document };
  }
  outcome.batch = vetting.worth;
  outcome.upload = {
    source: vettedSource(source, vetting, endpointOf),
    vettedBy: vetting.guardrails.map(guardrailKey),
  };
  return { document };
}

/** Else a file is never a batch: no line of it is a request with a model of its own. */
function runsFiles({ connection }: Vetted['target']['provider']): boolean {
  const call = { operation: 'batches', path: '/batches', query: '', model: '' } as const;
  return connection.ok && connection.value.pathTo(call) !== null;
}

async function vetFile(request: Vetted): Promise<Written> {
  const { document, exchange, outcome, deps, target } = request;
  const fileId = readMember(document, 'input_file_id');
  const { accountId } = target.provider;
  const file =
    typeof fileId === 'string' ? await deps.batches.fileOf({ ...exchange.workspace, accountId, fileId }) : null;
  outcome.batch = file === null ? null : sizeOf(file);
  const guardrails = guardrailsFor(request, 'input');
  const unvetted = guardrails.find((one) => needsReading(one) && !isVetted(one, file));
  if (unvetted !== undefined) throw unreadRequest(unvetted, UNKNOWN_FILE);
  for (const model of file?.models ?? ['']) {
    refuseDeniedModel(
      { provider: target.provider, model },
      { document: NO_DOCUMENT, errors: exchange.endpoint.dialect.errors, lacksModel: 'hidden' },
    );
  }
  return { document };
}

const UNKNOWN_FILE = 'the file of the batch did not pass this gateway under it; upload it again';
const NO_DOCUMENT: JsonDocument = scanDocument(Buffer.from('{}'));

const sizeOf = ({ requests, tokens, nanoUsd, unpriced, models }: BatchFile): BatchSize => ({
  requests,
  tokens,
  nanoUsd: nanoUsd ?? { unpriced },
  models: new Set(models),
  isKnown: true,
});

const isVetted = (guardrail: CompiledGuardrail, file: BatchFile | null): boolean =>
  file !== null && file.vettedBy.includes(guardrailKey(guardrail));
