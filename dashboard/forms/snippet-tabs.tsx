/** The ways to call the gateway, each ready to be pasted. */
import { CodeBlock } from '../ui/copy.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { type Connection, snippetsForKind } from './snippets.ts';

/** `kind`: what the model makes. */
export function SnippetTabs({ connection, kind = 'messages' }: { connection: Connection; kind?: string }) {
  return (
    <Tabs
      label="Clients"
      tabs={snippetsForKind(kind, connection).map(({ id, label, note, text }) => ({
        id,
        label,
        content: (
          <div className="flex flex-col gap-2">
            <p className="text-sm text-ink-soft">{note}</p>
            <CodeBlock text={text} label={`${label} settings`} />
          </div>
        ),
      }))}
    />
  );
}
