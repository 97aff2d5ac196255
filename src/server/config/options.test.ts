import { describe, expect, it } from 'vitest';
import { readOptions, UsageError } from './options.ts';

describe('options', () => {
  it('come from flags, else from the environment, else from the defaults', () => {
    expect(readOptions([], {})).toMatchObject({
      host: '127.0.0.1',
      port: 8787,
      dataDir: '.tollgate',
      configFile: null,
      trustedHosts: [],
      storeBodies: true,
    });
    expect(readOptions([], { TOLLGATE_PORT: '9000', TRUSTED_CUSTOM_HOSTS: ' a.example , *.b.example,' })).toMatchObject(
      {
        port: 9000,
        trustedHosts: ['a.example', '*.b.example'],
      },
    );
    expect(readOptions(['--port', '0', '--config', 'x.yaml'], { TOLLGATE_PORT: '9000' })).toMatchObject({
      port: 0,
      configFile: 'x.yaml',
    });
  });

  it('send no metadata to a provider unless a prefix is named that a label may begin with', () => {
    expect(readOptions([], {}).labelPrefix).toBeNull();
    expect(readOptions([], { METADATA_MAP_KEY_PREFIX: 'pk_gateway_' }).labelPrefix).toBe('pk_gateway_');
    for (const prefix of ['_pk', '9', 'Pk', 'pk ', 'x'.repeat(33)]) {
      expect(() => readOptions([], { METADATA_MAP_KEY_PREFIX: prefix })).toThrow(UsageError);
    }
  });

  it('take an empty variable for none', () => {
    expect(readOptions([], { TOLLGATE_PORT: '', TOLLGATE_MASTER_KEY: '', TOLLGATE_CONFIG: '' })).toMatchObject({
      port: 8787,
      masterKey: undefined,
      configFile: null,
    });
  });

  it('trust hosts in any case, and addresses of both kinds', () => {
    expect(readOptions([], { TRUSTED_CUSTOM_HOSTS: 'Build-Box,*.Corp.example,10.0.0.7,::1' }).trustedHosts).toEqual([
      'build-box',
      '*.corp.example',
      '10.0.0.7',
      '::1',
    ]);
  });

  it('trust a host on one port alone', () => {
    const hosts = 'llm.corp.example:8443,*.corp.example:443,10.0.0.7:8080,[fd00::7]:8080';
    expect(readOptions([], { TRUSTED_CUSTOM_HOSTS: hosts }).trustedHosts).toEqual(hosts.split(','));
  });

  it('take secrets as tools deliver them', () => {
    expect(
      readOptions([], { TOLLGATE_ADMIN_KEY: '\uFEFFtg-admin\r\n', TOLLGATE_VALKEY_URL: ' redis://cache:6379\n' }),
    ).toMatchObject({ adminKey: 'tg-admin', valkeyUrl: 'redis://cache:6379' });
  });

  it('take the address that Kubernetes writes into TOLLGATE_PORT for no port, and a flag all the same', () => {
    const service = { TOLLGATE_PORT: 'tcp://10.0.0.1:9999' };
    expect(readOptions([], service)).toMatchObject({ port: 8787 });
    expect(readOptions(['--port', '9000'], service)).toMatchObject({ port: 9000 });
  });

  it('take the egress proxy from either case, the lower one first, with or without a scheme', () => {
    expect(readOptions([], {}).egress).toEqual({ httpProxy: null, httpsProxy: null, noProxy: '' });
    expect(
      readOptions([], {
        HTTPS_PROXY: 'http://upper:1',
        https_proxy: 'u:p@lower:3128',
        HTTP_PROXY: 'https://secure:443',
        NO_PROXY: '.corp',
      }).egress,
    ).toEqual({ httpProxy: 'https://secure/', httpsProxy: 'http://u:p@lower:3128/', noProxy: '.corp' });
  });

  it('keep idle connections for longer than load balancers do, and as long as they are told to', () => {
    expect(readOptions([], {}).keepAliveMs).toBe(620_000);
    expect(readOptions([], { TOLLGATE_KEEP_ALIVE_MS: '5000' }).keepAliveMs).toBe(5000);
  });

  it.each([
    [['--colour', 'red'], {}, /--colour/],
    [['extra'], {}, /extra/],
    [['--port', '70000'], {}, /0 to 65535, got "70000"/],
    [['--port', '80a'], {}, /got "80a"/],
    [['--port'], {}, /--port/],
    [[], { TOLLGATE_PORT: '-1' }, /TOLLGATE_PORT/],
    [[], { TOLLGATE_LOG_LEVEL: 'loud' }, /debug, info, warn, error/],
    [[], { TOLLGATE_STORE_BODIES: 'maybe' }, /on, off/],
    [['--host', ''], {}, /--host \/ TOLLGATE_HOST: expected a name or an address/],
    [['--data-dir', ''], {}, /--data-dir \/ TOLLGATE_DATA_DIR: expected a directory, got none/],
    [[], { TRUSTED_CUSTOM_HOSTS: 'a.example,http://b.example' }, /without scheme.*entry 2 of 2/],
    [[], { TRUSTED_CUSTOM_HOSTS: 'localhost:99999' }, /port.*entry 1 of 1/],
    [[], { HTTPS_PROXY: 'socks5://user:secret@proxy:1080' }, /^HTTPS_PROXY: expected http:(?!.*secret).*SOCKS/],
    [[], { TOLLGATE_KEEP_ALIVE_MS: '1h' }, /TOLLGATE_KEEP_ALIVE_MS.*got "1h"/],
    [[], { TOLLGATE_VALKEY_URL: 'http://:secret@cache' }, /^TOLLGATE_VALKEY_URL: expected redis:(?!.*secret)/],
    [[], { TOLLGATE_RETENTION_DAYS: 'sk-no-secret' }, /TOLLGATE_RETENTION_DAYS: expected a whole number(?!.*sk-no)/],
    [[], { TOLLGATE_WHEN_UNLOGGED: 'sk-no-secret' }, /TOLLGATE_WHEN_UNLOGGED: expected one of(?!.*sk-no)/],
    [[], { TRUSTED_CUSTOM_HOSTS: 'http://u:sk-no-secret@x' }, /TRUSTED_CUSTOM_HOSTS: expected (?!.*sk-no)/],
    [[], { TOLLGATE_RETENTION_SIZE: 'sk-no-secret' }, /TOLLGATE_RETENTION_SIZE: expected (?!.*sk-no)/],
    [[], { TOLLGATE_TIME_ZONE: 'sk-no-secret' }, /TOLLGATE_TIME_ZONE: expected (?!.*sk-no)/],
    [[], { TOLLGATE_PUBLIC_URL: 'sk-no-secret' }, /TOLLGATE_PUBLIC_URL: expected (?!.*sk-no)/],
  ])('refuse %j %j with a line that says what was expected', (args, environment, message) => {
    expect(() => readOptions(args, environment)).toThrow(UsageError);
    expect(() => readOptions(args, environment)).toThrow(message);
  });
});
