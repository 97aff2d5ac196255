import { expect, it, vi } from 'vitest';
import { gemini } from '../../wire/dialects/gemini/index.ts';
import { translateCall } from '../../wire/dialects/translations.ts';
import { scanDocument } from '../../wire/json/scan.ts';
import { countTokens } from './count-tokens.ts';
import type { EndpointCall, LaneUse, Translating } from './endpoint.ts';

it('a body that gets a member which the translation needs is scanned anew in slices: in one turn, 30 MB would hold the event loop', async () => {
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
