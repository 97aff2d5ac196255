/**
 * `npm run bench`: Tollgate, nginx as a plain reverse proxy and Portkey's gateway, side by side against one upstream.
 * `--smoke` is short and only asks whether everything works; `--only small,soak` runs some of the scenarios; `--before DIR`
 * measures the build in that folder beside this one, where a scenario can. Wrong
 * answers and missing systems fail it; a missed target is printed, and no failure.
 */
import { arch, cpus, platform, release } from 'node:os';
import { parseArgs } from 'node:util';
import { LOAD_CORE, pin } from './measure/cores.ts';
import { createReport } from './report/report.ts';
import { claudeCodeRequests } from './scenarios/claude-code-requests.ts';
import { concurrentStreams } from './scenarios/concurrent-streams.ts';
import { loggedRight } from './scenarios/logged-right.ts';
import { memoryOfStreams } from './scenarios/memory-of-streams.ts';
import { routing } from './scenarios/routing.ts';
import { smallRequests } from './scenarios/small-requests.ts';
import { soak } from './scenarios/soak.ts';
import { streamsBesideDashboards } from './scenarios/streams-beside-dashboards.ts';
import { streamsBesideQueries } from './scenarios/streams-beside-queries.ts';
import type { Scenario } from './scenarios/bench.ts';
import { makeAnswers } from './upstream/answers.ts';
import { startUpstream } from './upstream/start.ts';

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  logged: loggedRight,
  small: smallRequests,
  'claude-code': claudeCodeRequests,
  streams: concurrentStreams,
  queries: streamsBesideQueries,
  dashboards: streamsBesideDashboards,
  memory: memoryOfStreams,
  soak,
  routing,
};
/** Figures about single rules of a config, and no question of whether the harness is whole. */
const NOT_IN_SMOKE = new Set(['routing']);

const { values } = parseArgs({
  options: { smoke: { type: 'boolean', default: false }, only: { type: 'string' }, before: { type: 'string' } },
});
const usual = Object.keys(SCENARIOS).filter((name) => !values.smoke || !NOT_IN_SMOKE.has(name));
const chosen = values.only?.split(',') ?? usual;

pin(process.pid, LOAD_CORE);
const report = createReport((line) => console.log(line));
const answers = makeAnswers();
const upstream = await startUpstream(answers);
const startedAt = performance.now();
report.title(`${values.smoke ? 'A short run: its figures say little. ' : ''}${machine()}`);
try {
  for (const name of chosen) {
    const scenario = SCENARIOS[name];
    if (scenario === undefined)
      throw new Error(`There is no scenario "${name}", only ${Object.keys(SCENARIOS).join(', ')}.`);
    await scenario({ answers, upstream, report, isSmoke: values.smoke, before: values.before ?? null });
  }
  const { reached, missed } = report.targets;
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  report.title(`All answers were right. Targets: ${reached} reached, ${missed} missed. It took ${seconds} s.`);
} catch (error) {
  console.error(`\nThe bench failed. ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  await upstream.stop();
}

function machine(): string {
  const [first] = cpus();
  const date = new Date().toISOString().slice(0, 10);
  const model = first?.model.trim() ?? 'unknown processor';
  return `${model}, ${cpus().length} cores, ${platform()} ${release()} ${arch()}, Node ${process.versions.node}, ${date}`;
}
