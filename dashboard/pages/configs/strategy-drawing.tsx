/** The strategy of the config as it stands in the editor, as a tree: who is asked, in which order or share, and when. */
import { GitBranch, Server, Shuffle, Split, TrendingDown, Undo2 } from 'lucide-react';
import { useMemo } from 'react';
import { Badge } from '../../ui/badge.tsx';
import { Card } from '../../ui/page.tsx';
import { type StrategyNode, strategyTree } from './strategy-tree.ts';

interface DrawingProps {
  /** null = the text is no JSON object at the moment. */
  config: Record<string, unknown> | null;
  /** Slugs; null = not known yet. */
  providers: ReadonlySet<string> | null;
}

export function StrategyDrawing({ config, providers }: DrawingProps) {
  const root = useMemo(() => (config === null ? null : strategyTree(config)), [config]);
  return (
    <Card title="Drawing">
      {root === null ? (
        <p className="p-4 text-sm text-ink-soft">It is drawn as soon as the text is a JSON object.</p>
      ) : (
        <ul aria-label="Drawing of the strategy" className="overflow-x-auto p-4">
          <li>
            <Drawn node={root} providers={providers} />
          </li>
        </ul>
      )}
    </Card>
  );
}

const MODES: Readonly<Record<string, { icon: typeof Server; says: string }>> = {
  fallback: { icon: Undo2, says: 'Fallback: one after the other' },
  loadbalance: { icon: Shuffle, says: 'Load balancing: by weight' },
  conditional: { icon: Split, says: 'Conditional: the first condition that holds' },
  'least-latency': { icon: TrendingDown, says: 'Least latency: the quickest at the moment' },
  'least-cost': { icon: TrendingDown, says: 'Least cost: the cheapest for the request' },
  single: { icon: GitBranch, says: 'Single: the first target' },
};

interface DrawnProps {
  node: StrategyNode;
  providers: DrawingProps['providers'];
}

function Drawn({ node, providers }: DrawnProps) {
  return (
    <>
      <NodeBox node={node} providers={providers} />
      {node.children.length > 0 && (
        <ul className="ml-4">
          {node.children.map((child) => (
            <li key={child.path} className="group/node relative pt-2 pl-6">
              {/* The line from the node above, and its elbow. */}
              <span
                aria-hidden
                className="absolute top-0 left-0 h-full border-l border-line-strong group-last/node:h-6"
              />
              <span aria-hidden className="absolute top-6 left-0 w-6 border-t border-line-strong" />
              <Drawn node={child} providers={providers} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function NodeBox({ node, providers }: DrawnProps) {
  const { mode, name, notes, turn, share } = node;
  return (
    <div
      title={node.path === '' ? 'the root' : node.path}
      className="relative w-fit max-w-full rounded-md border bg-surface px-3 py-1.5"
    >
      {share !== null && (
        <span
          aria-hidden
          className="absolute inset-y-0 left-0 rounded-l-md bg-accent-soft"
          style={{ width: `${share * 100}%` }}
        />
      )}
      <div className="relative flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
        {turn !== null && <span className="foreign-text figures font-medium text-ink-soft">{turn}</span>}
        {mode === null ? <Target node={node} providers={providers} /> : <Mode mode={mode} />}
        {name !== null && <Badge>{name}</Badge>}
      </div>
      {notes.length > 0 && <p className="foreign-text relative mt-0.5 text-xs text-ink-soft">{notes.join(' · ')}</p>}
    </div>
  );
}

function Mode({ mode }: { mode: string }) {
  const { icon: Icon, says } = MODES[mode.replace(/^load[-_]balance$/, 'loadbalance')] ?? {
    icon: GitBranch,
    says: mode,
  };
  return (
    <>
      <Icon aria-hidden className="size-4 shrink-0 text-ink-soft" />
      <span className="font-medium">{says}</span>
    </>
  );
}

function Target({
  node: { provider, model },
  providers,
}: {
  node: StrategyNode;
  providers: DrawingProps['providers'];
}) {
  const isMissing =
    provider !== null && provider.startsWith('@') && providers !== null && !providers.has(provider.slice(1));
  return (
    <>
      <Server aria-hidden className="size-4 shrink-0 text-ink-soft" />
      <span className="foreign-text font-mono text-xs font-medium">{provider ?? 'the request’s own provider'}</span>
      {model !== null && <span className="foreign-text font-mono text-xs text-ink-soft">{model}</span>}
      {isMissing && <Badge tone="warn">no such provider</Badge>}
    </>
  );
}
