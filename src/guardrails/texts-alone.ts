/** Texts without a request around them, as a guardrail is shown them: each is new, and none is remembered. */
import type { CompiledCheck } from './definition.ts';
import { placedIn, scanFor, type Conversation, type Placed } from './conversation.ts';
import { maskedText } from './masked-text.ts';
import type { Placeholders } from './placeholders.ts';
import type { Change, Scene } from './scene.ts';

export class TextsAlone implements Conversation {
  readonly toolCalls = [];
  readonly all: readonly string[];

  constructor(texts: readonly string[]) {
    this.all = texts;
  }

  texts(): readonly string[] {
    return this.all;
  }

  passed(): void {
    // Every text is new.
  }

  find(check: CompiledCheck): Promise<readonly Placed[]> {
    const scan = scanFor(check, null);
    const found = this.all.flatMap((text, word) =>
      (scan?.(text) ?? []).map((one) => placedIn(text.slice(one.start, one.end), { ...one, part: 0, word }, check)),
    );
    return Promise.resolve(found);
  }

  /** A body that a check wrote is no text of these. */
  changed(change: Change, placeholders: Placeholders): TextsAlone {
    if ('json' in change) return this;
    const { replacements } = change;
    const inWord = (word: number): Placed[] => replacements.filter((placed) => placed.word === word);
    return new TextsAlone(this.all.map((text, word) => maskedText(text, inWord(word), placeholders)));
  }
}

/** `placeholders`: by which masked values are named. */
export function sceneOfTexts(
  texts: TextsAlone,
  known: Omit<Scene, 'conversation' | 'changed'>,
  placeholders: Placeholders,
): Scene<TextsAlone> {
  return {
    ...known,
    conversation: texts,
    changed: (change) => sceneOfTexts(texts.changed(change, placeholders), known, placeholders),
  };
}
