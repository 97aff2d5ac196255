/** A file on its way to a provider: each line of it is looked at before it goes on. */
import { GatewayError } from '../../kernel/errors.ts';
import { FormLines, type FormPiece } from '../../wire/framing/form-lines.ts';
import { FormError } from '../../wire/framing/multipart.ts';
import type { BodySource } from '../client.ts';
import { DENIED_STATUS } from '../guard/denied.ts';
import { needsReading } from '../guard/run-on-input.ts';
import { requestInLine, type EndpointOf } from './batch-requests.ts';
import { unreadRequest, vetRequest, type Vetting } from './vet-request.ts';

/** Lines that are looked at in one turn of the event loop. */
const LINES_A_TURN = 50;
/** Held back of one upload without being counted. */
const UNCOUNTED_BYTES = 64 * 1024;

/** The same bytes. Throws GatewayError for a line that may not pass: the provider then never gets the end of the form. */
export function vettedSource(source: BodySource, vetting: Vetting, endpointOf: EndpointOf): BodySource {
  return {
    length: source.length,
    get passed() {
      return source.passed;
    },
    open: () => passVetted(source, vetting, endpointOf),
  };
}

async function* passVetted(source: BodySource, vetting: Vetting, endpointOf: EndpointOf): AsyncGenerator<Uint8Array> {
  const { client, headers } = vetting.request.exchange;
  const vet = vetLines(vetting, endpointOf);
  let reader = openReader(headers['content-type'] ?? '', vetting);
  for await (const chunk of source.open()) {
    const piece = reader === null ? null : read(reader, chunk, vetting);
    if (reader === null || piece === null) {
      // Held back before, and the bytes that cannot be read.
      yield* reader === null ? [chunk] : [reader.end(), chunk];
      reader = null;
      continue;
    }
    await vet(piece.lines);
    if (reader.held > UNCOUNTED_BYTES) client.holdTranslated(reader.held);
    yield piece.bytes;
  }
  if (reader === null) return;
  if (!reader.isWhole) vetting.worth.isKnown = false;
  yield reader.end();
}

/** Counts the lines as they come. */
function vetLines(vetting: Vetting, endpointOf: EndpointOf): (lines: readonly Buffer[]) => Promise<void> {
  let number = 0;
  return async (lines) => {
    for (const line of lines) {
      number += 1;
      const one = requestInLine(line, endpointOf);
      const after = await vetRequest(vetting, one, number);
      if (one !== null && after !== one.document) throw changed(number);
      if (number % LINES_A_TURN === 0) await vetting.request.deps.nextTurn();
    }
  };
}

/** null = it is no form, and need not be looked at. Throws GatewayError guardrail_unusable, model_not_allowed. */
function openReader(contentType: string, vetting: Vetting): FormLines | null {
  try {
    return new FormLines(contentType);
  } catch (error) {
    return nothingRead(error, vetting);
  }
}

function read(reader: FormLines, chunk: Uint8Array, vetting: Vetting): FormPiece | null {
  try {
    return reader.push(chunk);
  } catch (error) {
    return nothingRead(error, vetting);
  }
}

/** Bytes of another kind, as a picture: refused only where somebody wants them to be looked at. */
function nothingRead(error: unknown, { guardrails, worth }: Vetting): null {
  if (!(error instanceof FormError)) throw error;
  worth.isKnown = false;
  const guardrail = guardrails.find(needsReading);
  if (guardrail !== undefined) throw unreadRequest(guardrail, error.message);
  return null;
}

function changed(number: number): GatewayError {
  return new GatewayError(
    'guardrail_denied',
    `A guardrail would change line ${number} of the file, and files pass as they are.`,
    {
      hint: 'Take out of the line what the guardrail replaces, and upload the file again.',
      status: DENIED_STATUS,
      routedAs: DENIED_STATUS,
    },
  );
}
