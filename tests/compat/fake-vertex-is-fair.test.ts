/** The fake Vertex refuses much; that it refuses nothing which the real one takes is shown by Anthropic's own client. */
import { afterEach, describe, expect, it } from 'vitest';
import { startFakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import type { FakeVertex } from '../../testkit/fake-vertex/fake-vertex.ts';
import { newDeveloper, runClaudeCode } from './claude-code.ts';
import type { Developer } from './claude-code.ts';
import { CLAUDE_CODE_VERSIONS, installClaudeCode } from './install-claude-code.ts';
import { ifReachable } from './install-package.ts';
import { fileWork, LAST_WORD, searchWork } from './scripted-work.ts';
import { complaints } from './world.ts';

const versions = await Promise.all(
  CLAUDE_CODE_VERSIONS.map(async (version) => ({ version, program: await ifReachable(installClaudeCode(version)) })),
);

/** What a client that is older than the model cannot know: it is reported once, and goes on by itself. */
const TOLD: ReadonlyMap<string, string> = new Map([['2.1.197 claude-opus-5-5', 'thinking.type.enabled']]);

const MODELS = ['claude-sonnet-4@20250514', 'claude-haiku-4-5@20251001', 'claude-opus-4-8', 'claude-opus-5-5'];

for (const { version, program } of versions) {
  describe.skipIf(program === undefined)(`Claude Code ${version} in its Vertex mode, with no gateway`, () => {
    let fake: FakeVertex | undefined;
    let developer: Developer | undefined;

    afterEach(async () => {
      await developer?.leave();
      await fake?.close();
    });

    it.each([...MODELS.map((model) => [model, 'file']), ['claude-sonnet-4-6', 'search']])(
      'is refused nothing that it could know with %s (%s work)',
      async (model, kind) => {
        const vertex = await startFakeVertex({ checkSignatures: true });
        const person = await newDeveloper({
          env: {
            CLAUDE_CODE_USE_VERTEX: '1',
            CLAUDE_CODE_SKIP_VERTEX_AUTH: '1',
            ANTHROPIC_VERTEX_BASE_URL: `${vertex.url}/v1`,
            ANTHROPIC_VERTEX_PROJECT_ID: 'acme-prod',
            CLOUD_ML_REGION: 'us-east5',
            ANTHROPIC_AUTH_TOKEN: vertex.tokens.issue(),
            ANTHROPIC_MODEL: model,
            CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
          },
        });
        [fake, developer] = [vertex, person];
        vertex.onMessages(({ body }) => (kind === 'file' ? fileWork(body, person.project) : searchWork(body)));
        const { said } = await runClaudeCode({ program: program ?? '', developer: person, prompt: 'Please work.' });
        expect(said).toBe(LAST_WORD);
        const told = TOLD.get(`${version} ${model}`);
        expect(complaints(vertex)).toEqual(told === undefined ? [] : [expect.stringContaining(told)]);
      },
    );
  });
}
