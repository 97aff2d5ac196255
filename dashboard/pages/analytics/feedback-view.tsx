/** How answers were rated: over time, by score and by model. */
import { useFeedback } from '../../api/queries/analytics.ts';
import { Ranking } from '../../charts/ranking.tsx';
import { formatCount } from '../../format/numbers.ts';
import type { Range } from '../../shell/use-range.ts';
import { CodeBlock } from '../../ui/copy.tsx';
import { Card } from '../../ui/page.tsx';
import { EmptyState, ErrorState, SkeletonRows } from '../../ui/states.tsx';
import { GraphCard } from './graph-card.tsx';
import { GRAPH_SPECS } from './graphs.ts';

export function Feedback({ range }: { range: Range }) {
  const scores = useFeedback('scores', range);
  if (scores.isPending) return <SkeletonRows rows={8} />;
  if (scores.isError) return <ErrorState error={scores.error} onRetry={() => void scores.refetch()} />;
  if (scores.data.summary['total'] === 0) return <Nothing />;
  return (
    <div className="grid gap-4 min-[900px]:grid-cols-2">
      <GraphCard range={range} spec={GRAPH_SPECS.feedbacks} />
      <GraphCard range={range} spec={GRAPH_SPECS['feedbacks/weighted']} />
      <Scores points={scores.data.data_points} />
      <Models range={range} />
    </div>
  );
}

type Points = readonly Readonly<Record<string, string | number | null>>[];

function Scores({ points }: { points: Points }) {
  const most = Math.max(...points.map(({ total }) => Number(total)), 1);
  return (
    <Card title="Ratings by score">
      <Ranking
        label="Ratings by score"
        rows={points.toReversed().map(({ score, total }) => ({
          key: String(score),
          label: Number(score) > 0 ? `+${score}` : String(score),
          value: formatCount(Number(total)),
          share: Number(total) / most,
        }))}
      />
    </Card>
  );
}

function Models({ range }: { range: Range }) {
  const points = useFeedback('ai-models', range).data?.data_points ?? [];
  const most = Math.max(...points.map(({ total }) => Number(total)), 1);
  return (
    <Card title="Average rating by model">
      <Ranking
        label="Average rating by model"
        rows={points.map(({ ai_model: model, total, avg_weighted_feedback: average }) => ({
          key: String(model),
          label: model ?? 'not in the log',
          value: Number(average).toFixed(1),
          share: Number(total) / most,
          note: `${formatCount(Number(total))} ratings`,
        }))}
      />
    </Card>
  );
}

const EXAMPLE = `curl -sS ${location.origin}/v1/feedback -H "authorization: Bearer $TOLLGATE_API_KEY" \\
  -H 'content-type: application/json' \\
  -d '{"trace_id": "THE ANSWER’S x-portkey-trace-id", "value": 5, "metadata": {"by": "ada"}}'`;

function Nothing() {
  return (
    <Card>
      <EmptyState title="No ratings in this time">
        Rate an answer by its trace id, from −10 to 10: thumbs in your own product, an evaluation, a guardrail.
      </EmptyState>
      <div className="px-6 pb-8">
        <CodeBlock label="the call that rates an answer" text={EXAMPLE} />
      </div>
    </Card>
  );
}
