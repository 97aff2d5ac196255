/** Texts alone as a scene for a guardrail, in tests: nobody outside can be asked. */
import type { Side } from './check.ts';
import { Placeholders } from './placeholders.ts';
import type { Scene } from './scene.ts';
import { sceneOfTexts, TextsAlone } from './texts-alone.ts';

const refuse = (): Promise<never> => Promise.reject(new Error('Nobody was to be called.'));

export const WHOLE_TEXTS = (side: Side, texts: readonly string[]): Scene<TextsAlone> =>
  sceneOfTexts(
    new TextsAlone(texts),
    {
      side,
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
      ports: { now: () => 0, call: refuse, resolves: refuse, ask: refuse, signAws: () => ({}), mask: (text) => text },
      elapsed: () => 0,
    },
    new Placeholders(),
  );
