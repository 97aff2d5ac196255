import { describe, expect, it } from 'vitest';
import { writeEventStreamMessage } from '../../framing/aws-event-stream.ts';
import { scanDocument } from '../../json/scan.ts';
import { locate, textAt } from '../../json/locate.ts';
import { partsOf, textsOfWords, wordsOf } from '../../words.ts';
import { bedrockModels } from './index.ts';
import { ModelTap } from './model-tap.ts';
import { withHeaders } from './read-usage.ts';

const NOTHING = { isAnswer: true, usage: null, stopReason: null };

describe('the usage of a whole answer', () => {
  it.each([
    ['Titan', { inputTextTokenCount: 5, results: [{ tokenCount: 3 }, { tokenCount: 4 }] }, [5, 7]],
    ['Titan’s vectors', { embedding: [0.5], inputTextTokenCount: 5 }, [5, undefined]],
    ['Llama', { generation: 'x', prompt_token_count: 5, generation_token_count: 7 }, [5, 7]],
    ['AI21', { choices: [], usage: { prompt_tokens: 5, completion_tokens: 7, total_tokens: 12 } }, [5, 7]],
    ['Nova', { usage: { inputTokens: 5, outputTokens: 7, cacheReadInputTokenCount: 2 } }, [5, 7]],
  ])('of %s is read from its body', (_, body, [input, output]) => {
    const meters = bedrockModels.readWhole(Buffer.from(JSON.stringify(body))).usage?.meters;
    expect([meters?.['input_tokens'], meters?.['output_tokens']]).toEqual([input, output]);
  });

  it('comes from the headers where the body tells none, and the headers count where both do', () => {
    const headers = { 'x-amzn-bedrock-input-token-count': '9', 'x-amzn-bedrock-output-token-count': '4' };
    expect(withHeaders(NOTHING, headers).usage?.meters).toEqual({ input_tokens: 9, output_tokens: 4 });
    const told = bedrockModels.readWhole(Buffer.from('{"prompt_token_count":1,"generation_token_count":1}'));
    expect(withHeaders(told, headers).usage?.meters).toEqual({ input_tokens: 9, output_tokens: 4 });
  });

  it('that is no number leaves the cost unknown, and not too low', () => {
    expect(withHeaders(NOTHING, { 'x-amzn-bedrock-input-token-count': 'many' }).usage?.unread).toHaveLength(1);
  });
});

describe('what a person wrote', () => {
  it.each([
    { taskType: 'INPAINTING', inPaintingParams: { text: 'aurora' } },
    { taskType: 'OUTPAINTING', outPaintingParams: { negativeText: 'aurora' } },
    { taskType: 'IMAGE_VARIATION', imageVariationParams: { text: 'aurora' } },
    { taskType: 'COLOR_GUIDED_GENERATION', colorGuidedGenerationParams: { text: 'aurora' } },
    { taskType: 'SINGLE_EMBEDDING', singleEmbeddingParams: { text: { truncationMode: 'END', value: 'aurora' } } },
    { mode: 'image-to-image', negative_prompt: 'aurora' },
    { search_prompt: 'aurora' },
    { select_prompt: 'aurora' },
    { inputPrompt: 'aurora' },
  ])('is seen by guardrails in %j', (body) => {
    expect(seenIn(body)).toContain('aurora');
  });

  it('is looked at where a file may stand, and a file is not: a mask would spoil it', () => {
    const file = Buffer.from('x'.repeat(90)).toString('base64');
    const url = `data:image/png;base64,${file}`;
    const body = {
      inPaintingParams: { text: 'aurora', image: file, maskImage: file },
      imageVariationParams: { images: [file, 'sk-live in words'] },
      messages: [{ content: [{ image: { source: { bytes: file } } }, { image_url: { url } }, { text: file }] }],
    };
    expect(seenIn(body)).toEqual([file, 'sk-live in words', 'aurora']);
    const answer = Buffer.from(JSON.stringify({ images: [file], artifacts: [{ base64: file }], outputText: 'said' }));
    const words = bedrockModels.words?.ofAnswer?.(locate(answer, 0), (at) => textAt(answer, at)) ?? [];
    expect(words.flatMap((at) => textsOfWords(answer, at))).toEqual(['said']);
  });
});

function seenIn(body: object): string[] {
  const { words } = bedrockModels;
  const { bytes, ...document } = scanDocument(Buffer.from(JSON.stringify(body)));
  if (words === null) return [];
  return partsOf({ ...document, bytes }, null, words).flatMap((part) =>
    wordsOf(bytes, part, words).words.flatMap((at) => textsOfWords(bytes, at)),
  );
}

describe('a stream', () => {
  const chunk = (json: object): Buffer => {
    const bytes = Buffer.from(JSON.stringify(json)).toString('base64');
    const headers = { ':event-type': 'chunk', ':content-type': 'application/json', ':message-type': 'event' };
    return writeEventStreamMessage(headers, Buffer.from(JSON.stringify({ bytes, p: 'abc' })));
  };
  const metrics = { 'amazon-bedrock-invocationMetrics': { inputTokenCount: 9, outputTokenCount: 4 } };

  it.each([0, 1, 2])('is counted by its last chunk, wherever the metrics stand in it (%i)', (distance) => {
    const whole = Buffer.concat([chunk({ generation: 'Hi' }), chunk({ g: 'x'.repeat(distance), ...metrics })]);
    for (let cut = 1; cut < whole.length; cut += 1) {
      const tap = new ModelTap();
      const relayed = [whole.subarray(0, cut), whole.subarray(cut)].flatMap((piece) => tap.push(piece) ?? []);
      expect(Buffer.concat(relayed)).toEqual(whole);
      expect(tap.isComplete).toBe(true);
      expect(tap.conclude(true)?.usage?.meters).toEqual({ input_tokens: 9, output_tokens: 4 });
    }
  });

  it('in which the model writes the name of the metrics does not end there', () => {
    const tap = new ModelTap();
    tap.push(chunk({ generation: 'amazon-bedrock-invocationMetrics' }));
    expect(tap.isComplete).toBe(false);
  });

  it('that was cut before its last chunk is billed with an unknown cost', () => {
    const tap = new ModelTap();
    tap.push(chunk({ generation: 'Hi' }));
    expect(tap.conclude(true)?.usage?.unread).toEqual(['usage']);
    expect(tap.conclude(false)).toBeNull();
  });
});
