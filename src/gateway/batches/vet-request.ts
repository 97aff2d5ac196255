/** Holds one request of a batch to what a request outside of one is held to, before it runs: models, guardrails, the worst case of its cost. */
import { GatewayError } from '../../kernel/errors.ts';
import type { CompiledGuardrail } from '../../guardrails/definition.ts';
import { shownName } from '../../routing/shown-name.ts';
import type { JsonDocument } from '../../wire/json/scan.ts';
import type { TargetRequest } from '../attempt/target-request.ts';
import type { Catalog, PricedUsage } from '../dependencies.ts';
import { needsReading, runOnInput } from '../guard/run-on-input.ts';
import { boundsOf, mostOutputOf, outputNanoUsd } from '../limits/call-bounds.ts';
import { refuseDeniedModel } from '../route/model-access.ts';
import type { BatchRequest } from './batch-requests.ts';
import type { BatchWorth, Most } from './batch-worth.ts';

export interface Vetting {
  request: Pick<TargetRequest, 'exchange' | 'outcome' | 'deps' | 'target'>;
  guardrails: readonly CompiledGuardrail[];
  worth: BatchWorth;
  /** What one of them is called: `Request`, or `Line` of a file. */
  noun: string;
}

/**
 * `one` null = it could not be read. Returns the body as the provider is to get it: the very same where no guardrail changes it.
 * Throws GatewayError with its number and its id.
 */
export async function vetRequest(
  vetting: Vetting,
  one: BatchRequest | null,
  number: number,
): Promise<JsonDocument | null> {
  const { request, guardrails, worth, noun } = vetting;
  if (one === null) return letPassUnread(vetting, number);
  const { endpoint, document, model } = one;
  const inner = {
    ...request,
    exchange: { ...request.exchange, endpoint, stream: false },
    target: { ...request.target, model },
  };
  try {
    refuseDeniedModel(inner.target, { document, errors: endpoint.dialect.errors, lacksModel: 'hidden' });
    const after = guardrails.length === 0 ? document : (await runOnInput(inner, document, guardrails)).after;
    worth.add(model, mostOf(inner, one));
    return after;
  } catch (error) {
    throw error instanceof GatewayError ? placed(error, `${noun} ${number}${nameOf(one)}`) : error;
  } finally {
    boundNotes(request);
  }
}

const nameOf = ({ customId }: BatchRequest): string => (customId === '' ? '' : ` (custom_id "${shownName(customId)}")`);

const placed = (error: GatewayError, where: string): GatewayError =>
  error.reworded((text) => (text === error.message ? `${where}: ${text}` : text));

/** Throws GatewayError guardrail_unusable, model_not_allowed. */
function letPassUnread({ request, guardrails, worth, noun }: Vetting, number: number): null {
  worth.isKnown = false;
  const { target } = request;
  const guardrail = guardrails.find(needsReading);
  if (guardrail !== undefined) throw unreadRequest(guardrail, `${noun} ${number} is no request of a batch`);
  if (target.provider.models.isRestricted) {
    throw new GatewayError(
      'model_not_allowed',
      `${target.provider.name} allows some models only, and no model can be read in ${noun.toLowerCase()} ${number}.`,
      {
        hint: 'Send a file of requests, each with its model.',
        routedAs: 403,
      },
    );
  }
  return null;
}

export function unreadRequest({ name }: CompiledGuardrail, why: string): GatewayError {
  return new GatewayError(
    'guardrail_unusable',
    `The guardrail "${name}" holds for this request, and no check can read it: ${why}.`,
    {
      hint: 'Send what can be read, or ask whoever runs the gateway.',
    },
  );
}

/** Of a batch of thousands of requests the row keeps what guardrails that only watch said of the first ones. */
const MAX_ASIDE = 100;

function boundNotes({ outcome: { hooks } }: Vetting['request']): void {
  if (hooks.aside.length > MAX_ASIDE) hooks.aside.length = MAX_ASIDE;
  // A batch has no answer that could say so in words.
  hooks.softDenial = null;
}

/** The worst case of one request, as of any other, at the rates of batches. */
function mostOf({ target, deps }: Vetting['request'], { document, endpoint, model }: BatchRequest): Most {
  const { platform } = target.provider.provider;
  const { connection, models } = target.provider;
  const known = deps.catalog.factsFor(platform, model);
  const asked = {
    platform,
    model,
    region: connection.ok ? connection.value.region : null,
    own: models.priceOf(model),
    document,
    outputMembers: endpoint.dialect.outputMembers,
    maxOutputTokens: mostOutputOf(endpoint, known.maxOutputTokens),
    reading: known,
    mostUsed: endpoint.mostUsed?.(document),
  };
  const { input, maxOutput, outputNanoUsdPerMillion } = boundsOf(asked, atBatchRates(deps.catalog));
  const { nanoUsd, tokens } = input;
  const output = outputNanoUsd({ outputNanoUsdPerMillion }, maxOutput);
  return { tokens: tokens + maxOutput, nanoUsd: typeof nanoUsd === 'number' ? nanoUsd + output : nanoUsd };
}

const atBatchRates = (catalog: Catalog): Pick<Catalog, 'priceOf'> => ({
  priceOf: ({ usage, ...asked }: PricedUsage) =>
    catalog.priceOf({ ...asked, usage: { ...usage, terms: { ...usage.terms, service_tier: 'batch' } } }),
});
