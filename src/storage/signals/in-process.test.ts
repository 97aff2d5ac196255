/** The in-process engine against the port's suite. */
import { expect, it } from 'vitest';
import { createLogger } from '../../observe/logger.ts';
import { describeSignals } from '../ports/signals.suite.ts';
import { createInProcessSignals } from './in-process.ts';

const lines: string[] = [];
const logger = createLogger({ level: 'debug', write: (line) => lines.push(line), now: () => 0 });

describeSignals(() => createInProcessSignals({ logger }));

it('writes a failed listener to the log', async () => {
  const signals = createInProcessSignals({ logger });
  signals.subscribe('records', () => Promise.reject(new Error('snapshot does not compile')));
  await expect(signals.publish('records', [])).rejects.toThrow();
  expect(lines.at(-1)).toContain('snapshot does not compile');
});
