/** The two bodies that are stored, with their secrets masked: what the client sent and what it received. */
import { CopyButton } from '../../ui/copy.tsx';
import { LongText } from './conversation-view.tsx';

export function RawView({ request, response }: { request: unknown; response: unknown }) {
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-ink-soft">
        What the client sent and what it received. Secrets of known shapes were masked before they were stored. The
        request as it was sent upstream is not stored: “Attempts” tells its target and model, and the notes above tell
        what was changed.
      </p>
      <Body title="Request from the client" body={request} />
      <Body title="Response to the client" body={response} />
    </div>
  );
}

function Body({ title, body }: { title: string; body: unknown }) {
  const text = body === null ? '' : typeof body === 'string' ? body : JSON.stringify(body, null, 2);
  return (
    <section className="rounded-md border">
      <div className="flex items-center justify-between border-b py-0.5 pr-1 pl-3">
        <h3 className="text-sm font-semibold">{title}</h3>
        {text !== '' && <CopyButton text={text} label={`Copy the ${title.toLowerCase()}`} />}
      </div>
      <div className="p-3 font-mono text-xs leading-5">
        {text === '' ? <span className="text-ink-soft">Not stored.</span> : <LongText text={text} />}
      </div>
    </section>
  );
}
