/** Before anything is timed: Tollgate does here all that it is said to do, so that nothing is cheap by being left out. */
import { isRecord, recordsIn } from '../../testkit/json-shape.ts';
import { conversation, smallQuestion } from '../load/conversations.ts';
import { startTollgateSystem } from '../systems/tollgate.ts';
import type { TollgateSystem } from '../systems/tollgate.ts';
import { loadOn } from './bench.ts';
import type { Bench, LoadShape, Scenario } from './bench.ts';

const EACH = 5;

/** Every request has its row, priced, and a request without a key gets none of this. */
export const loggedRight: Scenario = async (bench) => {
  await bench.upstream.pace(0);
  const system = await startTollgateSystem(bench.upstream.url, { name: 'tollgate', storeBodies: true });
  try {
    await ask(bench, system, { connections: 1, client: () => smallQuestion, answer: 'whole' });
    await ask(bench, system, { connections: 1, client: conversation, answer: 'stream' });
    const { status, body } = await system.tollgate.admin('GET', '/v1/logs');
    const rows = recordsIn(isRecord(body) ? body['data'] : undefined);
    const priced = rows.filter((row) => row['response_status_code'] === 200 && Number(row['cost']) > 0);
    if (status !== 200 || rows.length !== 2 * EACH || priced.length !== rows.length) {
      throw new Error(`Of ${2 * EACH} requests ${rows.length} were logged and ${priced.length} priced (${status}).`);
    }
    await refusesStrangers(system);
  } finally {
    await system.stop();
  }
};

async function ask(bench: Bench, system: TollgateSystem, shape: LoadShape): Promise<void> {
  const load = loadOn(bench, system, shape);
  await load.run({ until: { requests: EACH } });
  load.close();
}

async function refusesStrangers({ tollgate, headers }: TollgateSystem): Promise<void> {
  const stranger = { ...headers, authorization: 'Bearer tg-nobody', 'content-type': 'application/json' };
  const answer = await fetch(`${tollgate.url}/v1/messages`, {
    method: 'POST',
    headers: stranger,
    body: smallQuestion(),
  });
  if (answer.status !== 401) throw new Error(`A key that nobody issued was answered with ${answer.status}.`);
}
