import { expect, it } from 'vitest';
import { GatewayError } from '../../../kernel/errors.ts';
import { openaiErrors } from './render-error.ts';

it.each([
  [400, 'invalid_request_error'],
  [401, 'authentication_error'],
  [403, 'permission_error'],
  [404, 'invalid_request_error'],
  [429, 'rate_limit_error'],
  [502, 'server_error'],
])('an error of status %d is a %s to OpenAI’s clients', (status, type) => {
  const error = new GatewayError('invalid_request', 'No.', { status });
  expect(JSON.parse(openaiErrors.body(error, 'req_1'))).toEqual({
    error: { message: 'No.', type, param: null, code: 'invalid_request' },
  });
});

it('an error of an upstream of the same dialect keeps its own type, code and parameter', () => {
  const native = {
    dialect: 'openai-chat',
    type: 'invalid_request_error',
    code: 'context_length_exceeded',
    param: 'messages',
  };
  const error = new GatewayError('upstream_error', 'Too long.', { status: 400, native });
  const told = {
    error: { message: 'Too long.', type: 'invalid_request_error', param: 'messages', code: 'context_length_exceeded' },
  };
  expect(JSON.parse(openaiErrors.body(error, 'req_1'))).toEqual(told);
  expect(openaiErrors.event(error, 'req_1')).toBe(`data: ${JSON.stringify(told)}\n\n`);
});

it('an error of an upstream of another dialect is reported in this one’s words', () => {
  const native = { dialect: 'anthropic-messages', type: 'rate_limit_error' };
  const error = new GatewayError('upstream_error', 'Slow down.', { status: 429, native });
  expect(JSON.parse(openaiErrors.body(error, 'req_1'))).toMatchObject({
    error: { type: 'rate_limit_error', code: 'upstream_error' },
  });
});
