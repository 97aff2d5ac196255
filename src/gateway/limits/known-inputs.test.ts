import { describe, expect, it } from 'vitest';
import { scanDocument } from '../../wire/json/scan.ts';
import { createKnownInputs, partsOf, type InputParts } from './known-inputs.ts';

const TOOLS = [{ name: 'look', description: 'x'.repeat(500) }];

function parts(turns: readonly string[], { session = 's', model = 'm', tools = TOOLS } = {}): InputParts {
  const messages = turns.map((content) => ({ role: 'user', content }));
  const document = scanDocument(Buffer.from(JSON.stringify({ model, tools, messages })), 'messages');
  const found = partsOf(document, { caller: 'k', session, model, reading: { imageTokens: 5000, contextTokens: null } });
  if (found === null) throw new Error('The body has too many parts.');
  return found;
}

describe('what is known of an input', () => {
  it('counts what was counted before as it was, and what is new by its bytes', () => {
    const known = createKnownInputs();
    known.remember(parts(['a'.repeat(900)]), 300);
    const bound = known.bound(parts(['a'.repeat(900), 'b'.repeat(100)])) ?? 0;
    expect(bound).toBeGreaterThanOrEqual(300 + 100);
    expect(bound).toBeLessThan(300 + 200);
  });

  it('counts a turn that was changed by its bytes', () => {
    const known = createKnownInputs();
    known.remember(parts(['a'.repeat(900)]), 300);
    expect(known.bound(parts([`${'a'.repeat(899)}!`]))).toBeGreaterThanOrEqual(300 + 900);
  });

  it('counts the same turn twice where it stands twice', () => {
    const known = createKnownInputs();
    known.remember(parts(['a'.repeat(900)]), 300);
    expect(known.bound(parts(['a'.repeat(900), 'a'.repeat(900)]))).toBeGreaterThanOrEqual(300 + 900);
  });

  it('knows the tools of another conversation', () => {
    const known = createKnownInputs();
    known.remember(parts(['hi']), 150);
    const bound = known.bound(parts(['c'.repeat(50)], { session: 'other' })) ?? 0;
    expect(bound).toBeGreaterThanOrEqual(150 + 50);
    expect(bound).toBeLessThan(500);
  });

  it('says nothing of another model, which counts otherwise, and of other tools', () => {
    const known = createKnownInputs();
    known.remember(parts(['hi']), 150);
    expect(known.bound(parts(['hi'], { model: 'n' }))).toBeNull();
    expect(known.bound(parts(['hi'], { session: 'other', tools: [] }))).toBeNull();
  });
});
