/** The pages of analytics beside the overview: each answers one question with graphs, a ranking and a table. */
import { Navigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useNewestLogs } from '../../api/queries/logs.ts';
import { type Range, useRange } from '../../shell/use-range.ts';
import { Field, Input, Select } from '../../ui/field.tsx';
import { AnalyticsFrame, type View, VIEWS } from './analytics-frame.tsx';
import { DIMENSIONS, labelOf } from './dimensions.ts';
import { Code } from './code-view.tsx';
import { CacheFigures } from './cache-figures.tsx';
import { Feedback } from './feedback-view.tsx';
import { GraphCard } from './graph-card.tsx';
import { GRAPH_SPECS, GUARDRAIL_TIME } from './graphs.ts';
import { GroupTable } from './group-table.tsx';
import { SeriesCard } from './series-card.tsx';
import { TopGroups } from './top-groups.tsx';
import { useAnalyticsSearch } from './use-analytics-search.ts';

export function AnalyticsViewPage() {
  const { view } = useParams({ from: '/analytics/$view' });
  const range = useRange();
  const known = VIEWS.find((name) => name === view);
  if (known === undefined) return <Navigate to="/analytics" />;
  const { summary, Content } = PAGES[known];
  return (
    <AnalyticsFrame view={known} summary={summary}>
      <Content range={range} />
    </AnalyticsFrame>
  );
}

const PAGES: Readonly<Record<View, { summary: string; Content: (props: { range: Range }) => ReactNode }>> = {
  users: { summary: 'Who uses the gateway, how much, and what it costs.', Content: Users },
  models: { summary: 'What each model costs, how fast it answers, and how often it fails.', Content: Models },
  teams: { summary: 'Spend and use by team, or by any other key of the metadata.', Content: Teams },
  code: { summary: 'What people got done with Claude Code, as it reports, and what it cost.', Content: Code },
  errors: { summary: 'What failed, why, and what retries and fallbacks rescued.', Content: Errors },
  cache: { summary: 'What the provider’s prompt cache and the gateway’s own cache save.', Content: Cache },
  guardrails: {
    summary: 'What guardrails let through, changed and denied, and the time they take.',
    Content: Guardrails,
  },
  feedback: { summary: 'How answers were rated, by people and by guardrails.', Content: Feedback },
  explore: { summary: 'Any measure by any dimension.', Content: Explore },
};

function Pair({ children }: { children: ReactNode }) {
  return <div className="grid gap-4 min-[900px]:grid-cols-2">{children}</div>;
}

function Users({ range }: { range: Range }) {
  return (
    <>
      <SeriesCard range={range} by="user" fixed />
      <Pair>
        <GraphCard range={range} spec={GRAPH_SPECS.users} />
        <GraphCard range={range} spec={GRAPH_SPECS['users/requests']} />
        <GraphCard range={range} spec={GRAPH_SPECS.sessions} />
        <TopGroups range={range} title="Most failed requests" by="user" orderBy="errors" nothing="Nothing failed." />
      </Pair>
      <GroupTable range={range} by="user" />
    </>
  );
}

function Models({ range }: { range: Range }) {
  return (
    <>
      <SeriesCard range={range} by="model" fixed />
      <Pair>
        <GraphCard range={range} spec={GRAPH_SPECS['time-to-first-byte']} />
        <GraphCard range={range} spec={GRAPH_SPECS['output-speed']} />
        <GraphCard range={range} spec={GRAPH_SPECS.latency} />
        <GraphCard range={range} spec={GRAPH_SPECS.tokens} />
        <GraphCard range={range} spec={GRAPH_SPECS['gateway-time']} />
        <GraphCard range={range} spec={GRAPH_SPECS['tool-calls']} />
        <GraphCard range={range} spec={GRAPH_SPECS.stalls} />
        <TopGroups
          range={range}
          title="Slowest providers to the first byte"
          by="provider"
          orderBy="p50_first_byte_ms"
          nothing="Nothing was answered."
        />
      </Pair>
      <GroupTable range={range} by="model" />
      <GroupTable range={range} by="provider" />
    </>
  );
}

function Teams({ range }: { range: Range }) {
  const { by: chosen, set } = useAnalyticsSearch();
  const by = chosen?.startsWith('metadata.') === true ? chosen : 'metadata.team';
  const known = useMetadataKeys();
  return (
    <>
      <div className="max-w-xs">
        <Field label="Key of the metadata">
          {(ids) => (
            <Input
              {...ids}
              key={by}
              list="metadata-keys"
              defaultValue={labelOf(by)}
              onBlur={(event) => {
                const key = event.target.value.trim();
                if (key !== '' && !/["\\]/.test(key)) set({ by: `metadata.${key === 'Team' ? 'team' : key}` });
              }}
              onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
            />
          )}
        </Field>
        <datalist id="metadata-keys">
          {known.map((key) => (
            <option key={key}>{key}</option>
          ))}
        </datalist>
      </div>
      <SeriesCard range={range} by={by} fixed />
      <Pair>
        <TopGroups
          range={range}
          title="Largest spenders"
          by={by}
          orderBy="cost_nano_usd"
          nothing="Nothing was spent."
        />
        <TopGroups range={range} title="Most failed requests" by={by} orderBy="errors" nothing="Nothing failed." />
        <GraphCard range={range} spec={GRAPH_SPECS['budget-use']} />
        <TopGroups
          range={range}
          title="Fullest budgets"
          by={by}
          orderBy="max_budget_use_percent"
          nothing="No budget counted a request."
        />
      </Pair>
      <GroupTable range={range} by={by} />
    </>
  );
}

const LOOKED_AT = 100;

/** Of the newest requests. */
function useMetadataKeys(): string[] {
  const { data } = useNewestLogs({}, LOOKED_AT);
  return [...new Set((data?.data ?? []).flatMap(({ metadata }) => Object.keys(metadata)))].toSorted();
}

function Errors({ range }: { range: Range }) {
  return (
    <>
      <Pair>
        <GraphCard range={range} spec={GRAPH_SPECS['errors/stacks']} />
        <GraphCard range={range} spec={GRAPH_SPECS['errors/rate']} />
        <TopGroups range={range} title="By cause" by="error" orderBy="errors" nothing="Nothing failed." />
        <TopGroups range={range} title="By model" by="model" orderBy="errors" nothing="Nothing failed." />
        <GraphCard range={range} spec={GRAPH_SPECS['requests/rescued']} />
        <TopGroups range={range} title="By provider" by="provider" orderBy="errors" nothing="Nothing failed." />
      </Pair>
      <GroupTable range={range} by="error" />
    </>
  );
}

function Cache({ range }: { range: Range }) {
  return (
    <>
      <CacheFigures range={range} />
      <GraphCard range={range} spec={GRAPH_SPECS['prompt-cache']} />
      <Pair>
        <TopGroups
          range={range}
          title="What missed prompt caches cost, by cause"
          by="cache_verdict"
          orderBy="wasted_nano_usd"
          nothing="No prompt cache was missed."
        />
        <TopGroups
          range={range}
          title="What missed prompt caches cost, by user"
          by="user"
          orderBy="wasted_nano_usd"
          nothing="No prompt cache was missed."
        />
        <GraphCard range={range} spec={GRAPH_SPECS['cache/hit-rate']} />
        <GraphCard range={range} spec={GRAPH_SPECS['cache/latency']} />
      </Pair>
      <GroupTable range={range} by="cache_verdict" />
    </>
  );
}

function Guardrails({ range }: { range: Range }) {
  const nothing = 'Nothing was denied.';
  return (
    <>
      <Pair>
        <GraphCard range={range} spec={GRAPH_SPECS.guardrails} />
        <GraphCard range={range} spec={GUARDRAIL_TIME} />
        <TopGroups range={range} title="Most denied, by user" by="user" orderBy="guardrail_denied" nothing={nothing} />
        <TopGroups
          range={range}
          title="Most denied, by team"
          by="metadata.team"
          orderBy="guardrail_denied"
          nothing={nothing}
        />
        <TopGroups
          range={range}
          title="Most checked, by model"
          by="model"
          orderBy="guardrail_checked"
          nothing="No guardrail looked at a request."
        />
        <TopGroups
          range={range}
          title="Longest waits for guardrails, by key"
          by="api_key"
          orderBy="avg_guardrails_ms"
          nothing="No guardrail took any time."
        />
      </Pair>
    </>
  );
}

function Explore({ range }: { range: Range }) {
  const { by = 'model', set } = useAnalyticsSearch();
  return (
    <>
      <div className="max-w-xs">
        <Field label="Group by">
          {(ids) => (
            <Select {...ids} value={by} onChange={(event) => set({ by: event.target.value })}>
              {Object.entries(DIMENSIONS).map(([id, { label }]) => (
                <option key={id} value={id}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <SeriesCard range={range} by={by} fixed />
      <GroupTable range={range} by={by} />
    </>
  );
}
