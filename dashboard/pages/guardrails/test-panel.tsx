/** Runs the saved guardrail on a text: what each check says, and what the text becomes. */
import { Check, CircleAlert, X } from 'lucide-react';
import { useState } from 'react';
import { type GuardrailDetail, useTryGuardrail } from '../../api/queries/guardrails.ts';
import { useWorkspaces } from '../../api/queries/workspaces.ts';
import { WorkspaceField } from '../../forms/workspace-field.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, Select, TextArea } from '../../ui/field.tsx';
import { ErrorState } from '../../ui/states.tsx';

export function TestPanel({ guardrail, isUnsaved }: { guardrail: GuardrailDetail; isUnsaved: boolean }) {
  const run = useTryGuardrail();
  const asksModel = guardrail.checks.some(({ id }) => MODEL_CHECKS.has(String(id)));
  const workspaces = useWorkspaces().data?.data ?? [];
  const [workspace, setWorkspace] = useState('');
  const [text, setText] = useState('');
  const [side, setSide] = useState<'input' | 'output'>('input');
  return (
    <div className="flex flex-col gap-4">
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const where = workspace === '' ? {} : { workspace_id: workspace };
          run.mutate({ guardrailId: guardrail.slug, texts: [text], side, ...where });
        }}
      >
        <Field
          label="Text"
          help={isUnsaved ? 'The saved version is tried, without your changes.' : 'Nothing of it is kept.'}
        >
          {(ids) => (
            <TextArea {...ids} required rows={6} value={text} onChange={(event) => setText(event.target.value)} />
          )}
        </Field>
        <div className="flex items-end gap-3">
          <Field label="As">
            {(ids) => (
              <Select {...ids} value={side} onChange={(event) => setSide(event.target.value as typeof side)}>
                <option value="input">a request</option>
                <option value="output">an answer</option>
              </Select>
            )}
          </Field>
          {asksModel && guardrail.workspace_id === null && (
            // Whose providers are asked.
            <WorkspaceField
              label="In the workspace"
              none="the default one"
              workspaces={workspaces}
              value={workspace}
              onChange={setWorkspace}
            />
          )}
          <Button type="submit" look="primary" busy={run.isPending}>
            Try it
          </Button>
        </div>
      </form>
      {asksModel && (
        <p className="text-sm text-ink-soft">
          A model judges this text: what it costs is in the log of the workspace, and counts in its budgets.
        </p>
      )}
      {run.isError && <ErrorState error={run.error} />}
      {run.data !== undefined && <Result {...run.data} />}
    </div>
  );
}

/** Checks that a model of the workspace judges. */
const MODEL_CHECKS: ReadonlySet<string> = new Set(['tollgate.modelJudge', 'portkey.moderateContent']);

type Tried = NonNullable<ReturnType<typeof useTryGuardrail>['data']>;

function Result({ verdict, checks, transformed, transformed_texts: texts }: Tried) {
  return (
    <section aria-label="What it says" className="flex flex-col gap-3">
      <p>{verdict ? <Badge tone="ok">passes</Badge> : <Badge tone="bad">does not pass</Badge>}</p>
      <ul className="flex flex-col gap-2">
        {checks.map((check, index) => (
          <CheckVerdict key={index} check={check} />
        ))}
      </ul>
      {transformed && (
        <div>
          <h3 className="text-sm font-semibold">What leaves</h3>
          <pre className="foreign-text mt-1 overflow-x-auto rounded-md bg-raised p-3 font-mono text-xs whitespace-pre-wrap">
            {texts.join('\n')}
          </pre>
        </div>
      )}
    </section>
  );
}

function CheckVerdict({ check }: { check: Readonly<Record<string, unknown>> }) {
  const { id, verdict, error, data } = check as {
    id: string;
    verdict: boolean;
    error?: { message: string };
    data: { explanation?: string } | null;
  };
  const icon =
    error !== undefined ? (
      <CircleAlert aria-label="could not say" className="size-4 text-warn" />
    ) : verdict ? (
      <Check aria-label="passes" className="size-4 text-ok" />
    ) : (
      <X aria-label="does not pass" className="size-4 text-bad" />
    );
  return (
    <li className="flex items-start gap-2 text-sm">
      <span className="mt-0.5 shrink-0">{icon}</span>
      <span>
        <code className="font-mono text-xs">{id}</code>
        <span className="block text-ink-soft">{error?.message ?? data?.explanation ?? 'It gave no reason.'}</span>
      </span>
    </li>
  );
}
