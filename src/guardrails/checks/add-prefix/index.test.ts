import { expect, it } from 'vitest';
import type { CheckPorts, Subject } from '../../check.ts';
import { testCheck } from '../../check.suite.ts';
import { judgementOf } from '../../run-check.ts';
import { addPrefix } from './index.ts';

const requestOf = (body: object, operation = 'chatComplete') => ({
  request: { operation, json: () => body as Record<string, unknown> },
});
const user = { role: 'user', content: 'hi' };

testCheck({
  check: addPrefix,
  wrong: [{ applyToRole: 'nobody' }, { prefix: '' }],
  cases: [
    { name: 'a message', subject: requestOf({ messages: [user] }), verdict: true },
    { name: 'a body without messages', subject: requestOf({ input: 'x' }), verdict: 'unreadable' },
  ],
});

it.each([
  [
    'before the last message of the role',
    {},
    { messages: [user, { role: 'assistant', content: 'x' }] },
    {
      messages: [
        { role: 'user', content: 'P: hi' },
        { role: 'assistant', content: 'x' },
      ],
    },
  ],
  [
    'as a part of its own',
    {},
    { messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] },
    {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'P: ' },
            { type: 'text', text: 'hi' },
          ],
        },
      ],
    },
  ],
  [
    'as a new first message of the system',
    { applyToRole: 'system' },
    { messages: [user] },
    { messages: [{ role: 'system', content: 'P: ' }, user] },
  ],
  ['not where there are words already', { onlyIfEmpty: true }, { messages: [user] }, { messages: [user] }],
])('puts the prefix %s', async (_, parameters, body, wanted) => {
  const opened = addPrefix.open({ prefix: 'P: ', ...parameters });
  if (opened.kind !== 'judge') throw new Error('It judges.');
  const judged = await judgementOf(opened.judge(requestOf(body) as unknown as Subject, {} as CheckPorts));
  expect(judged.json).toEqual(wanted);
});
