/** The page of clients and upstreams, written from the rows that the suites run. */
import {
  AI_VERSION,
  CLAUDE_CODE,
  CLIENTS,
  CODEX,
  FEATURES,
  UPSTREAMS,
  type CompatClient,
  type Feature,
} from './compatibility.data.ts';
import { CLAUDE_CODE_VERSIONS } from './install-claude-code.ts';

/** Markdown. */
export function renderCompatibility(): string {
  const clients: readonly CompatClient[] = Object.values(CLIENTS);
  const gaps = clients.flatMap((client) => (client.gaps ?? []).map((gap) => ({ client, ...gap })));
  const cell = (client: CompatClient, upstream: string): string => {
    const notes = gaps.flatMap((gap, at) => (gap.client === client && gap.upstream === upstream ? [at + 1] : []));
    return notes.length === 0 ? '✓' : `all but ${notes.map((note) => `(${note})`).join(' ')}`;
  };
  const rows = clients.map((client) => [
    `\`${client.library}\` ${client.version}`,
    client.language,
    client.speaks,
    ...UPSTREAMS.map(({ id }) => cell(client, id)),
    client.features.includes('count') ? 'yes' : '',
  ]);
  const counted = clients.reduce((sum, { features }) => sum + features.length, 0) * UPSTREAMS.length;
  return `# Compatibility

<!-- Written by scripts/render-compatibility.ts (npm run registry) from tests/compat/compatibility.data.ts: do not edit. -->

Official client libraries against a whole Tollgate, in front of upstreams that we did not write (\`@copilotkit/aimock\`). A client needs
a gateway key and Tollgate's address; nothing else is changed. The same rows run in \`npm run test:compat\`: ${counted} tests, one for each
client, upstream and feature.

## Clients and upstreams

✓ stands for ${list(WITHOUT_COUNT.map((feature) => FEATURES[feature]))}. The last column says whether token counts are tested too, on all four.

${table(['client', 'language', 'speaks', ...UPSTREAMS.map(({ title }) => title), 'token counts'], rows)}

${gaps.length === 0 ? 'Nothing is left out.' : gaps.map(({ client, upstream, feature, reason }, at) => `${at + 1}. ${client.library} for ${client.language} on ${titleOf(upstream)}, ${FEATURES[feature]}: ${reason}.`).join('\n')}

## Agents

A tool loop that writes a file, which is right to the last byte, against upstreams of our own that follow a script.

${table(['agent', 'works'], [...agentRows('Claude Code', CLAUDE_CODE_VERSIONS.join(' and '), CLAUDE_CODE.on), ...agentRows('Codex', CODEX.version, CODEX.on)])}

The packages \`@ai-sdk/…\` are driven by \`ai\` ${AI_VERSION}. How each client is pointed at Tollgate: [translation.md](translation.md).
`;
}

const WITHOUT_COUNT = (Object.keys(FEATURES) as Feature[]).filter((feature) => feature !== 'count');

const titleOf = (id: string): string => UPSTREAMS.find((upstream) => upstream.id === id)?.title ?? id;

const list = (words: readonly string[]): string => `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;

const agentRows = (agent: string, versions: string, on: Readonly<Record<string, string>>): string[][] =>
  Object.values(on).map((title) => [`${agent} ${versions}`, title]);

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
