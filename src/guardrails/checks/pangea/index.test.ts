import { CheckError } from '../../check.ts';
import { testCheck } from '../../check.suite.ts';
import { pangea } from './index.ts';

const says = (body: unknown, status = 200) => ({
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const texts = ['Hello'];
const parameters = { api_key: 'k' };
const guarded = (detected: boolean) => ({
  status: 'Success',
  result: { detectors: { prompt_injection: { detected } } },
});
const redacted = (count: number) => ({ status: 'Success', result: { count } });
const [textGuard, pii] = pangea;
if (textGuard === undefined || pii === undefined) throw new Error('There are two.');

testCheck({
  check: textGuard,
  wrong: [{}, { ...parameters, domain: 'evil.example' }],
  cases: [
    { name: 'nothing is found', parameters: parameters, texts, service: says(guarded(false)), verdict: true },
    { name: 'something is found', parameters: parameters, texts, service: says(guarded(true)), verdict: false },
    {
      name: 'an error of the service',
      parameters: parameters,
      texts,
      service: says({}, 500),
      verdict: 'service_status',
    },
    { name: 'a redirect', parameters: parameters, texts, service: says('', 302), verdict: 'service_status' },
    { name: 'garbage', parameters: parameters, texts, service: says('<html>'), verdict: 'service_answer' },
    {
      name: 'JSON that is no verdict',
      parameters: parameters,
      texts,
      service: says({ ok: true }),
      verdict: 'service_answer',
    },
    {
      name: 'no answer in time',
      parameters: parameters,
      texts,
      service: new CheckError('timeout', 'Late.'),
      verdict: 'timeout',
    },
    { name: 'no text: nobody is called', parameters: parameters, verdict: true },
  ],
});

testCheck({
  check: pii,
  wrong: [{}, { ...parameters, domain: 'pangea.cloud.evil.example' }],
  cases: [
    { name: 'nothing is found', parameters: parameters, texts, service: says(redacted(0)), verdict: true },
    { name: 'something is found', parameters: parameters, texts, service: says(redacted(2)), verdict: false },
    {
      name: 'an error of the service',
      parameters: parameters,
      texts,
      service: says({}, 500),
      verdict: 'service_status',
    },
    { name: 'a redirect', parameters: parameters, texts, service: says('', 302), verdict: 'service_status' },
    { name: 'garbage', parameters: parameters, texts, service: says('<html>'), verdict: 'service_answer' },
    {
      name: 'JSON that is no verdict',
      parameters: parameters,
      texts,
      service: says({ ok: true }),
      verdict: 'service_answer',
    },
    {
      name: 'no answer in time',
      parameters: parameters,
      texts,
      service: new CheckError('timeout', 'Late.'),
      verdict: 'timeout',
    },
    { name: 'no text: nobody is called', parameters: parameters, verdict: true },
  ],
});
