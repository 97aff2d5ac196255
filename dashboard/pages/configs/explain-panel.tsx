/** Which way a request would take through the config as it stands in the editor, and why; nobody is called. */
import { useState } from 'react';
import { type Explanation, useExplain } from '../../api/queries/configs.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, TextArea } from '../../ui/field.tsx';
import { Card } from '../../ui/page.tsx';
import { ErrorState } from '../../ui/states.tsx';

const REQUEST = JSON.stringify(
  { model: 'claude-sonnet-4-5', max_tokens: 50, messages: [{ role: 'user', content: 'Hello' }] },
  null,
  2,
);

export function ExplainPanel({ config }: { config: Record<string, unknown> | null }) {
  const [request, setRequest] = useState(REQUEST);
  const explain = useExplain();
  const body = parse(request);
  return (
    <Card title="Explain">
      <form
        className="flex flex-col gap-3 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (config !== null && body !== null) explain.mutate({ config, request: { body } });
        }}
      >
        <Field
          label="Request body"
          help="Asked of the config as it stands in the editor. Nobody is called."
          error={body === null ? 'This is no JSON object.' : null}
        >
          {(ids) => (
            <TextArea
              {...ids}
              rows={7}
              spellCheck={false}
              value={request}
              onChange={(event) => setRequest(event.target.value)}
            />
          )}
        </Field>
        <Button
          type="submit"
          className="self-start"
          disabled={config === null || body === null}
          busy={explain.isPending}
        >
          Which way would it take?
        </Button>
      </form>
      {explain.error !== null && <ErrorState error={explain.error} />}
      {explain.data !== undefined && (
        <ul aria-label="The way of the request" className="border-t p-4">
          <ExplainedNode node={explain.data} />
        </ul>
      )}
    </Card>
  );
}

function ExplainedNode({ node }: { node: Explanation }) {
  const targets = (node.targets ?? []) as readonly Explanation[];
  return (
    <li className={node.taken ? '' : 'text-ink-soft'}>
      <div className="flex flex-wrap items-center gap-2 text-sm">
        <code className="foreign-text font-mono text-xs">{node.path}</code>
        <Badge tone={node.taken ? 'ok' : 'neutral'}>{node.taken ? 'taken' : 'not taken'}</Badge>
        <span className="font-medium">
          {node.target === undefined ? node.kind : `${node.target.provider} · ${node.target.model}`}
        </span>
        {node.circuit !== 'closed' && <Badge tone="warn">circuit {node.circuit}</Badge>}
      </div>
      <p className="foreign-text mt-0.5 text-sm">{node.why}</p>
      {node.problem !== undefined && <p className="foreign-text text-sm text-bad">{node.problem}</p>}
      {targets.length > 0 && (
        <ul className="mt-2 flex flex-col gap-3 border-l pl-4">
          {targets.map((target) => (
            <ExplainedNode key={target.path} node={target} />
          ))}
        </ul>
      )}
    </li>
  );
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
