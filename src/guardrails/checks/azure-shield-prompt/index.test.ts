import { CheckError } from '../../check.ts';
import { testCheck } from '../../check.suite.ts';
import { azureShieldPrompt } from './index.ts';

const says = (body: unknown, status = 200) => ({
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const parameters = { endpoint: 'https://x.cognitiveservices.azure.com', api_key: 'k' };
const texts = ['Hello'];

testCheck({
  check: azureShieldPrompt,
  wrong: [{}],
  cases: [
    {
      name: 'nothing is found',
      parameters,
      texts,
      service: says({ userPromptAnalysis: { attackDetected: false }, documentsAnalysis: [] }),
      verdict: true,
    },
    {
      name: 'something is found',
      parameters,
      texts,
      service: says({ userPromptAnalysis: { attackDetected: true } }),
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
