import { describe, expect, it } from 'vitest';
import { baseUrlProblem } from './base-url.ts';

describe('a base URL', () => {
  it.each(['http://127.0.0.1:8787', 'http://localhost:8787/', 'https://gateway.example', 'http://[::1]:8787'])(
    'is right: %s',
    (url) => {
      expect(baseUrlProblem(url)).toBeNull();
    },
  );

  it.each([
    ['http://127.0.0.1:8787/v1', 'v1-path', 'http://127.0.0.1:8787'],
    ['https://gateway.example/v1/', 'v1-path', 'https://gateway.example'],
    ['https://example.com/tollgate/v1', 'v1-path', 'https://example.com/tollgate'],
    ['https://gateway.example/v1/messages', 'messages-path', 'https://gateway.example'],
    ['https://gateway.example/v1/projects/p/locations/l', 'vertex-path', 'https://gateway.example'],
    ['https://gateway.example/tollgate', 'other-path', 'https://gateway.example'],
    ['https://gateway.example/?x=1', 'other-path', 'https://gateway.example'],
    ['gateway.example:8787', 'no-url', 'https://gateway.example:8787'],
    ['127.0.0.1:8787', 'no-url', 'http://127.0.0.1:8787'],
    ['not a url', 'no-url', ''],
    ['https://api.anthropic.com', 'past-the-gateway', ''],
    ['https://us-east5-aiplatform.googleapis.com/v1', 'past-the-gateway', ''],
    ['http://gateway.example', 'plain-http', 'https://gateway.example'],
  ])('%s is %s, and %j was meant', (url, id, meant) => {
    expect(baseUrlProblem(url)).toMatchObject({ id, meant });
  });
});
