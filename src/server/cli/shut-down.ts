/** A graceful end: load balancers are told first, then running streams may finish, within a bound. */
import type { Tollgate } from '../compose.ts';
import type { ServerOptions } from '../config/options.ts';

/** A second signal ends the process at once, as an operator who presses Ctrl-C twice expects. */
export function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
}

/** Its timers keep the process alive, unlike all others: a connection that nobody reads does not. */
export async function shutDown(tollgate: Tollgate, options: ServerOptions): Promise<number> {
  tollgate.http.leave();
  // house-allow no-sleep: load balancers look for themselves, and tell nobody that they have
  await new Promise<void>((resolve) => void setTimeout(resolve, options.drainDelayMs));
  const closed = tollgate.http.close();
  // What still runs when the time is over ends in its own dialect; what does not even listen to that is cut.
  const late = setTimeout(() => {
    tollgate.halt();
    setTimeout(tollgate.http.cut, LINGER_MS);
  }, options.drainMs);
  await tollgate.dataPlane.drain();
  clearTimeout(late);
  // The last answers are on their way: a client that does not read them is not waited for.
  const linger = setTimeout(tollgate.http.cut, LINGER_MS);
  await closed;
  clearTimeout(linger);
  await tollgate.close();
  return 0;
}

const LINGER_MS = 1000;
