/** A denial as an answer of the model with the status 200 (`soft_deny_200`), for clients that cannot show an error. */
import { emptyUsage } from '../../wire/usage.ts';
import type { Translator } from '../../wire/chat/translator.ts';
import type { Admitted } from '../exchange.ts';
import type { Outcome } from '../outcome.ts';
import type { ClientStream } from '../relay/client-stream.ts';

/** Puts the answer in the place of the error, unless a stream has begun: that ends with a text in any case. */
export function softenDenial(exchange: Admitted, outcome: Outcome, to: ClientStream): void {
  const { ending, hooks } = outcome;
  const { translator } = exchange.endpoint.dialect;
  if (ending.kind !== 'error' || ending.error.code !== 'guardrail_denied' || hooks.softDenial === null) return;
  if (ending.closing || translator === null) return;
  const answer = { translator, text: hooks.softDenial, exchange };
  if (!exchange.stream) {
    outcome.ending = { kind: 'whole', status: 200, body: wholeOf(answer) };
    return;
  }
  const events = exchange.endpoint.dialect.stream?.fromWhole(wholeOf(answer), exchange.document) ?? null;
  if (events === null) return;
  to.write(events, {});
  outcome.ending = { kind: 'streamed', release: null };
}

interface SoftAnswer {
  translator: Translator;
  text: string;
  exchange: Admitted;
}

function wholeOf({ translator, text, exchange }: SoftAnswer): Buffer {
  const model = exchange.requestedModel ?? '';
  const usage = emptyUsage();
  const answer = translator.writeAnswer(
    {
      id: exchange.id,
      model,
      parts: [{ type: 'text', text, isRefusal: false, citations: [], state: null }],
      reason: 'end',
      stopSequence: null,
      usage,
      native: { dialect: translator.id, reason: null, extra: {} },
    },
    { id: exchange.id, model, created: Math.floor(exchange.arrivedAt / 1000), isStrict: true, call: null },
  );
  return Buffer.from(JSON.stringify(answer));
}
