/** What leaves the process beside the log: metrics for a scraper, spans for a collector. */
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { startFakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import { startTollgate } from '../../testkit/tollgate-process.ts';

it('a request is in /metrics under both sets of names, and at the collector as a trace', async () => {
  const received: { path: string; body: string; key: string }[] = [];
  const collector = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => void (body += chunk.toString()));
    request.on('end', () => {
      received.push({ path: request.url ?? '', body, key: String(request.headers['x-key']) });
      response.end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const vertex = await startFakeVertex();
  const tollgate = await startTollgate({
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b',
    },
  });
  try {
    const key = await tollgate.setUpVertex(vertex);
    const traceId = 'a'.repeat(32);
    const answer = await fetch(`${tollgate.url}/v1/messages`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'x-portkey-provider': '@vertex-prod',
        'x-portkey-trace-id': traceId,
      },
      body: JSON.stringify({ model: 'claude-sonnet-4-5', max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] }),
    });
    expect(answer.status).toBe(200);
    await answer.text();
    const read = async (query: string, headers: Record<string, string> = {}) => {
      const metrics = await fetch(`${tollgate.url}/metrics${query}`, { headers });
      return { status: metrics.status, text: await metrics.text() };
    };
    const own = await read('');
    expect(own.text).toMatch(/tollgate_requests_total\{operation="messages",provider="vertex-ai",.*status="200".*\} 1/);
    expect(own.text).toMatch(/^node_process_resident_memory_bytes \d+/m);
    expect((await read('?names=portkey')).text).toMatch(/^request_count\{.*code="200".*\} 1$/m);
    const elsewhere = { 'x-forwarded-for': '203.0.113.9' };
    expect((await read('', elsewhere)).status).toBe(401);
    expect((await read('', { ...elsewhere, authorization: `Bearer ${key}` })).status).toBe(403);
    expect((await read('', { ...elsewhere, authorization: `Bearer ${tollgate.adminKey}` })).status).toBe(200);
    await expect.poll(() => received.some(({ path }) => path === '/v1/traces'), { timeout: 10_000 }).toBe(true);
    const [trace] = received;
    expect(trace?.key).toBe('a b');
    expect(trace?.body).toContain(`"traceId":"${traceId}"`);
    expect(trace?.body).toContain('"gen_ai.usage.output_tokens"');
  } finally {
    await tollgate.stop();
    await vertex.close();
    collector.close();
  }
  expect(received.at(-1)?.path).toBe('/v1/metrics');
});
