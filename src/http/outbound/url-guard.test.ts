import { describe, expect, it } from 'vitest';
import { createUrlGuard } from './url-guard.ts';

const guard = createUrlGuard([]);

describe('addresses that a tenant may name', () => {
  it.each(['https://us-east5-aiplatform.googleapis.com', 'https://llm.example.com:8443/v1', 'http://93.184.216.34/'])(
    'takes %s',
    (url) => {
      expect(guard.refusal(url)).toBeNull();
    },
  );

  it.each([
    'http://127.0.0.1:8080',
    'http://localhost',
    'http://10.1.2.3',
    'http://172.20.0.1',
    'http://192.168.1.1',
    'http://169.254.169.254/computeMetadata/v1/',
    'http://100.64.0.1',
    'http://0.0.0.0',
    'http://[::1]',
    'http://[fd00:ec2::254]',
    'http://[::ffff:127.0.0.1]',
    'http://[64:ff9b::7f00:1]',
    'http://2130706433',
    'http://0x7f.1',
    'http://0177.0.0.1',
    'http://metadata.google.internal',
    'http://kubernetes.default.svc.cluster.local',
    'http://127.0.0.1.nip.io',
    'http://intranet',
    'http://db.corp',
    'https://user:secret@example.com',
    'https://example.com:6379',
    'https://example.com.',
    'https://xn--exmple-cua.com',
    'https://exam%70le.com',
    'https://a.b.c.d.e.f.g.h.i.j.com',
    'ftp://example.com',
    'file:///etc/passwd',
    'not a url',
    `https://example.com/${'a'.repeat(2100)}`,
  ])('refuses %s', (url) => {
    expect(guard.refusal(url)).not.toBeNull();
  });
});

describe('the operator’s exceptions', () => {
  const trusting = createUrlGuard(['127.0.0.1', '*.corp.example', 'exact.local']);

  it.each(['http://127.0.0.1:9999', 'https://corp.example', 'https://a.b.corp.example', 'http://exact.local'])(
    'let %s through',
    (url) => {
      expect(trusting.refusal(url)).toBeNull();
    },
  );

  it.each(['http://127.0.0.2', 'http://evil-corp.example.local', 'http://x.exact.local', 'http://[::1]'])(
    'do not stretch to %s',
    (url) => {
      expect(trusting.refusal(url)).not.toBeNull();
    },
  );
});

describe('what a name resolves to', () => {
  const lookup = (using: typeof guard, host: string) =>
    new Promise<{ error: Error | null; address: unknown }>((resolve) => {
      using.lookup(host, { all: true }, (error, address) => resolve({ error, address }));
    });

  it('is refused when it is the machine itself, so that DNS cannot be turned against the gateway', async () => {
    const { error } = await lookup(guard, 'localhost');
    expect(error).toMatchObject({ code: 'url_not_allowed' });
  });

  it('is let through for a name that the operator trusts', async () => {
    const { error, address } = await lookup(createUrlGuard(['localhost']), 'localhost');
    expect(error).toBeNull();
    expect(address).not.toHaveLength(0);
  });
});
