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
const reported = (count: number) => ({
  status: 'Success',
  result: {
    count,
    report: { recognizer_results: [{ field_type: 'EMAIL_ADDRESS', text: 'ada@firma.ch', redacted: true }] },
  },
});
const naming = (isInjection: boolean) => ({
  status: 'Success',
  result: {
    detectors: {
      prompt_injection: { detected: isInjection, data: { action: 'blocked' } },
      pii_entity: {
        detected: true,
        data: { entities: [{ action: 'redacted:replaced', type: 'EMAIL_ADDRESS', value: 'ada@firma.ch' }] },
      },
    },
  },
});
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
    {
      name: 'what a detector names is masked where that is asked for',
      parameters: { ...parameters, redact: true },
      texts: ['Ask ada@firma.ch'],
      service: says(naming(false)),
      verdict: true,
      found: ['ada@firma.ch'],
    },
    {
      name: 'what stands at no place stays a denial',
      parameters: { ...parameters, redact: true },
      texts: ['Ask ada@firma.ch'],
      service: says(naming(true)),
      verdict: false,
    },
  ],
});

testCheck({
  check: pii,
  wrong: [{}, { ...parameters, domain: 'pangea.cloud.evil.example' }],
  cases: [
    { name: 'nothing is found', parameters: parameters, texts, service: says(redacted(0)), verdict: true },
    { name: 'something is found', parameters: parameters, texts, service: says(redacted(2)), verdict: false },
    {
      name: 'what is found is masked where that is asked for',
      parameters: { ...parameters, redact: true },
      texts: ['Ask ada@firma.ch'],
      service: says(reported(1)),
      verdict: true,
      found: ['ada@firma.ch'],
    },
    {
      name: 'what is counted and not named stays a denial',
      parameters: { ...parameters, redact: true },
      texts: ['Ask ada@firma.ch'],
      service: says(reported(2)),
      verdict: false,
    },
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
