import { CheckError } from '../../check.ts';
import { testCheck } from '../../check.suite.ts';
import { bedrockGuard } from './index.ts';

const says = (body: unknown, status = 200) => ({
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const texts = ['Hello'];
const parameters = { guardrail_id: 'gr123', region: 'eu-central-1', api_key: 'k' };
const keys = { guardrail_id: 'gr123', region: 'eu-central-1', access_key_id: 'AKIA', secret_access_key: 's' };
const intervened = {
  action: 'GUARDRAIL_INTERVENED',
  assessments: [{ sensitiveInformationPolicy: { piiEntities: [{ type: 'EMAIL', action: 'BLOCKED' }] } }],
};

const sensitive = (ofMail: string, ofCode: string) => ({
  action: 'GUARDRAIL_INTERVENED',
  assessments: [
    {
      sensitiveInformationPolicy: {
        piiEntities: [{ type: 'EMAIL', match: 'ada@firma.ch', action: ofMail }],
        regexes: [{ name: 'our codes', match: 'X-77', action: ofCode }],
      },
    },
  ],
});

testCheck({
  check: bedrockGuard,
  wrong: [
    {},
    { guardrail_id: 'gr123', region: 'eu-central-1' },
    { ...parameters, region: 'evil.example/' },
    { guardrail_id: 'gr123', region: 'eu-central-1', access_key_id: 'AKIA' },
  ],
  cases: [
    {
      name: 'nothing is found',
      parameters: parameters,
      texts,
      service: says({ action: 'NONE', assessments: [] }),
      verdict: true,
    },
    { name: 'something is found', parameters: parameters, texts, service: says(intervened), verdict: false },
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
      name: 'what is to be anonymized is masked where that is asked for',
      parameters: { ...parameters, redact: true },
      texts: ['Ask ada@firma.ch, code X-77'],
      service: says(sensitive('ANONYMIZED', 'ANONYMIZED')),
      verdict: true,
      found: ['ada@firma.ch', 'X-77'],
    },
    {
      name: 'what is to be blocked stays a denial',
      parameters: { ...parameters, redact: true },
      texts: ['Ask ada@firma.ch, code X-77'],
      service: says(sensitive('ANONYMIZED', 'BLOCKED')),
      verdict: false,
    },
    {
      name: 'an intervention without a reason is a denial',
      parameters: { ...parameters, redact: true },
      texts,
      service: says({ action: 'GUARDRAIL_INTERVENED', assessments: [] }),
      verdict: false,
    },
    { name: 'by keys of AWS', parameters: keys, texts, service: says(intervened), verdict: false },
    {
      name: 'an intervention without a reason is one',
      parameters,
      texts,
      service: says({ action: 'GUARDRAIL_INTERVENED' }),
      verdict: false,
    },
  ],
});
