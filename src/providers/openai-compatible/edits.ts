/** What of a body in OpenAI's dialects is the gateway's to change: the model's name, and the question for the usage of a stream. */
import { GatewayError } from '../../kernel/errors.ts';
import type { Edit } from '../../wire/json/edit.ts';
import { readMember } from '../../wire/json/scan.ts';
import { usageOfStream } from '../../wire/dialects/openai-chat/usage-of-stream.ts';
import { openaiChat } from '../../wire/dialects/openai-chat/index.ts';
import type { NativeCall } from '../provider.ts';

interface Target {
  /** As the upstream calls it. */
  model: string;
  /** It does not know `stream_options`. */
  refusesOptions: boolean;
}

/** Throws GatewayError invalid_json. */
export function openaiEdits({ document, dialect, stream }: NativeCall, { model, refusesOptions }: Target): Edit[] {
  const asksForUsage = stream && dialect === openaiChat.id && !refusesOptions;
  try {
    const renamed: Edit[] =
      readMember(document, 'model') === model ? [] : [{ type: 'set', key: 'model', json: JSON.stringify(model) }];
    return asksForUsage ? [...renamed, ...usageOfStream(document)] : renamed;
  } catch (error) {
    throw new GatewayError('invalid_json', 'The body is not valid JSON.', { cause: error });
  }
}
