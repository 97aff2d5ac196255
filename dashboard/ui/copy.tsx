/** Copying: a button, and a block of text that has one. */
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';

const SHOWN_MS = 1500;

/** Without the clipboard of a secure context (plain HTTP on a host of its own), a selection does it. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'fixed opacity-0';
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}

export function CopyButton({ text, label = 'Copy', className }: { text: string; label?: string; className?: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton
      label={copied ? 'Copied' : label}
      {...(className === undefined ? {} : { className })}
      onClick={() => void copyText(text).then(() => setCopied(true))}
      icon={copied ? <Check aria-hidden className="text-ok" /> : <Copy aria-hidden />}
    />
  );
}

export function CodeBlock({ text, label, className }: { text: string; label: string; className?: string }) {
  return (
    <div className={classNames('relative rounded-md border bg-raised', className)}>
      {/* A region that scrolls must be reachable by keyboard. */}
      <pre
        tabIndex={0}
        aria-label={label}
        className="foreign-text max-h-96 overflow-auto p-3 pr-11 font-mono text-xs leading-5"
      >
        {text}
      </pre>
      <CopyButton text={text} label={`Copy ${label}`} className="absolute top-1.5 right-1.5" />
    </div>
  );
}
