import { expect, it, vi } from 'vitest';
import { gemini } from '../../wire/dialects/gemini/index.ts';
import { translateCall } from '../../wire/dialects/translations.ts';
import { scanDocument } from '../../wire/json/scan.ts';
import { countTokens } from './count-tokens.ts';
import type { EndpointCall, LaneUse, Translating } from './endpoint.ts';

it('a body that lacks what a translation needs is scanned in slices with it: 30 MB held the event loop, and were parsed whole', async () => {
  const document = scanDocument(Buffer.from('{"model":"m","messages":[{"role":"user","content":"Hi"}]}'), 'messages');
  const scan = vi.fn<Translating['scan']>((bytes, turns) => Promise.resolve(scanDocument(bytes, turns ?? undefined)));
  const build = vi.fn(() => ({ headers: {}, body: [], notes: [] }));
  const use = {
    document,
    connection: { counts: () => [gemini], quirks: () => ({}), build },
    translating: { scan, call: vi.fn<Translating['call']>((asked) => Promise.resolve(translateCall(asked))) },
    facts: { maxOutputTokens: null },
  } as unknown as LaneUse;
  const call = { id: 'a', headers: {}, stream: false } as unknown as EndpointCall;
  await countTokens.openLane(call, { model: 'gemini-2.5-pro', provider: { name: 'g' } } as never, use);
  const [completed] = scan.mock.calls[0] ?? [];
  expect(JSON.parse(String(completed))).toMatchObject({ max_tokens: 1, messages: [{ content: 'Hi' }] });
  expect(build).toHaveBeenCalledOnce();
});
