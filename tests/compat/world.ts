/** A fake Vertex with a Tollgate before it, a tap before that, and a gateway key: all that a client needs. */
import { startFakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import type { FakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import { isRecord, recordsIn } from '../../testkit/json-shape.ts';
import type { JsonRecord } from '../../testkit/json-shape.ts';
import { startTap } from '../../testkit/tap.ts';
import { startTollgate } from '../../testkit/tollgate-process.ts';
import type { Tollgate } from '../../testkit/tollgate-process.ts';
import type { RecordingServer } from '../../testkit/upstream/recording-server.ts';

export interface World {
  fake: FakeVertex;
  tollgate: Tollgate;
  /** What the client talks to; keeps its requests as they were sent. */
  tap: RecordingServer;
  /** Base URL for the client, without `/v1`. */
  url: string;
  key: string;
  /** Log rows of this world, oldest first. */
  logRows(): Promise<JsonRecord[]>;
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const fake = await startFakeVertex({ checkSignatures: true });
  const tollgate = await startTollgate().catch(async (error: unknown) => {
    await fake.close();
    throw error;
  });
  const tap = await startTap(tollgate.url);
  const key = await tollgate.setUpVertex(fake);
  return {
    fake,
    tollgate,
    tap,
    url: tap.url,
    key,
    async logRows() {
      const { status, body } = await tollgate.admin('GET', '/v1/logs?limit=100');
      if (status !== 200) throw new Error(`GET /v1/logs answered ${status}: ${JSON.stringify(body)}`);
      return recordsIn(isRecord(body) ? body['data'] : undefined).toReversed();
    },
    async close() {
      await tap.close();
      await fake.close();
      await tollgate.stop();
    },
  };
}

/** Nothing that a careful gateway must keep to itself reached the fake, and it had no reason to refuse. */
export function complaints(fake: FakeVertex): string[] {
  return [...fake.refusals(), ...fake.leaks.map((leak) => `leak: ${leak}`)];
}

/** Where a streamed request for that model belongs. */
export function streamUrl(model: string): string {
  return `/v1/projects/acme-prod/locations/us-east5/publishers/anthropic/models/${model}:streamRawPredict`;
}
