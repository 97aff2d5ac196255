import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import type { LogDetail } from '../../api/queries/logs.ts';
import { toCurl } from './curl.ts';

const body = { messages: [{ role: 'user', content: `It's "quoted" $(rm -rf) \`x\` \\ \n! 🔑` }] };
const log = {
  request: {
    url: '/v1/messages?beta=true',
    method: 'POST',
    headers: { 'anthropic-version': '2023-06-01', 'x-stainless-os': 'Linux' },
    portkeyHeaders: { 'x-portkey-provider': '@vertex-prod' },
    body,
  },
} as unknown as LogDetail;

it('a shell reads the command as it was meant, whatever stands in the body', () => {
  const command = toCurl(log, 'http://127.0.0.1:8787').replace(/^curl /, 'printf "%s\\0" ');
  const said = execFileSync('/bin/sh', ['-c', command], { env: { TOLLGATE_API_KEY: 'tg-1' } }).toString();
  const words = said.split('\0');
  expect(words).toContain('http://127.0.0.1:8787/v1/messages?beta=true');
  expect(words).toContain('authorization: Bearer tg-1');
  expect(words).toContain('x-portkey-provider: @vertex-prod');
  expect(words).not.toContain('x-stainless-os: Linux');
  expect(JSON.parse(words[words.indexOf('--data-raw') + 1] ?? '')).toEqual(body);
});
