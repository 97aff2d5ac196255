/** The course of one figure in the space of a word; decoration beside the figure itself. */

const WIDTH = 72;
const HEIGHT = 20;

/** Nothing where there are fewer than two values; null is a gap. */
export function Sparkline({ values }: { values: readonly (number | null)[] }) {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return null;
  const most = Math.max(...known, 0);
  const x = (index: number): string => ((index / (values.length - 1)) * WIDTH).toFixed(1);
  const y = (value: number): string => (HEIGHT - 1.5 - (most === 0 ? 0 : value / most) * (HEIGHT - 3)).toFixed(1);
  const path = values
    .map((value, index) => (value === null ? '' : `${values[index - 1] == null ? 'M' : 'L'}${x(index)} ${y(value)}`))
    .join('');
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className="h-5 w-18 shrink-0 fill-none stroke-accent/70 stroke-[1.5]"
    >
      <path d={path} strokeLinejoin="round" strokeLinecap="round" />
    </svg>
  );
}
