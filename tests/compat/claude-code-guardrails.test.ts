/** The real Claude Code behind guardrails: what is masked on its way, what its developer is told, and what is looked at twice. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { recordsIn, type JsonRecord } from '../../testkit/json-shape.ts';
import { answer, type Answer } from '../../testkit/upstream/answer.ts';
import { text, toolUse, type Block } from '../../testkit/upstream/scripted-message.ts';
import { describeClaudeCode, type Desk } from './describe-claude-code.ts';
import { hasTool, LAST_WORD } from './scripted-work.ts';

const TOKEN = 'ghp_9aK2mQx7Lr4TzVb8NwYc1JdF5hGs3PeUoRtI';
const TURNS = 40;

const assistantTurns = (body: JsonRecord): number =>
  recordsIn(body['messages']).filter(({ role }) => role === 'assistant').length;

const inTurns = (body: JsonRecord, turns: readonly Block[][]): Answer =>
  hasTool(body, 'Write')
    ? answer(turns[Math.min(assistantTurns(body), turns.length - 1)] ?? [])
    : answer([text('{"title":"Work"}')]);

async function guard(desk: Desk, guardrail: JsonRecord): Promise<void> {
  const { status, body } = await desk
    .world()
    .tollgate.admin('POST', '/v1/guardrails', { name: 'G', slug: 'pg-g', ...guardrail });
  if (status !== 200) throw new Error(JSON.stringify(body));
}

await describeClaudeCode('behind guardrails', (desk) => {
  it('reads a secret from a file: it is masked upstream, and stays what it is on disk', async () => {
    await guard(desk, {
      default_sides: ['input'],
      checks: [{ id: 'tollgate.secrets', parameters: { redact: true, reversible: true } }],
    });
    const { fake } = desk.world();
    const seen: string[] = [];
    fake.onMessages(({ body }) => {
      seen.push(JSON.stringify(body));
      const file = join(desk.folder(), 'secret.env');
      const copy = join(desk.folder(), 'copy.env');
      // In two pieces, so that the token stands in the file alone.
      const make = `printf 'GITHUB_TOKEN=%s%s\\n' ${TOKEN.slice(0, 20)} ${TOKEN.slice(20)} > secret.env`;
      return inTurns(body, [
        [toolUse('Bash', { command: make, description: 'Make the file' })],
        [toolUse('Read', { file_path: file })],
        [toolUse('Write', { file_path: copy, content: 'GITHUB_TOKEN={{GITHUB_TOKEN_1}}\n' })],
        [text(LAST_WORD)],
      ]);
    });
    expect(await desk.work()).toMatchObject({ said: LAST_WORD, exitCode: 0 });
    expect(seen.join()).not.toContain(TOKEN);
    expect(seen.join()).toContain('GITHUB_TOKEN={{GITHUB_TOKEN_1}}');
    for (const name of ['secret.env', 'copy.env'])
      expect(await readFile(join(desk.folder(), name), 'utf8')).toBe(`GITHUB_TOKEN=${TOKEN}\n`);
  });

  it.each(['hold', 'buffer'])(
    'never gets a tool call that is denied, and its developer reads why (%s)',
    async (mode) => {
      await guard(desk, {
        default_sides: ['output'],
        checks: [{ id: 'tollgate.agentRules', parameters: {} }],
        actions: { deny: true, stream: { mode } },
      });
      const { fake } = desk.world();
      fake.onMessages(({ body }) =>
        inTurns(body, [
          [text('I clean up.'), toolUse('Bash', { command: 'rm -rf ./src && touch ran.txt', description: 'Clean' })],
          [text(LAST_WORD)],
        ]),
      );
      const { said } = await desk.work();
      expect(said).toContain('The guardrail "G" does not allow this answer');
      expect(said).toContain('recursive_delete');
      await expect(readFile(join(desk.folder(), 'ran.txt'))).rejects.toThrow('ENOENT');
    },
  );

  it(`has each message of a session of ${TURNS} turns looked at once`, async () => {
    await guard(desk, {
      default_sides: ['input'],
      // It passes where something is found, so that each turn that was looked at counts as passed.
      checks: [{ id: 'portkey.pii', parameters: { categories: ['EMAIL_ADDRESS'], not: true } }],
    });
    const { fake, logRows } = desk.world();
    // The address stands in what the command prints, and not in the command.
    const turn = (at: number): Block[] => [
      toolUse('Bash', { command: `echo "ada${at}@fir""ma.ch"`, description: `Turn ${at}` }),
    ];
    fake.onMessages(({ body }) =>
      inTurns(body, [...Array.from({ length: TURNS }, (_, at) => turn(at)), [text(LAST_WORD)]]),
    );
    expect(await desk.work()).toMatchObject({ said: LAST_WORD, exitCode: 0 });
    const found = (await logRows()).flatMap((row) =>
      recordsIn(row['guardrails']).flatMap((one) => recordsIn(one['checks']).map((check) => check['found'])),
    );
    expect(found.filter((one) => one === 'EMAIL_ADDRESS=1')).toHaveLength(TURNS);
    expect(found.filter((one) => one !== 'EMAIL_ADDRESS=1' && one !== '')).toEqual([]);
  });
});
