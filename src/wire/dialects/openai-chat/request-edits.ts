/** What of a body in OpenAI's dialects is the gateway's to change: the model's name, and the question for the usage of a stream. */
import { GatewayError } from '../../../kernel/errors.ts';
import type { Edit } from '../../json/edit.ts';
import { readMember, type JsonDocument } from '../../json/scan.ts';
import { openaiChat } from './index.ts';
import { usageOfStream } from './usage-of-stream.ts';

interface Call {
  document: JsonDocument;
  /** Id of the dialect. */
  dialect: string;
  stream: boolean;
}

interface Target {
  /** As the upstream calls it; null = it takes none. */
  model: string | null;
  /** It does not know `stream_options`. */
  refusesOptions: boolean;
}

/** Throws GatewayError invalid_json. */
export function openaiEdits({ document, dialect, stream }: Call, { model, refusesOptions }: Target): Edit[] {
  const asksForUsage = stream && dialect === openaiChat.id && !refusesOptions;
  try {
    const named = modelEdits(document, model);
    return asksForUsage ? [...named, ...usageOfStream(document)] : named;
  } catch (error) {
    throw new GatewayError('invalid_json', 'The body is not valid JSON.', { cause: error });
  }
}

function modelEdits(document: JsonDocument, model: string | null): Edit[] {
  if (model === null) return [{ type: 'remove', key: 'model' }];
  return readMember(document, 'model') === model ? [] : [{ type: 'set', key: 'model', json: JSON.stringify(model) }];
}
