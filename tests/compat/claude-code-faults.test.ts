/** Claude Code when Vertex fails: the conversation goes on, or its user reads Vertex's own words. */
import { expect, it } from 'vitest';
import { quotaExceeded } from '../../testkit/fake-vertex/google-errors.ts';
import { anthropicError, errorFirst, misbehave, resetConnection } from '../../testkit/upstream/answer.ts';
import type { Answer } from '../../testkit/upstream/answer.ts';
import { describeClaudeCode } from './describe-claude-code.ts';
import { fileWork, LAST_WORD } from './scripted-work.ts';
import { complaints } from './world.ts';

const DONE = { said: LAST_WORD, exitCode: 0 };

await describeClaudeCode('when Vertex fails', (desk) => {
  it.each<[string, (good: Answer) => Answer]>([
    ['is cut between two events', (good) => misbehave(good, { cutAfterEvents: 6 })],
    ['is cut inside an event', (good) => misbehave(good, { cutInsideEvent: 5 })],
    ['ends too soon', (good) => misbehave(good, { endAfterEvents: 6 })],
    ['turns into an error', (good) => misbehave(good, { errorAtEvent: { event: 6, type: 'api_error', message: 'm' } })],
    ['is an overloaded error under status 200', () => errorFirst()],
    ['is a connection reset', () => resetConnection()],
    ['is a spent quota, in an array', () => quotaExceeded('claude-sonnet-4', { wrapped: true })],
    ['comes in pieces of five bytes', (good) => misbehave(good, { splitBytes: 5 })],
  ])('goes on when the second answer %s', async (_name, spoil) => {
    const { fake } = desk.world();
    fake.onMessages(({ body, turn }) => {
      const good = fileWork(body, desk.folder());
      return turn === 1 ? spoil(good) : good;
    });
    expect(await desk.work()).toMatchObject(DONE);
    expect(complaints(fake)).toEqual([]);
  });

  it('does not notice that the token of the gateway was revoked', async () => {
    const { fake, tap } = desk.world();
    fake.onMessages(({ body, turn }) => {
      if (turn === 1) fake.tokens.revokeAll();
      return fileWork(body, desk.folder());
    });
    expect(await desk.work()).toMatchObject(DONE);
    expect(fake.tokens.requests).toBe(2);
    expect(tap.calls.filter((call) => call.method === 'POST').map((call) => call.status)).toEqual([200, 200, 200, 200]);
  });

  it('reads what Vertex says about a context that is too long', async () => {
    const { fake } = desk.world();
    const words = 'prompt is too long: 250000 tokens > 200000 maximum';
    fake.onMessages(() => anthropicError(400, 'invalid_request_error', words));
    const { said, exitCode } = await desk.work();
    expect(exitCode).toBe(1);
    expect(said).toMatch(/prompt is too long/i);
  });
});
