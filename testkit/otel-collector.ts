/**
 * OpenTelemetry's own Collector on a port of a test's own. It decodes what it is sent by the generated code of the protocol,
 * refuses what that does not know, and sends on what it has understood. `scripts/install-otel-collector.sh` brings it.
 */
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onFreePorts } from './free-port.ts';
import { isRecord, parseJson, type JsonRecord } from './json-shape.ts';
import { type Program, startProgram } from './program.ts';

const PROGRAM = join(import.meta.dirname, '..', '.cache', 'otel-collector', 'v0.165.0', 'collector');

/** Whether its tests can run on this machine. (With `CI=true` skipping them fails the run.) */
export function hasOtelCollector(): boolean {
  return existsSync(PROGRAM);
}

export interface OtelCollector {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  url: string;
  /** What it has understood so far, by the path that it came on, as `/v1/traces`. */
  understood(path: string): JsonRecord[];
  stop(): Promise<void>;
}

export async function startOtelCollector(): Promise<OtelCollector> {
  if (!hasOtelCollector()) throw new Error('The Collector is not installed: run scripts/install-otel-collector.sh');
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-otel-'));
  const received: { path: string; body: JsonRecord }[] = [];
  const behind = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = parseJson(Buffer.concat(chunks).toString());
      if (isRecord(body)) received.push({ path: request.url ?? '', body });
      response.setHeader('content-type', 'application/json').end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(behind, 'listening');
  const next = `http://127.0.0.1:${(behind.address() as AddressInfo).port}`;
  const { url, program } = await onFreePorts(1, ([port = 0]) => startOn(port, { folder, next }));
  return {
    url,
    understood: (path) => received.filter((one) => one.path === path).map(({ body }) => body),
    async stop() {
      await program.stop();
      behind.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function startOn(
  port: number,
  { folder, next }: { folder: string; next: string },
): Promise<{ url: string; program: Program }> {
  const config = {
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${port}` } } } },
    exporters: { otlp_http: { endpoint: next, encoding: 'json', compression: 'none' } },
    service: {
      telemetry: { metrics: { level: 'none' } },
      pipelines: {
        traces: { receivers: ['otlp'], exporters: ['otlp_http'] },
        metrics: { receivers: ['otlp'], exporters: ['otlp_http'] },
      },
    },
  };
  const file = join(folder, 'collector.yaml');
  // JSON is YAML too.
  writeFileSync(file, JSON.stringify(config));
  const url = `http://127.0.0.1:${port}`;
  const program = await startProgram({
    name: 'The OpenTelemetry Collector',
    file: PROGRAM,
    args: ['--config', file],
    folder,
    url: `${url}/v1/traces`,
  });
  return { url, program };
}
