/** Runs a program in a terminal, and types and reads there as a person does. `script` of util-linux makes the terminal. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Terminal {
  /** Resolves when the text is on the screen, drawn since the last key. Rejects after two minutes, with what is there. */
  sees(text: string): Promise<void>;
  /** The first match of what is on the screen, which has no white space there. */
  finds(pattern: RegExp): Promise<string>;
  type(keys: string): void;
  /** Ends the program. */
  close(): Promise<void>;
}

export const KEYS = { enter: '\r', up: '\u001b[A', down: '\u001b[B', escape: '\u001b' } as const;

const PATIENCE_MS = 120_000;
const LOOK_MS = 50;
const MAX_SCREEN = 200_000;

export interface Command {
  program: string;
  folder: string;
  env: Record<string, string>;
}

export function openTerminal({ program, folder, env }: Command): Terminal {
  const child = spawn('script', ['-qefc', `stty rows 50 cols 150; exec ${program}`, '/dev/null'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], TERM: 'xterm-256color', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let screen = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    screen = (screen + text).slice(-MAX_SCREEN);
  });
  const find = async <Found>(what: string, look: (drawn: string) => Found | undefined): Promise<Found> => {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      const found = look(drawn(screen));
      if (found !== undefined) return found;
      if (performance.now() > until)
        throw new Error(`The terminal does not show ${what}:\n${drawn(screen).slice(-3000)}`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  };
  return {
    async sees(text) {
      const wanted = text.replaceAll(/\s/g, '');
      await find(text, (shown) => (shown.includes(wanted) ? true : undefined));
    },
    finds: (pattern) => find(String(pattern), (shown) => pattern.exec(shown)?.[0]),
    type(keys) {
      screen = '';
      child.stdin.write(keys);
    },
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const closed = once(child, 'close');
      child.stdin.end();
      child.kill('SIGTERM');
      await closed;
    },
  };
}

const [ESCAPE, BELL] = ['\u001b', '\u0007'];
/** What moves the cursor, colours, or names the window. */
const CONTROLS = new RegExp(
  `${ESCAPE}(?:\\[[0-9;?<>=]*[ -/]*[@-~]|\\][^${BELL}${ESCAPE}]*(?:${BELL}|${ESCAPE}\\\\)|[()][A-Z0-9]|[=>78])`,
  'g',
);

/** Without controls, and without white space: programs move the cursor in place of writing spaces. */
const drawn = (output: string): string => output.replaceAll(CONTROLS, '').replaceAll(/\s/g, '');
