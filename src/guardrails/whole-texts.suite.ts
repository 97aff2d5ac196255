/** Texts alone as a scene for a guardrail, in tests: each is new, and nobody outside can be asked. */
import type { Side } from './check.ts';
import type { Scene } from './run.ts';

const refuse = (): Promise<never> => Promise.reject(new Error('Nobody was to be called.'));

export const WHOLE_TEXTS = (side: Side, texts: readonly string[]): Scene => ({
  side,
  conversation: {
    texts: () => texts,
    passed: () => undefined,
    toolCalls: [],
    find: ({ opened }) =>
      Promise.resolve(
        opened.kind === 'scanner'
          ? texts.flatMap((text, word) =>
              opened
                .scan(text)
                .map((one) => ({ ...one, part: 0, word, text: text.slice(one.start, one.end), isReversible: false })),
            )
          : [],
      ),
  },
  request: {
    operation: 'messages',
    provider: 'anthropic',
    model: null,
    isStream: false,
    metadata: {},
    headers: {},
    json: () => null,
    keys: () => [],
  },
  answer: null,
  ports: { now: () => 0, call: refuse, ask: refuse, signAws: () => ({}), mask: (text) => text },
  elapsed: () => 0,
});
