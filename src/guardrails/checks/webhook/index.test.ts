import { CheckError } from '../../check.ts';
import { testCheck } from '../../check.suite.ts';
import { webhook } from './index.ts';

const parameters = { webhookURL: 'https://guard.corp.com/check' };
const says = (body: unknown, status = 200) => ({
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

testCheck({
  check: webhook,
  wrong: [
    {},
    { webhookURL: 'ftp://x' },
    { ...parameters, forwardHeaders: ['Authorization'] },
    { ...parameters, timeout: 0 },
  ],
  cases: [
    { name: 'one that allows', parameters, service: says({ verdict: true }), verdict: true },
    { name: 'one that does not', parameters, service: says({ verdict: false, data: { why: 'no' } }), verdict: false },
    {
      name: 'headers as text',
      parameters: { ...parameters, headers: '{"x-a":"b"}' },
      service: says({ verdict: true }),
      verdict: true,
    },
    { name: 'garbage', parameters, service: says('<html>'), verdict: 'webhook_answer' },
    { name: 'a verdict that is none', parameters, service: says({ verdict: 'yes' }), verdict: 'webhook_answer' },
    { name: 'an error of its own', parameters, service: says({ verdict: true }, 500), verdict: 'webhook_status' },
    { name: 'a redirect, which is not followed', parameters, service: says('', 302), verdict: 'webhook_status' },
    { name: 'no answer in time', parameters, service: new CheckError('timeout', 'No answer.'), verdict: 'timeout' },
    { name: 'a private host', parameters, service: new CheckError('not_allowed', 'No.'), verdict: 'not_allowed' },
  ],
});
