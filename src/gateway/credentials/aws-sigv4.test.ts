import { describe, expect, it } from 'vitest';
import { signAws } from './aws-sigv4.ts';

/** Of AWS's published test suite for Signature Version 4. */
const keys = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: null,
};
const scope = { region: 'us-east-1', service: 'service' };
const now = Date.UTC(2015, 7, 30, 12, 36, 0);

const sign = (method: string, path: string, body: Uint8Array[] = []) =>
  signAws({ method, url: `https://example.amazonaws.com${path}`, body }, { keys, scope, now }).authorization;

describe('a signature of AWS', () => {
  it.each([
    ['GET', '/', '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    ['POST', '/', '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
    ['GET', '/?Param2=value2&Param1=value1', 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500'],
  ])('%s %s is that of AWS’s own test suite', (method, path, signature) => {
    expect(sign(method, path)).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    );
  });

  it('covers the body, whatever pieces it comes in, and the path as it is encoded in the URL', () => {
    const whole = sign('POST', '/model/a%3A0/converse', [Buffer.from('{"a":1}')]);
    expect(sign('POST', '/model/a%3A0/converse', [Buffer.from('{"a"'), Buffer.from(':1}')])).toBe(whole);
    expect(sign('POST', '/model/a%3A0/converse', [Buffer.from('{"a":2}')])).not.toBe(whole);
    expect(sign('POST', '/model/a:0/converse', [Buffer.from('{"a":1}')])).not.toBe(whole);
  });

  it('carries the token of temporary credentials, and signs it', () => {
    const request = { method: 'GET', url: 'https://example.amazonaws.com/', body: [] };
    const { authorization, beside } = signAws(request, { keys: { ...keys, sessionToken: 'token' }, scope, now });
    expect(beside).toEqual({ 'x-amz-date': '20150830T123600Z', 'x-amz-security-token': 'token' });
    expect(authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token,');
    expect(authorization).not.toContain(keys.secretAccessKey);
  });
});
