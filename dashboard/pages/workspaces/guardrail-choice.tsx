/** Which guardrails hold, out of those that there are. */
interface GuardrailChoiceProps {
  label: string;
  guardrails: readonly { id: string; slug: string; name: string }[];
  /** Slugs or ids, in the order in which they run. */
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

export function GuardrailChoice({ label, guardrails, chosen, onChange }: GuardrailChoiceProps) {
  const unlisted = chosen.filter((one) => !guardrails.some(({ id, slug }) => id === one || slug === one));
  const rows = [...guardrails, ...unlisted.map((slug) => ({ id: slug, slug, name: slug }))];
  return (
    <fieldset className="flex flex-col gap-1 text-sm">
      <legend className="mb-1 font-medium">{label}</legend>
      {rows.length === 0 && <p className="text-ink-soft">The workspace has no guardrail yet.</p>}
      {rows.map(({ id, slug, name }) => {
        const isChosen = chosen.includes(slug) || chosen.includes(id);
        return (
          <label key={id} className="flex items-center gap-2">
            <input
              type="checkbox"
              aria-label={`${label}: ${name}`}
              checked={isChosen}
              onChange={() =>
                onChange(isChosen ? chosen.filter((one) => one !== slug && one !== id) : [...chosen, slug])
              }
            />
            <span className="foreign-text">{name}</span>
            <code className="foreign-text font-mono text-xs text-ink-soft">{slug}</code>
          </label>
        );
      })}
    </fieldset>
  );
}
