import { CheckError } from '../../check.ts';
import { testCheck } from '../../check.suite.ts';
import { azureContentSafety } from './index.ts';

const says = (body: unknown, status = 200) => ({
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const parameters = { endpoint: 'https://x.cognitiveservices.azure.com/', api_key: 'k' };
const texts = ['Hello'];

testCheck({
  check: azureContentSafety,
  wrong: [{}, { endpoint: 'x', api_key: 'k' }],
  cases: [
    {
      name: 'nothing is found',
      parameters,
      texts,
      service: says({ categoriesAnalysis: [{ category: 'Hate', severity: 0 }] }),
      verdict: true,
    },
    {
      name: 'something is found',
      parameters,
      texts,
      service: says({ categoriesAnalysis: [{ category: 'Hate', severity: 4 }] }),
      verdict: false,
    },
    {
      name: 'a word of a block list',
      parameters,
      texts,
      service: says({ categoriesAnalysis: [], blocklistsMatch: [{ blocklistName: 'b' }] }),
      verdict: false,
    },
    { name: 'an error of the service', parameters, texts, service: says({}, 500), verdict: 'service_status' },
    { name: 'a redirect', parameters, texts, service: says('', 302), verdict: 'service_status' },
    { name: 'garbage', parameters, texts, service: says('<html>'), verdict: 'service_answer' },
    { name: 'JSON that is no verdict', parameters, texts, service: says({ ok: true }), verdict: 'service_answer' },
    {
      name: 'no answer in time',
      parameters,
      texts,
      service: new CheckError('timeout', 'No answer.'),
      verdict: 'timeout',
    },
    { name: 'no text: nobody is called', parameters, verdict: true },
  ],
});
