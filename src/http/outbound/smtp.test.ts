/** Mail as a mail server sees it. */
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSmtpMailer } from './smtp.ts';

let server: Server;
let port: number;
/** What clients said, line by line. */
let said: string[];
let refuses: boolean;

beforeEach(async () => {
  said = [];
  refuses = false;
  server = createServer(talk);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

/** RFC 5321, as far as one mail goes. */
function talk(socket: Socket): void {
  let inData = false;
  let rest = '';
  socket.write('220 ready\r\n');
  socket.on('data', (chunk) => {
    const lines = `${rest}${chunk.toString()}`.split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      said.push(line);
      if (inData && line !== '.') continue;
      if (line === 'DATA') {
        inData = true;
        socket.write('354 go on\r\n');
      } else if (line === 'QUIT') socket.end('221 bye\r\n');
      else {
        inData = false;
        socket.write(refuses && line.startsWith('RCPT') ? '550 nobody here\r\n' : '250 fine\r\n');
      }
    }
  });
}

const logged: unknown[] = [];
const log = (message: string, fields?: object): void => void logged.push({ message, ...fields });
const open = () =>
  createSmtpMailer({
    url: `smtp://127.0.0.1:${port}`,
    from: 'Tollgate <tollgate@example.com>',
    logger: { debug: log, info: log, warn: log, error: log },
  });

it('arrives with sender, addressee, subject and text', async () => {
  expect(await open().send({ to: 'ada@example.com', subject: 'Hello', text: 'A link:\nhttps://x/#t\n' })).toBe(true);
  expect(said).toEqual(expect.arrayContaining(['RCPT TO:<ada@example.com>', 'Subject: Hello', 'https://x/#t']));
  expect(said.find((line) => line.startsWith('MAIL FROM'))).toContain('<tollgate@example.com>');
});

it('goes to one address, whatever stands in it or in the subject', async () => {
  await open().send({ to: 'ada@example.com', subject: 'Hello\r\nBcc: eve@example.com', text: 'x' });
  expect(said.filter((line) => line.startsWith('RCPT'))).toEqual(['RCPT TO:<ada@example.com>']);
  expect(said.some((line) => line.startsWith('Bcc'))).toBe(false);
});

it('that the server refuses is logged for the operator, without the link', async () => {
  refuses = true;
  expect(await open().send({ to: 'nobody@example.com', subject: 'Hello', text: 'https://x/#secret-token' })).toBe(
    false,
  );
  expect(logged).toMatchObject([{ message: 'A mail was not sent.', subject: 'Hello' }]);
  expect(JSON.stringify(logged)).not.toContain('secret-token');
});
