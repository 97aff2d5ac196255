import { describe, expect, it } from 'vitest';
import { startTollgate } from './tollgate-process.ts';

describe('a Tollgate process', () => {
  it('listens, answers its administrator, and ends with 0 when it is asked to', async () => {
    const tollgate = await startTollgate();
    expect(await tollgate.admin('GET', '/v1/integrations')).toMatchObject({ status: 200, body: { object: 'list' } });
    await expect(tollgate.stop()).resolves.toBeUndefined();
  });

  it('reports what it said when it does not start', async () => {
    await expect(startTollgate({ args: ['--no-such-flag'] })).rejects.toThrow(/ended with 2[^]*no-such-flag/);
  });

  it('keeps its data when it is killed', async () => {
    const first = await startTollgate();
    await first.admin('POST', '/v1/configs', { name: 'kept', config: { provider: '@vertex-prod' } });
    await first.kill();
    const second = await startTollgate({ dataDir: first.dataDir, adminKey: first.adminKey });
    const { status, body } = await second.admin('GET', '/v1/configs');
    expect({ status, body: JSON.stringify(body) }).toMatchObject({
      status: 200,
      body: expect.stringContaining('kept'),
    });
    await second.stop();
  });
});
