import { describe, expect, it } from 'vitest';
import { createUrlGuard } from './url-guard.ts';

const guard = createUrlGuard([]);
const LOOPBACK = /^(127\.0\.0\.1|::1)$/;

describe('addresses that a tenant may name', () => {
  it.each(['https://us-east5-aiplatform.googleapis.com', 'https://llm.example.com:8443/v1', 'http://93.184.216.34/'])(
    'takes %s',
    (url) => {
      expect(guard.refusal(url)).toBeNull();
    },
  );

  it.each([
    ['http://127.0.0.1:8080', '127.0.0.1 is not a public'],
    ['http://localhost', 'name of the private'],
    ['http://10.1.2.3', 'not a public'],
    ['http://172.20.0.1', 'not a public'],
    ['http://192.168.1.1', 'not a public'],
    ['http://169.254.169.254/computeMetadata/v1/', 'not a public'],
    ['http://100.64.0.1', 'not a public'],
    ['http://0.0.0.0', 'not a public'],
    ['http://[::1]', 'not a public'],
    ['http://[fd00:ec2::254]', 'not a public'],
    ['http://[::ffff:127.0.0.1]', 'not a public'],
    ['http://[64:ff9b::7f00:1]', 'not a public'],
    ['http://[64:ff9b:1::a00:1]', 'not a public'],
    ['http://[::a00:1]', 'not a public'],
    ['http://[100::1]', 'not a public'],
    ['http://[2001:db8::1]', 'not a public'],
    ['http://[2001::1]', 'not a public'],
    ['http://[2002:7f00:1::]', 'not a public'],
    ['http://[febf::1]', 'not a public'],
    ['http://[fec0::1]', 'not a public'],
    ['http://[ff02::1]', 'not a public'],
    ['http://2130706433', 'not a public'],
    ['http://0x7f.1', 'not a public'],
    ['http://0177.0.0.1', 'not a public'],
    ['http://metadata.google.internal', 'private network|blocked'],
    ['http://kubernetes.default.svc.cluster.local', 'under cluster.local'],
    ['http://127.0.0.1.nip.io', 'under nip.io'],
    ['http://nip.io', 'under nip.io'],
    ['http://intranet', 'name of the private'],
    ['http://db.corp', 'under corp'],
    ['https://user:secret@example.com', 'carries credentials'],
    ['https://user@example.com', 'carries credentials'],
    ['https://:secret@example.com', 'carries credentials'],
    ['https://example.com:6379', 'port 6379 is blocked'],
    ['https://example.com.', 'ends in a dot'],
    ['https://xn--exmple-cua.com', 'unusual characters'],
    ['https://exam%70le.com', 'unusual characters'],
    ['https://a.b.c.d.e.f.g.h.i.j.com', 'more than 10 labels'],
    ['ftp://example.com', 'ftp: is not http'],
    ['file:///etc/passwd', 'file: is not http'],
    ['not a url', 'not a URL'],
    [`https://example.com/${'a'.repeat(2100)}`, 'longer than 2048'],
  ])('refuses %s: %s', (url, reason) => {
    expect(guard.refusal(url)).toMatch(new RegExp(reason));
  });

  it.each([
    ['9.255.255.255', '10.0.0.0', '10.255.255.255', '11.0.0.0'],
    ['100.63.255.255', '100.64.0.0', '100.127.255.255', '100.128.0.0'],
    ['126.255.255.255', '127.0.0.0', '127.255.255.255', '128.0.0.0'],
    ['168.63.129.15', '168.63.129.16', '168.63.129.16', '168.63.129.17'],
    ['169.253.255.255', '169.254.0.0', '169.254.255.255', '169.255.0.0'],
    ['172.15.255.255', '172.16.0.0', '172.31.255.255', '172.32.0.0'],
    ['191.255.255.255', '192.0.0.0', '192.0.0.255', '192.0.1.0'],
    ['192.167.255.255', '192.168.0.0', '192.168.255.255', '192.169.0.0'],
    ['198.17.255.255', '198.18.0.0', '198.19.255.255', '198.20.0.0'],
    ['223.255.255.255', '224.0.0.0', '255.255.255.255', '1.0.0.0'],
    ['[2606:4700::1111]', '[fc00::]', '[fdff:ffff::1]', '[2001:4860:4860::8888]'],
  ])('a range of the private network ends where it ends: %s | %s … %s | %s', (before, first, last, after) => {
    const isRefused = (host: string) => guard.refusal(`https://${host}`) !== null;
    expect([before, first, last, after].map(isRefused)).toEqual([false, true, true, false]);
  });

  it('no port of a service that answers to HTTP by accident is called', () => {
    const ports = [22, 23, 25, 110, 143, 445, 465, 587, 2375, 2379, 3306, 5432, 6379, 6443, 9200, 10250, 11211, 27017];
    for (const port of ports) expect(guard.refusal(`https://example.com:${port}`)).toBe(`port ${port} is blocked`);
  });

  it.each(
    [
      'metadata.google.internal metadata.azure.com cluster.local compute.internal nip.io sslip.io xip.io localtest.me',
      'lvh.me vcap.me traefik.me localhost.run local localdomain internal intranet lan home corp test invalid onion',
      'localhost',
    ].flatMap((suffixes) => suffixes.split(' ')),
  )('no name under %s is called', (suffix) => {
    expect(guard.refusal(`https://any.${suffix}`)).toMatch(/^names under .* are blocked$/);
    expect(guard.refusal(`https://any${suffix}.example`)).toBeNull();
  });

  it('a URL may have 2,048 characters, a host ten labels', () => {
    const url = 'https://example.com/';
    expect(guard.refusal(url.padEnd(2048, 'a'))).toBeNull();
    expect(guard.refusal(url.padEnd(2049, 'a'))).not.toBeNull();
    expect(guard.refusal('https://a.b.c.d.e.f.g.h.i.com')).toBeNull();
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

  it.each([
    'http://127.0.0.2',
    'http://evil-corp.example.local',
    'http://evilcorp.example:6379',
    'http://corp.example.evil.local',
    'http://x.exact.local',
    'http://[::1]',
    'http://user@127.0.0.1',
  ])('do not stretch to %s', (url) => {
    expect(trusting.refusal(url)).not.toBeNull();
  });
});

describe('an exception for one port', () => {
  const trusting = createUrlGuard(['llm.corp.example:8443', '*.apps.example:443', '[fd00::7]:8080', '10.0.0.7:6379']);

  it.each([
    'https://llm.corp.example:8443/v1',
    'https://a.apps.example',
    'http://[fd00::7]:8080',
    'http://10.0.0.7:6379',
  ])('lets %s through', (url) => {
    expect(trusting.refusal(url)).toBeNull();
    expect(trusting.isTrusted(url)).toBe(true);
  });

  it.each(['https://llm.corp.example', 'http://a.apps.example', 'http://[fd00::7]', 'http://10.0.0.7:6380'])(
    'does not stretch to %s',
    (url) => {
      expect(trusting.refusal(url)).toMatch(/ is trusted on port \d+ only$/);
      expect(trusting.isTrusted(url)).toBe(false);
    },
  );

  it('makes no other public host trusted', () => {
    expect(trusting.refusal('https://llm.example.com')).toBeNull();
    expect(trusting.isTrusted('https://llm.example.com')).toBe(false);
  });
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

  it('is let through for a name that the operator trusts, as many as were asked for', async () => {
    const trusting = createUrlGuard(['localhost']);
    const { error, address } = await lookup(trusting, 'localhost');
    expect(error).toBeNull();
    expect((address as { address: string }[]).map((each) => each.address)).toContainEqual(
      expect.stringMatching(LOOPBACK),
    );
    const one = await new Promise((resolve) => {
      trusting.lookup('localhost', {}, (_, single, family) => resolve([single, family]));
    });
    expect([
      ['127.0.0.1', 4],
      ['::1', 6],
    ]).toContainEqual(one);
  });

  it('is an error where a name resolves to nothing', async () => {
    const { error } = await lookup(guard, 'nobody.invalid');
    expect(error).toMatchObject({ code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) as string });
  });
});

describe('the providers’ own hosts', () => {
  const lookup = (using: ReturnType<typeof createUrlGuard>): Promise<Error | null> =>
    new Promise((resolve) => using.lookup('localhost', { all: true }, (error) => resolve(error)));

  it('may resolve to private addresses, since no tenant chose them', async () => {
    expect(await lookup(createUrlGuard([], ['localhost']))).toBeNull();
    expect(await lookup(createUrlGuard([], ['*.googleapis.com']))).not.toBeNull();
  });

  it('are no exception for a URL that a tenant writes', () => {
    expect(createUrlGuard([], ['localhost']).refusal('http://localhost/v1')).not.toBeNull();
  });
});
