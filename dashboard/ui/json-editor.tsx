/** An editor for JSON: brackets, folding, mistakes marked at their place, and words to complete. */
import { autocompletion, type CompletionContext } from '@codemirror/autocomplete';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, forceLinting, linter, lintGutter } from '@codemirror/lint';
import { unifiedMergeView } from '@codemirror/merge';
import { EditorState, type Extension, StateEffect } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { basicSetup } from 'codemirror';
import { useEffect, useRef } from 'react';
import { type JsonSpot, placeIn, spotAt } from './json-place.ts';
import { styleNonce } from './style-nonce.ts';

/** What is wrong at a path such as `targets[0].retry`. */
export interface JsonProblem {
  path: string;
  message: string;
}

interface JsonEditorProps {
  label: string;
  /** At first; later changes are the person's. A new `key` starts anew. */
  text: string;
  onChange: (text: string) => void;
  /** What may stand at a spot between quotes. */
  wordsAt: (spot: JsonSpot, text: string) => readonly string[];
  /** Marked where they are, until the text changes. */
  problems?: readonly JsonProblem[];
}

const NONE: readonly JsonProblem[] = [];
const PROBLEMS_CHANGED = StateEffect.define();

function toDiagnostics(text: string, problems: readonly JsonProblem[]): Diagnostic[] {
  return problems.map(({ path, message }) => ({ ...placeIn(text, path), severity: 'error', message }));
}

const LOOK = EditorView.theme({
  '&': { fontSize: '12px', backgroundColor: 'var(--surface)', color: 'var(--ink)' },
  '.cm-content': { fontFamily: 'var(--font-mono, monospace)', caretColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--raised)', color: 'var(--ink-soft)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--accent) 7%, transparent)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--accent-soft) !important' },
  '.cm-tooltip': { backgroundColor: 'var(--surface)', border: '1px solid var(--line)', color: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
});

const COLOURS = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.propertyName, color: 'var(--accent)' },
    { tag: tags.string, color: 'var(--cached)' },
    { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn)' },
  ]),
);

const COMMON: readonly Extension[] = [
  basicSetup,
  json(),
  EditorView.lineWrapping,
  LOOK,
  COLOURS,
  EditorView.cspNonce.of(styleNonce()),
];

export function JsonEditor({ label, text, onChange, wordsAt, problems = NONE }: JsonEditorProps) {
  const frame = useRef<HTMLDivElement>(null);
  const first = useRef(text);
  const editor = useRef<EditorView | null>(null);
  const latest = useRef({ onChange, wordsAt, problems });
  useEffect(() => {
    latest.current = { onChange, wordsAt, problems };
    if (editor.current === null) return;
    editor.current.dispatch({ effects: PROBLEMS_CHANGED.of(null) });
    forceLinting(editor.current);
  }, [onChange, wordsAt, problems]);
  useEffect(() => {
    if (frame.current === null) return;
    const complete = (context: CompletionContext) => {
      const whole = context.state.doc.toString();
      const spot = spotAt(whole, context.pos);
      if (spot === null) return null;
      const options = latest.current.wordsAt(spot, whole).map((word) => ({ label: word }));
      return { from: spot.from, options, validFor: /^[^"]*$/ };
    };
    const view = new EditorView({
      parent: frame.current,
      doc: first.current,
      extensions: [
        COMMON,
        lintGutter(),
        linter(jsonParseLinter()),
        linter(({ state }) => toDiagnostics(state.doc.toString(), latest.current.problems), {
          needsRefresh: ({ transactions }) =>
            transactions.some(({ effects }) => effects.some((effect) => effect.is(PROBLEMS_CHANGED))),
        }),
        autocompletion({ override: [complete] }),
        EditorView.contentAttributes.of({ 'aria-label': label }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) latest.current.onChange(update.state.doc.toString());
        }),
      ],
    });
    editor.current = view;
    return () => {
      editor.current = null;
      view.destroy();
    };
  }, [label]);
  return <div ref={frame} className="min-h-40 overflow-hidden rounded-md border" />;
}

/** What changed from one text to the other, line by line. */
export function JsonDiff({ label, before, after }: { label: string; before: string; after: string }) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (frame.current === null) return;
    const view = new EditorView({
      parent: frame.current,
      doc: after,
      extensions: [
        COMMON,
        EditorState.readOnly.of(true),
        EditorView.contentAttributes.of({ 'aria-label': label }),
        unifiedMergeView({ original: before, mergeControls: false, gutter: true }),
      ],
    });
    return () => view.destroy();
  }, [label, before, after]);
  return <div ref={frame} className="max-h-96 overflow-auto rounded-md border" />;
}
