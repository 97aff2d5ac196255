import { describe, expect, it } from 'vitest';
import { priceOf } from '../../../catalog/price-book.ts';
import { textFrame } from '../../framing/websocket.ts';
import { emptyUsage, type Usage } from '../../usage.ts';
import { RealtimeTap } from './realtime-tap.ts';

const TRANSCRIBED = 'conversation.item.input_audio_transcription.completed';
const tokens = (input: number, output: number) => ({
  type: 'tokens',
  input_tokens: input,
  output_tokens: output,
  total_tokens: input + output,
  input_token_details: { audio_tokens: input, text_tokens: 0 },
});

function usageOf(events: readonly object[]): Usage {
  const tap = new RealtimeTap();
  for (const event of events) tap.push(textFrame(JSON.stringify(event)));
  tap.end();
  return tap.conclude().usage ?? emptyUsage();
}

const priceIn = (usage: Usage) => priceOf({ platform: 'openai', model: 'gpt-realtime', region: null, usage });

describe('what a second model writes down of the caller’s words', () => {
  it.each([
    ['today', { audio: { input: { transcription: { model: 'gpt-4o-transcribe' } } } }],
    ['in the beta', { input_audio_transcription: { model: 'gpt-4o-transcribe' } }],
  ])('costs what that model does, as sessions name it %s', (_, session) => {
    const usage = usageOf([
      { type: 'session.created', session: {} },
      { type: 'session.updated', session },
      { type: TRANSCRIBED, usage: tokens(100, 10) },
      { type: TRANSCRIBED, usage: tokens(100, 10) },
      { type: 'response.done', response: { usage: { input_tokens: 5, output_tokens: 7, total_tokens: 12 } } },
    ]);
    expect(usage.passes).toEqual([
      {
        kind: 'transcription',
        model: 'gpt-4o-transcribe',
        meters: { input_tokens: 0, input_audio_tokens: 200, output_tokens: 20 },
      },
    ]);
    // Of a million: $6 and $10 for the transcripts, $4 and $16 for the answer.
    expect(priceIn(usage)).toEqual({ costNanoUsd: 200 * 6000 + 20 * 10_000 + 5 * 4000 + 7 * 16_000 });
  });

  it('by the second, where the model is billed so', () => {
    const usage = usageOf([
      { type: 'session.updated', session: { audio: { input: { transcription: { model: 'whisper-1' } } } } },
      { type: TRANSCRIBED, usage: { type: 'duration', seconds: 10 } },
    ]);
    expect(priceIn(usage)).toEqual({ costNanoUsd: 1_000_000 });
  });

  it('is unpriced where the session never said which model it is', () => {
    const usage = usageOf([{ type: TRANSCRIBED, usage: tokens(100, 10) }]);
    expect(priceIn(usage)).toMatchObject({
      unpriced: expect.stringContaining('session.audio.input.transcription.model') as string,
    });
  });
});
