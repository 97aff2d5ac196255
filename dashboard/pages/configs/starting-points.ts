/** What a new config can begin with, over the providers that there are. */

interface StartingPoint {
  label: string;
  build: (providers: readonly string[]) => Record<string, unknown>;
}

const at = (slug: string | undefined) => ({ provider: `@${slug ?? 'your-provider'}` });

export const STARTING_POINTS: Readonly<Record<string, StartingPoint>> = {
  single: { label: 'One provider, with retries', build: ([first]) => ({ ...at(first), retry: { attempts: 3 } }) },
  fallback: {
    label: 'Fallback: the second answers when the first cannot',
    build: ([first, second]) => ({
      strategy: { mode: 'fallback', on_status_codes: [429, 500, 502, 503, 529] },
      targets: [at(first), at(second ?? first)],
    }),
  },
  loadbalance: {
    label: 'Load balancing over two',
    build: ([first, second]) => ({
      strategy: { mode: 'loadbalance' },
      targets: [
        { ...at(first), weight: 0.5 },
        { ...at(second ?? first), weight: 0.5 },
      ],
    }),
  },
};
